import { bevel } from '../bevel.js'
import { path } from '../path.js'
import type { Shape } from '../shapes.js'
import { ellipse, intersect, polygon, rect, roundRect, union } from '../shapes.js'
import { slant } from '../slant.js'
import { addSpeckle } from '../textures.js'
import type { Archetype } from './archetype.js'

type Form = 'grave' | 'cross' | 'obelisk' | 'column' | 'stump' | 'menhir'

/** Standing stones around x = 15 with their foot at y = 27; `half` is half of the width. */
const forms: Readonly<Record<Form, (half: number, top: number) => Shape>> = {
  grave: (half, top) =>
    intersect(roundRect(15 - half * 1.6, top + 4, half * 3.2, 40 - top, half * 1.5), rect(0, 0, 30, 28)),
  cross: (half, top) =>
    union(rect(15 - half * 0.5, top, half, 28 - top), rect(15 - half * 1.6, top + 6, half * 3.2, half)),
  obelisk: (half, top) =>
    polygon(
      path(
        `15,${top - 3} ${15 + half * 0.6},${top + 2} ${15 + half},28 ${15 - half},28 ${15 - half * 0.6},${top + 2}`,
      ),
    ),
  column: (half, top) =>
    union(
      rect(15 - half, top + 3, half * 2, 25 - top),
      rect(13 - half, top, half * 2 + 4, 4),
      rect(13 - half, 24, half * 2 + 4, 4),
    ),
  stump: (half, top) =>
    union(
      polygon(
        path(
          `${15 - half},28 ${15 - half},${top + 9} ${15 - half * 0.4},${top + 12} ${15},${top + 6} ${15 + half * 0.5},${top + 10} ${15 + half},${top + 13} ${15 + half},28`,
        ),
      ),
      rect(13 - half, 24, half * 2 + 4, 4),
    ),
  menhir: (half, top) =>
    polygon(
      path(
        `${15 - half},28 ${14 - half * 1.2},${top + 11} ${15 - half * 0.5},${top + 1} ${15 + half * 0.4},${top + 3} ${15 + half * 1.2},${top + 12} ${16 + half},28`,
      ),
    ),
}

const formWords: readonly (readonly [words: RegExp, form: Form])[] = [
  [/grave|tomb|head/, 'grave'],
  [/cross/, 'cross'],
  [/obelisk|needle|pylon/, 'obelisk'],
  [/column|pillar/, 'column'],
  [/menhir|runestone|totem|idol|standing/, 'menhir'],
]

export const monolith: Archetype = {
  name: 'monolith',
  words: [
    'obelisk',
    'pillar',
    'column',
    'gravestone',
    'tombstone',
    'headstone',
    'grave',
    'cross',
    'menhir',
    'stele',
    'totem',
    'idol',
    'pylon',
    'milestone',
    'runestone',
    'waystone',
    'marker',
  ],
  materials: ['stone', 'darkStone', 'ash', 'sandstone', 'bone'],
  paint: ({ canvas, light, word, variant, main, trim, accent, head }) => {
    const any = word.pick(Object.keys(forms) as Form[])
    const form = formWords.find(([words]) => words.test(head))?.[1] ?? any
    const [half, top] = [word.range(3.6, 6.4), word.range(0, 7)]
    const plinth = word.pick([0, 2, 4]) + variant.range(0, 1.6)
    const sign = variant.pick(['lines', 'rune', 'eye', 'band'] as const)
    const stone = forms[form](half, top)
    canvas.fill(stone, main, light.upright(stone.x0 - 1, stone.x1 + 1, [0.8, 3.6]))
    bevel(canvas, light, stone, 1.3)
    if (form === 'column')
      for (let x = 16 - half; x < 14 + half; x += 2.4) canvas.shade(rect(x, top + 4, 1, 20 - top), -1)
    addSpeckle(canvas, stone, variant.int(0, 999), 0.05)
    const y = top + (form === 'cross' ? 7 : 13)
    if (sign === 'lines')
      for (const dy of [0, 2.4, 4.8])
        canvas.line(
          [
            [15 - half * 0.6, y + dy],
            [15 + half * variant.range(0.1, 0.6), y + dy],
          ],
          main,
          0,
          0.9,
          { clip: 'over' },
        )
    if (sign === 'rune') canvas.line(path('15,-3 15,4 17,2 15,0 13,2', 0, y), accent, 3, 1, { clip: 'over' })
    if (sign === 'eye') canvas.fill(ellipse(15, y, Math.min(2.6, half * 0.6), 1.6), accent, 3, { rim: true })
    if (sign === 'band') canvas.fill(rect(15 - half * 1.6, y, half * 3.2, 2), trim, 2.6, { clip: 'over' })
    const base = rect(12 - half - plinth, 26, half * 2 + 6 + plinth * 2, 3)
    canvas.fill(base, main, slant(light, base, [0.8, 2.8]), { rim: true })
    const side = variant.sign()
    const grown = ellipse(15 + side * half, 26, variant.range(2, 5), variant.range(1.2, 3))
    if (variant.chance(0.7)) canvas.fill(grown, 'moss', (_x, y) => (y < 25.6 ? 3 : 1.6), { clip: 'over' })
  },
}
