import { bevel } from '../bevel.js'
import { path } from '../path.js'
import type { Shape } from '../shapes.js'
import { arc, ellipse, minus, polygon, rect, roundRect, stroke, turned, union } from '../shapes.js'
import { slant } from '../slant.js'
import type { Archetype, Brush } from './archetype.js'

export const machine: Archetype = {
  name: 'machine',
  words: [
    'machine',
    'engine',
    'robot',
    'drone',
    'computer',
    'generator',
    'turret',
    'pump',
    'lever',
    'console',
    'reactor',
    'press',
    'furnace',
    'antenna',
    'device',
    'gadget',
    'radio',
    'camera',
    'printer',
    'oven',
    'stove',
    'boiler',
    'automaton',
    'golem',
    'trap',
    'cannon',
    'switch',
    'terminal',
    'battery',
    'projector',
    'microscope',
    'sewing',
    'gun',
    'pistol',
    'rifle',
  ],
  endings: ['tron', 'bot', 'ator', 'scope', 'graph', 'phone'],
  materials: ['steel', 'iron', 'brass', 'teal', 'grey', 'rust'],
  paint: (brush) => {
    const { canvas, light, word, variant, main, trim, accent } = brush
    const [wide, high] = [word.range(10, 20), word.range(9, 17)]
    const round = word.pick([0.5, 2, 5])
    const head = word.pick(['none', 'dome', 'box', 'horn', 'chimneys', 'dish'] as const)
    const feet = word.pick(['base', 'tripod', 'legs', 'treads'] as const)
    const arms = word.chance(0.5)
    const low = feet === 'base' ? 27 : 23
    const [left, top] = [15 - wide / 2, low - high]
    if (feet === 'tripod')
      for (const x of [-8, 0, 8])
        canvas.line(
          [
            [15 + x * 0.3, low - 1],
            [15 + x, 29],
          ],
          trim,
          2,
          2,
        )
    if (feet === 'legs')
      for (const x of [left + 2, left + wide - 6])
        canvas.fill(rect(x, low - 1, 4, 7), trim, light.upright(x, x + 4, [0.8, 3]))
    if (feet === 'treads')
      canvas.fill(
        roundRect(left - 3, low - 2, wide + 6, 8, 4),
        'charcoal',
        light.lying(low - 2, 29, [0.6, 3]),
      )
    if (arms)
      for (const side of [-1, 1])
        canvas.fill(
          stroke(
            [
              [15 + side * (wide / 2 - 1), top + 4],
              [15 + side * (wide / 2 + 4), top + 5],
              [15 + side * (wide / 2 + 4.6), top + 5 + variant.range(-8, 8)],
            ],
            [3, 3.4],
          ),
          trim,
          2.2,
        )
    const heads: Readonly<Record<string, () => Shape>> = {
      dome: () => ellipse(15, top, wide * 0.34, 5),
      box: () => roundRect(15 - wide * 0.3, top - 7, wide * 0.6, 8, 1.4),
      horn: () => polygon(path(`13,${top + 1} 17,${top + 1} 25,${top - 9} 19,${top - 11}`)),
      chimneys: () => union(rect(left + 2, top - 7, 3.4, 8), rect(left + 7, top - 4.5, 3.4, 6)),
      dish: () =>
        union(minus(ellipse(15, top - 7, 9, 5), ellipse(16, top - 10, 9, 5)), rect(14, top - 3, 2, 4)),
    }
    const crown = heads[head]?.()
    if (crown !== undefined) canvas.fill(crown, accent, slant(light, crown, [1, 3.6]), { rim: true })
    const body = roundRect(left, top, wide, high, round)
    canvas.fill(body, main, light.upright(left - 1, left + wide + 1, [0.8, 3.4]), { rim: true })
    bevel(canvas, light, body, 1.2)
    if (feet === 'base')
      canvas.fill(rect(left - 2, 26, wide + 4, 3), trim, light.upright(left - 2, left + wide + 2), {
        rim: true,
      })
    paintDials(brush, { left, top, wide, high, low })
  },
}

function paintDials(
  { canvas, variant, trim, accent }: Brush,
  { left, top, wide, high, low }: { left: number; top: number; wide: number; high: number; low: number },
): void {
  const dials = variant.int(1, 3)
  for (let i = 0; i < dials; i++) {
    const x = left + ((i + 1) * wide) / (dials + 1)
    canvas.fill(ellipse(x, top + high * 0.35, 2, 2), i % 2 === 0 ? 'bone' : accent, 3.4, { rim: true })
    canvas.inkDot(Math.floor(x), Math.floor(top + high * 0.35))
  }
  for (let y = top + high * 0.62; y < low - 2; y += 2.4)
    canvas.inkLine([
      [left + 3, y],
      [left + wide - 4, y],
    ])
  canvas.line(arc(left + 1, low - 5, 3, 3, 90, 270), trim, 3, 1.4)
}

export const mineral: Archetype = {
  name: 'mineral',
  words: [
    'crystal',
    'ore',
    'shard',
    'ingot',
    'nugget',
    'meteor',
    'meteorite',
    'fossil',
    'geode',
    'coal',
    'salt',
    'quartz',
    'obsidian',
    'stalagmite',
    'icicle',
    'rubble',
    'debris',
    'relic',
    'prism',
  ],
  endings: ['ite', 'stone', 'rock'],
  materials: ['teal', 'purple', 'blue', 'stone', 'glass', 'green'],
  paint: ({ canvas, light, word, variant, main, trim }) => {
    const count = word.int(2, 6)
    const [thin, spread] = [word.range(2, 4.4), word.range(12, 70)]
    const longest = word.range(14, 24)
    const order = Array.from({ length: count }, (_, i) => (i + word.int(0, 1)) % count)
    for (const i of order) {
      const t = count === 1 ? 0 : (i / (count - 1)) * 2 - 1
      const long = longest * (1 - 0.45 * Math.abs(t)) * variant.range(0.85, 1.1)
      const half = thin * variant.range(0.8, 1.2)
      const turn = (shape: Shape) => turned(shape, [15, 27], t * spread + variant.range(-5, 5))
      const tip = 27 - long
      canvas.fill(
        turn(
          polygon(
            path(
              `15,${tip} ${15 + half},${tip + half * 1.6} ${15 + half * 0.8},28 ${15 - half * 0.8},28 ${15 - half},${tip + half * 1.6}`,
            ),
          ),
        ),
        main,
        3,
        { rim: true },
      )
      canvas.fill(
        turn(polygon(path(`15,${tip} ${15 + half},${tip + half * 1.6} ${15 + half * 0.8},28 15,28`))),
        main,
        light.face(0.7, -0.1, 0.4, [0.6, 3]),
      )
      canvas.line(
        [[0, 0]].map(() => [15, tip + 2] as const),
        main,
        4,
      )
    }
    const rocks = word.int(2, 4)
    for (let i = 0; i < rocks; i++) {
      const [x, r] = [15 + ((i + 0.5) / rocks - 0.5) * 18, variant.range(2.4, 4)]
      canvas.fill(
        ellipse(x, 28.6 - r * 0.6, r, r * 0.8),
        trim,
        light.ball(x, 28 - r * 0.6, r, r, [0.8, 3.4]),
        { rim: true },
      )
    }
  },
}
