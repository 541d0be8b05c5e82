import type { Canvas } from '../canvas.js'
import type { Material } from '../materials.js'
import { swing, wave } from '../motion.js'
import { placeNoise } from '../random.js'
import type { Point, Shape } from '../shapes.js'
import { arc, ellipse, minus, polygon, rect, stroke, union } from '../shapes.js'
import { effect, thrown } from './effect.js'

/** A tongue whose sides lick upwards: three waves of whole frequencies run along its height, so a loop closes. */
function lickingFlame(x: number, y: number, width: number, height: number, t: number, seed: number): Shape {
  const sides = [-1, 1].map((side) =>
    Array.from({ length: 13 }, (_, i) => {
      const h = i / 12
      const body = Math.sin(Math.PI * Math.min(1, h * 0.86 + 0.2)) ** 0.9 * (1 - h ** 2.2)
      const lick = swing(h * 1.3 - t + seed) * h * 0.34 + swing(h * 2.2 - 2 * t + seed * 1.7) * h * 0.15
      return [x + (side * body * width) / 2 + lick * width * 0.5, y - h * height] as const
    }),
  )
  return polygon([...sides[0]!, ...sides[1]!.slice().reverse()])
}

function paintFire(
  canvas: Canvas,
  material: Material,
  t: number,
  seed: number,
  [width, height]: Point,
): void {
  const tall = height * (1 - 0.07 * wave(2 * t + seed))
  const tongues = [
    [1, 1, 1],
    [0.76, 0.8, 2],
    [0.52, 0.6, 3],
    [0.28, 0.36, 4],
  ] as const
  for (const [wide, high, tone] of tongues)
    canvas.fill(lickingFlame(15, 28.6, width * wide, tall * high, t, seed), material, tone)
}

export const flameEffect = effect(
  [
    'flame',
    'fire',
    'flicker',
    'candle flicker',
    'candle flame',
    'campfire',
    'burning',
    'torch fire',
    'ember',
    'bonfire',
  ],
  'fire',
  ({ canvas, t, loop, random, material, context }) => {
    const seed = random.next()
    const slim = context.has('candle', 'match', 'torch', 'lantern') ? 0.78 : 1
    const width = random.range(13, 18) * slim
    const height = random.range(23, 26)
    const life = loop ? 1 : Math.min(1, 0.35 + 2 * t) * (t > 0.6 ? 1 - (t - 0.6) * 1.3 : 1)
    paintFire(canvas, material, t * (loop ? 1 : 1.6), seed, [width * Math.sqrt(life), height * life])
    if (context.has('candle')) canvas.fill(ellipse(15, 27, width * 0.12, 1.5), 'blue', 3)
    const sparks = random.int(2, 4)
    for (let i = 0; i < sparks; i++) {
      const at = (t + placeNoise(i, 1, Math.floor(seed * 999))) % 1
      const x = 15 + (placeNoise(i, 2, 7) - 0.5) * width * 0.9 + swing(at + i * 0.3) * 1.2
      canvas.dot(Math.round(x), Math.round(20 - at * 17), material, at < 0.6 ? 4 : 2)
    }
  },
)

export const fireballEffect = effect(
  ['fireball', 'fire ball', 'meteor', 'projectile', 'bullet', 'missile', 'bolt', 'plasma'],
  'fire',
  ({ canvas, t, random, material }) => {
    const seed = random.next()
    const tail = polygon([
      [21, 8.6],
      ...Array.from({ length: 7 }, (_, i): Point => [
        19 - i * 2.6,
        8 + i * 0.9 + swing(i * 0.22 - t + seed) * 1.4,
      ]),
      [1.5 + 2 * swing(2 * t + seed), 15 + swing(t)],
      ...Array.from({ length: 7 }, (_, i): Point => [
        3.4 + i * 2.6,
        16.6 + i * 0.8 + swing(i * 0.2 + t + seed) * 1.4,
      ]),
    ])
    canvas.fill(tail, material, 1)
    canvas.fill(ellipse(20, 15, 7.6, 7.4), material, 2)
    canvas.fill(ellipse(20.6, 15, 5.6 + 0.5 * swing(t), 5.4 + 0.5 * swing(t)), material, 3)
    canvas.fill(ellipse(21.6, 14.6, 3.2 + 0.5 * swing(t + 0.3), 3), material, 4)
    for (let i = 0; i < 4; i++) {
      const at = (t + i * 0.25) % 1
      canvas.dot(
        Math.round(12 - at * 10),
        Math.round(11 + placeNoise(i, 3, 5) * 8),
        material,
        at < 0.5 ? 4 : 2,
      )
    }
  },
)

/** Rays that grow out of a white flash and then let go of the middle. */
export const sparkEffect = effect(
  ['spark', 'hit spark', 'hit', 'impact', 'hit effect', 'flash', 'strike', 'clash', 'muzzle flash', 'muzzle'],
  'fire',
  ({ canvas, t, random, material }) => {
    const rays = random.int(6, 9)
    const start = random.range(0, Math.PI)
    const reaches = Array.from({ length: rays }, () => random.range(0.68, 1))
    const out = thrown(t)
    for (const [i, reach] of reaches.entries()) {
      const angle = start + (i * 2 * Math.PI) / rays
      const at = (r: number): Point => [15 + Math.cos(angle) * r, 15 + Math.sin(angle) * r]
      const [from, to] = [13.4 * reach * Math.max(0, out * 1.15 - 0.34), 3.5 + 10.4 * reach * out]
      const wide = 3.4 * (1 - t) + 0.9
      canvas.fill(stroke([at(from), at(to)], [wide, 0.7]), material, t < 0.5 ? 3 : 2)
      if (t < 0.7)
        canvas.fill(stroke([at(from), at(from + (to - from) * 0.7)], [wide * 0.5, 0.5]), material, 4)
    }
    const heart = 5.2 * (1 - t * 1.5)
    if (heart > 0.8) {
      canvas.fill(ellipse(15, 15, heart, heart), material, 4)
      canvas.fill(ellipse(15, 15, heart * 0.66, heart * 0.66), 'white', 4)
    }
  },
)

/** Flash, ball of fire, lobes that cool from the outside, smoke that tears. */
export const explosionEffect = effect(
  ['explosion', 'blast', 'burst', 'boom', 'bomb', 'detonation', 'explode'],
  'fire',
  ({ canvas, t, random, material }) => {
    const lobes = Array.from({ length: 9 }, (_, i) => ({
      angle: (i / 9) * 2 * Math.PI + random.range(-0.3, 0.3),
      away: random.range(0.5, 1),
      size: random.range(0.75, 1.15),
      late: random.range(0, 0.22),
    }))
    const debris = Array.from(
      { length: 7 },
      () => [random.range(0, 2 * Math.PI), random.range(0.7, 1)] as const,
    )
    if (t < 0.13) {
      canvas.fill(ellipse(15, 15, 5.4, 5.4), material, 3)
      canvas.fill(ellipse(15, 15, 3.8, 3.8), 'white', 4)
      return
    }
    const out = thrown(t)
    const placed = lobes.map((lobe) => {
      const age = Math.min(1, Math.max(0, t - lobe.late) / (1 - lobe.late))
      const r = lobe.away * 8.6 * out
      return {
        age,
        x: 15 + Math.cos(lobe.angle) * r,
        y: 15 + Math.sin(lobe.angle) * r - 2.6 * t,
        r: 5.2 * lobe.size * Math.sin(Math.PI * (0.24 + 0.7 * age)),
      }
    })
    const ball = (grow: number, until: number) =>
      placed.filter(({ age }) => age < until).map(({ x, y, r }) => ellipse(x, y, r * grow, r * grow))
    const layer = (grow: number, until: number, paint: Material, tone: number): void => {
      const shapes = ball(grow, until)
      if (shapes.length > 0) canvas.fill(union(...shapes), paint, tone)
    }
    layer(1, 2, 'charcoal', t > 0.6 ? 3 : 2)
    if (t > 0.6) layer(0.66, 2, 'ash', 1)
    layer(0.94, 0.62, material, 1)
    layer(0.76, 0.55, material, 2)
    layer(0.56, 0.46, material, 3)
    layer(0.36, 0.36, material, 4)
    for (const [angle, far] of debris) {
      const r = far * (4 + 10 * out)
      if (t < 0.85)
        canvas.dot(
          Math.round(15 + Math.cos(angle) * r),
          Math.round(15 + Math.sin(angle) * r),
          material,
          t < 0.5 ? 4 : 2,
        )
    }
  },
)

export const lightningEffect = effect(
  ['lightning', 'thunder', 'electricity', 'electric', 'shock', 'zap', 'thunderbolt', 'arc'],
  'yellow',
  ({ canvas, t, loop, random, material }) => {
    const salt = random.int(0, 999)
    // A bolt jumps: every moment has its own way down.
    const moment = Math.round(t * 23)
    const way = Array.from({ length: 8 }, (_, i): Point => {
      const wide = i === 0 || i === 7 ? 2 : 9
      return [15 + (placeNoise(i, moment, salt) - 0.5) * wide, 1 + i * 3.9]
    })
    const life = loop ? 1 : t < 0.2 ? 0.6 : 1 - t * 0.75
    canvas.fill(stroke(way, 3.4 * life + 0.8), material, 2)
    canvas.fill(stroke(way, 1.9 * life + 0.5), material, 4)
    canvas.line(way, 'white', 4, 0.8 * life)
    for (const i of [2, 4, 5]) {
      const [x, y] = way[i]!
      const side = placeNoise(i, moment + 7, salt) < 0.5 ? -1 : 1
      if (life > 0.35)
        canvas.line(
          [
            [x, y],
            [x + side * 4, y + 2],
            [x + side * 5.4, y + 4.6],
          ],
          material,
          3,
          0.9,
        )
    }
    if (life > 0.4) canvas.fill(ellipse(15, 28, 6 * life, 1.6), material, 3)
  },
)

export const shockwaveEffect = effect(
  ['shockwave', 'shock wave', 'wave', 'ring', 'pulse', 'sonic', 'nova', 'ripple'],
  'white',
  ({ canvas, t, random, material }) => {
    const flat = random.pick([1, 0.62])
    const r = 3 + 10.8 * thrown(t)
    const thick = 3.2 * (1 - t) + 0.9
    const ring = minus(
      ellipse(15, 15, r, r * flat),
      ellipse(15, 15, Math.max(0.1, r - thick), Math.max(0.1, (r - thick) * flat)),
    )
    canvas.fill(ring, material, t < 0.5 ? 3 : 2)
    canvas.fill(
      minus(ellipse(15, 15, r, r * flat), ellipse(15, 15, r - thick * 0.4, (r - thick * 0.4) * flat)),
      material,
      4,
    )
    if (t < 0.35) canvas.fill(ellipse(15, 15, 3.4 * (1 - 2 * t), 3.4 * (1 - 2 * t) * flat), 'white', 4)
  },
)

export const slashEffect = effect(
  ['slash', 'swipe', 'sword slash', 'cut', 'claw', 'swoosh', 'swing'],
  'white',
  ({ canvas, t, random, material }) => {
    const start = random.range(170, 230)
    const head = start + 40 + 160 * thrown(Math.min(1, t * 1.25))
    const tail = start + 200 * Math.max(0, thrown(t) * 1.1 - 0.35)
    const sickle = (outer: number, inner: number, from: number): Shape =>
      polygon([
        ...arc(15, 17, outer, outer * 0.86, from, head),
        ...arc(15 + 1.4, 18, inner, inner * 0.8, from, head - 4).reverse(),
      ])
    if (head - tail < 12) {
      canvas.fill(rect(24, 16, 2, 1), material, 3)
      return
    }
    canvas.fill(sickle(13.4, 9.4, tail), material, 2)
    canvas.fill(sickle(13.2, 11.2, tail + (head - tail) * 0.25), 'white', 4)
  },
)
