import { bevel } from '../bevel.js'
import { path } from '../path.js'
import type { Point, Shape } from '../shapes.js'
import { curve, ellipse, polygon, roundRect, stroke, turned, union } from '../shapes.js'
import { slant } from '../slant.js'
import type { Motion } from '../motion.js'
import { swing } from '../motion.js'
import type { Archetype, Brush } from './archetype.js'

const crawling: ReadonlySet<Motion> = new Set(['idle', 'walk', 'run', 'hover'])

export const insect: Archetype = {
  name: 'insect',
  words: [
    'bug',
    'beetle',
    'ant',
    'wasp',
    'bee',
    'spider',
    'crab',
    'scorpion',
    'scarab',
    'fly',
    'mosquito',
    'butterfly',
    'moth',
    'dragonfly',
    'locust',
    'mite',
    'tick',
    'octopus',
    'lobster',
    'centipede',
    'larva',
  ],
  endings: ['pede', 'fly', 'bug'],
  materials: ['charcoal', 'red', 'teal', 'brown', 'purple', 'green'],
  moves: crawling,
  paint: ({ canvas, light, word, variant, main, accent, moment }) => {
    const gait = moment === null ? 0 : moment.motion === 'idle' ? 0.8 : 2.4
    const pairs = word.int(3, 5)
    const reach = word.range(6, 12)
    const segments = word.int(2, 4)
    const wide = word.range(3.6, 8)
    const wings = word.pick(['none', 'none', 'wide', 'case'] as const)
    const claws = word.chance(0.35)
    const sting = word.chance(0.3)
    const kink = variant.range(-1.6, 1.6)
    for (let i = 0; i < pairs; i++)
      for (const side of [-1, 1]) {
        const y = 10 + (i * 13) / pairs
        const out =
          (i - (pairs - 1) / 2) * 3 +
          kink * side +
          (moment === null ? 0 : gait * swing(moment.phase + 0.1 + (i % 2 === 0 ? 0 : 0.5)) * side)
        canvas.line(
          [
            [15, y + 1],
            [15 + side * (wide + reach * 0.5), y + out - 2.4],
            [15 + side * (wide + reach), y + out + 3],
          ],
          main,
          1,
          1.7,
        )
      }
    if (claws)
      for (const side of [-1, 1])
        canvas.fill(
          stroke(curve([15 + side * 3, 7], [15 + side * 12, 4], [15 + side * 8, -3]), [2.4, 4.4]),
          accent,
          2.6,
          { rim: true },
        )
    if (sting) canvas.fill(stroke(curve([15, 25], [24 + kink, 30], [21, 19]), [3, 1.2]), accent, 2.4)
    if (wings === 'wide')
      for (const side of [-1, 1])
        canvas.fill(
          turned(
            ellipse(15 + side * 8, 14, 8.4, 4.4),
            [15, 14],
            side * (-24 + (moment === null ? 0 : 22 * swing(2 * moment.phase + 0.1))),
          ),
          'glass',
          light.ball(15 + side * 8, 14, 9, 6, [1.6, 4]),
          { rim: true },
        )
    for (let i = segments - 1; i >= 0; i--) {
      const [y, r] = [8 + (i * 17) / segments + 2, wide * (i === 0 ? 0.66 : i === segments - 1 ? 1 : 0.8)]
      canvas.fill(ellipse(15, y, r, 16 / segments), main, light.ball(15, y, r, 16 / segments, [0.6, 3.8]), {
        rim: true,
      })
    }
    if (wings === 'case') canvas.inkLine(path('15,13 15,26'))
    for (const side of [-1, 1]) {
      canvas.fill(ellipse(15 + side * 2.4, 7.4, 1.4, 1.4), accent, 4, { rim: true })
      canvas.line(
        curve(
          [15 + side * 1.5, 5],
          [15 + side * 3, 1],
          [15 + side * (4 + kink + (moment === null ? 0 : swing(moment.phase))), -1],
        ),
        main,
        1,
        1,
      )
    }
  },
}

export const serpent: Archetype = {
  name: 'serpent',
  words: [
    'snake',
    'serpent',
    'worm',
    'eel',
    'viper',
    'cobra',
    'slug',
    'snail',
    'leech',
    'tentacle',
    'naga',
    'caterpillar',
    'dolphin',
    'whale',
    'shark',
  ],
  materials: ['moss', 'green', 'purple', 'red', 'sand', 'teal'],
  moves: crawling,
  paint: ({ canvas, light, word, variant, main, accent, moment }) => {
    // A wave runs along the body from head to tail.
    const slither = moment === null ? null : moment.phase * 2 * Math.PI
    const bends = word.int(2, 4)
    const thick = word.range(4, 7)
    const high = word.range(8, 20)
    const lie = variant.range(-1, 1)
    const points: Point[] = Array.from({ length: 25 }, (_, i) => {
      const t = i / 24
      const still = slither !== null && moment?.motion === 'idle'
      const sway =
        Math.sin(t * Math.PI * bends + lie + (slither === null || still ? 0 : slither)) *
          (7 - 2 * t) *
          (slither !== null && !still ? 0.7 : 1) +
        (still ? Math.sin(slither! + t * 4) * 1.3 * t : 0)
      return t < 0.6
        ? ([4 + t * 36, 24 + sway * 0.7] as const)
        : ([4 + 21.6 - (t - 0.6) * 10 + sway * 0.5, 24 - ((t - 0.6) / 0.4) * high] as const)
    })
    const body = stroke(points, [1.4, thick])
    canvas.fill(body, main, (x, y) => 2.4 + (Math.floor((x + y) / 3) % 2 === 0 ? 0.7 : -0.7))
    bevel(canvas, light, body, 1.4)
    const [hx, hy] = points.at(-1)!
    canvas.fill(
      ellipse(hx - 1, hy, thick * 0.95, thick * 0.72),
      main,
      light.ball(hx - 1, hy, thick, thick, [1, 3.8]),
      { rim: true },
    )
    canvas.line(
      [
        [hx - thick, hy + 1],
        [hx - thick - 3, hy + 1.4],
      ],
      'red',
      2,
      1,
    )
    canvas.fill(ellipse(hx - 1.6, hy - 1, 1.4, 1.4), accent, 4, { rim: true })
    canvas.inkDot(Math.round(hx - 2), Math.round(hy - 1))
  },
}

export const plant: Archetype = {
  name: 'plant',
  words: [
    'plant',
    'fern',
    'vine',
    'root',
    'herb',
    'lily',
    'weed',
    'palm',
    'seedling',
    'sprout',
    'crop',
    'wheat',
    'corn',
    'reed',
    'ivy',
    'thistle',
    'clover',
    'leaf',
    'seed',
    'sapling',
    'shrub',
    'agave',
    'aloe',
    'yucca',
    'bamboo',
    'kelp',
    'coral',
    'seaweed',
    'nettle',
    'turnip',
    'carrot',
    'onion',
    'pumpkin',
    'melon',
    'pear',
    'plum',
    'lemon',
    'grape',
  ],
  endings: ['berry', 'wort', 'root', 'weed', 'bloom', 'grass', 'leaf', 'vine', 'fruit'],
  materials: ['leaf', 'green', 'moss', 'cactus'],
  paint: ({ canvas, light, word, variant, main, trim, accent }) => {
    const stems = word.int(1, 6)
    const spread = word.range(3, 13)
    const high = word.range(14, 26)
    const leaf = word.pick(['broad', 'pinnate', 'blade', 'round'] as const)
    const top = word.pick(['none', 'flower', 'fruit', 'ear', 'none'] as const)
    const potted = word.chance(0.3)
    const foot = potted ? 21 : 28
    for (let i = 0; i < stems; i++) {
      const t = stems === 1 ? 0 : (i / (stems - 1)) * 2 - 1
      const tip: Point = [
        15 + t * spread + variant.range(-1.4, 1.4),
        foot - high * (1 - 0.35 * Math.abs(t)) * variant.range(0.9, 1),
      ]
      const stem = curve([15 + t * 2, foot], [15 + t * spread * 0.3, tip[1] + 6], tip, 8)
      if (leaf === 'blade') {
        const blade = stroke(stem, [4.4, 0.8])
        canvas.fill(blade, main, slant(light, blade, [1, 3.4]), { rim: true })
      } else {
        canvas.line(stem, main, 1, 1.6)
        stem.forEach(
          (at, j) =>
            j > 1 &&
            j % (leaf === 'pinnate' ? 1 : 2) === 0 &&
            paintLeaf(canvas, light, main, at, leaf, j % 4 === 0 ? 1 : -1),
        )
      }
      if (top === 'flower')
        for (let p = 0; p < 5; p++)
          canvas.fill(turned(ellipse(tip[0], tip[1] - 2.6, 1.7, 2.4), tip, p * 72), accent, p < 2 ? 4 : 3)
      if (top === 'flower') canvas.fill(ellipse(tip[0], tip[1], 1.5, 1.5), 'yellow', 4)
      if (top === 'fruit')
        canvas.fill(ellipse(tip[0], tip[1], 3.2, 3.2), accent, light.ball(tip[0], tip[1], 3.2, 3.2), {
          rim: true,
        })
      if (top === 'ear')
        canvas.fill(ellipse(tip[0], tip[1] - 1, 1.8, 5), accent, light.ball(tip[0], tip[1] - 1, 2, 5), {
          rim: true,
        })
    }
    if (potted)
      canvas.fill(polygon(path('8,20 22,20 20,29 10,29')), trim, light.upright(8, 22, [0.6, 3.6]), {
        rim: true,
      })
    if (potted) canvas.fill(roundRect(7, 19, 16, 3, 1), trim, light.upright(7, 23, [1, 4]), { rim: true })
  },
}

function paintLeaf(
  canvas: Brush['canvas'],
  light: Brush['light'],
  main: Brush['main'],
  [x, y]: Point,
  kind: string,
  side: number,
): void {
  const shapes: Readonly<Record<string, Shape>> = {
    broad: turned(ellipse(x + side * 4, y, 4.4, 2.1), [x, y], side * -24),
    pinnate: union(
      stroke(
        [
          [x, y],
          [x + 3.6, y - 1.6],
        ],
        [1.6, 0.8],
      ),
      stroke(
        [
          [x, y],
          [x - 3.6, y - 1.6],
        ],
        [1.6, 0.8],
      ),
    ),
    round: ellipse(x + side * 2.6, y - 0.6, 2.7, 2.5),
  }
  const shape = shapes[kind]!
  canvas.fill(shape, main, slant(light, shape, [1.2, 3.7]), { rim: kind !== 'pinnate' })
}
