import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import type { Point } from '../../shapes.js'
import { ellipse, polygon, rect, roundRect, stroke, union } from '../../shapes.js'
import { burning, flicker, paintFlame } from './flame.js'
import { burns } from './lantern.js'

export const candle: Noun = {
  moves: burning,
  names: ['candle', 'candlestick', 'candelabra', 'tallow', 'taper'],
  frame: { width: 30, height: 30 },
  paint: (canvas, context) => {
    const { random, light, accent } = context
    const lit = burns(context)
    const wax = accent ?? random.pick(['bone', 'cloth', 'white'] as const)
    const thick = random.range(2.6, 4.8)
    const tall = random.range(7, 13)
    const lean = random.range(-1.4, 1.4)
    const foot = random.pick(['dish', 'stick', 'puddle'] as const)
    const floor = foot === 'stick' ? 22 : 27
    if (foot === 'dish') {
      canvas.fill(ellipse(23, 24, 3.4, 3), 'brass', 2)
      canvas.ink(ellipse(23, 24, 1.4, 1.2))
      canvas.fill(ellipse(15, 26.6, 10, 2.6), 'brass', light.ball(15, 25, 11, 5, [0.8, 4]), { rim: true })
    } else if (foot === 'stick') {
      canvas.fill(
        union(rect(13.6, 21, 2.8, 7), ellipse(15, 27.6, 6.4, 2)),
        'brass',
        light.upright(9, 21, [0.8, 4]),
      )
      canvas.fill(ellipse(15, 22, 5.6, 1.7), 'brass', 3, { rim: true })
    } else canvas.fill(ellipse(15, 27.4, 8, 2), wax, 1.6)
    const body = roundRect(15 - thick, floor - tall, thick * 2, tall + 0.6, 1)
    canvas.fill(body, wax, light.upright(15 - thick, 15 + thick, [1, 4]), { rim: true })
    for (const [x, long] of [
      [-0.7, 5],
      [0.5, 3],
      [0.8, 6],
    ] as const)
      canvas.fill(
        stroke(
          [
            [15 + x * thick, floor - tall + 0.6],
            [15 + x * thick, floor - tall + long],
          ],
          1.7,
        ),
        wax,
        4,
      )
    canvas.line(
      [
        [15, floor - tall - 2],
        [15, floor - tall],
      ],
      'charcoal',
      1,
      1,
    )
    if (lit)
      paintFlame(
        canvas,
        flicker({ x: 15 + lean * 0.2, y: floor - tall - 0.6, width: 6, height: 11, lean }, context.pose),
      )
  },
}

export const torch: Noun = {
  moves: burning,
  names: ['torch', 'wall torch', 'brazier torch', 'sconce'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, light } = context
    const lit = burns(context)
    const lean = random.range(-3, 3)
    const tall = random.range(11, 17)
    const wrap = random.pick(['cloth', 'leather', 'iron'] as const)
    const shaft = polygon(path('12.6,14 17.4,14 16.4,29 13.6,29'))
    canvas.fill(shaft, 'wood', light.upright(12, 18, [0.8, 3.6]))
    for (const y of [20, 24]) canvas.shade(rect(12, y, 6, 1), -1)
    if (lit) paintFlame(canvas, flicker({ x: 15, y: 15, width: 9, height: tall, lean }, context.pose))
    const cup = polygon(path('10.6,11 19.4,11 17.6,17 12.4,17'))
    canvas.fill(cup, wrap, light.upright(10, 20, [0.8, 3.6]), { rim: true })
    if (!lit)
      canvas.fill(ellipse(15, 11, 4.4, 2.4), 'charcoal', light.ball(15, 10, 5, 3, [0.6, 3]), { rim: true })
    else
      paintFlame(
        canvas,
        flicker({ x: 15, y: 13.4, width: 6, height: tall * 0.6, lean: lean * 0.6 }, context.pose),
      )
  },
}

export const candleFlame: Noun = {
  names: ['candle flame', 'candle flicker', 'flame', 'flicker', 'fireball', 'ember flame'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, accent }) => {
    const lean = random.range(-4, 4)
    const width = random.range(11, 17)
    const tall = random.range(23, 28)
    paintFlame(canvas, { x: 15, y: 29, width, height: tall, lean }, accent ?? 'fire')
    canvas.fill(ellipse(15, 27, width * 0.12, 1.6), 'blue', 3)
  },
}

/** Points of a star of `rays` points; every second ray is shorter. */
function starPoints(rays: number, long: number, waist: number, start: number): Point[] {
  return Array.from({ length: rays * 2 }, (_, i) => {
    const angle = start + (i * Math.PI) / rays
    const reach = i % 2 === 1 ? waist : i % 4 === 0 ? long : long * 0.66
    return [15 + Math.cos(angle) * reach, 15 + Math.sin(angle) * reach] as const
  })
}

export const hitSpark: Noun = {
  names: ['spark', 'hit spark', 'impact', 'hit effect', 'burst', 'explosion', 'hit', 'flash'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, accent }) => {
    const rays = random.pick([4, 6, 8])
    const start = random.range(0, 1.4)
    const waist = random.pick([3.4, 4.4, 5.4])
    const material = accent ?? 'fire'
    canvas.fill(polygon(starPoints(rays, 14, waist, start)), material, 2)
    canvas.fill(polygon(starPoints(rays, 10.6, waist * 0.8, start)), material, 3)
    canvas.fill(polygon(starPoints(rays, 7, waist * 0.6, start)), material, 4)
    canvas.fill(ellipse(15, 15, 2.4, 2.4), 'white', 4)
    for (let i = 0; i < 4; i++) {
      const [angle, away] = [start + 0.6 + i * 1.6, random.range(9, 13)]
      canvas.dot(
        Math.round(15 + Math.cos(angle) * away),
        Math.round(15 + Math.sin(angle) * away),
        material,
        4,
      )
    }
  },
}

/** For additive blending: bright in the middle, tones falling off in rings. */
export const particle: Noun = {
  names: ['particle', 'round particle', 'white particle', 'glow', 'dust mote', 'mote', 'sparkle'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, accent }) => {
    const radius = random.pick([12, 13, 14])
    const material = accent ?? 'white'
    const soft = random.range(0.55, 2)
    canvas.fill(
      ellipse(15, 15, radius, radius),
      material,
      (x, y) => 4.4 - (Math.hypot(x - 15, y - 15) / radius) ** soft * 4,
      { dither: 0.2 },
    )
  },
}
