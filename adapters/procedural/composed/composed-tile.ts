import type { Material } from '../materials.js'
import { materials } from '../materials.js'
import type { Noun, PaintContext, PromptWords } from '../noun.js'
import { stemOf } from '../../../core/intake/singular.js'
import type { Random } from '../random.js'
import { createRandom, placeNoise } from '../random.js'
import { paintBlocks, paintCells, tileFrame } from '../tiles/stone-tiles.js'
import { paintGrid, TileGrid } from '../tiles/tile-grid.js'
import { torusCells, torusCourses, torusNoise } from '../tiles/torus.js'
import { hashWords } from './composed-nouns.js'

interface Surface {
  readonly grid: TileGrid
  readonly context: PaintContext
  /** The same for the same words. */
  readonly word: Random
  readonly main: Material
  readonly second: Material
}

const surfaces: readonly ((surface: Surface) => void)[] = [
  ({ grid, context, word, main, second }) => {
    const size = word.pick([5, 6.5, 8])
    const cells = torusCells(grid.width, grid.height, size, context.random, {
      jitter: word.range(0.3, 1),
      wobble: word.range(0, 1.2),
    })
    paintCells(
      grid,
      cells,
      { material: main, joint: second, jointTone: 0.6, face: 2.4, vary: 0.6 },
      context,
      word.range(0.4, 0.9),
    )
  },
  ({ grid, context, word, main, second }) => {
    const block = {
      width: word.pick([5.3, 8, 16]),
      height: word.pick([4, 5.3, 8]),
      spread: word.range(0, 0.3),
    }
    const blocks = torusCourses(grid.width, grid.height, block, context.random)
    paintBlocks(
      grid,
      blocks,
      { material: main, joint: second, jointTone: 0.6, face: 2.2, vary: 0.6, rounded: word.chance() },
      context,
      context.random,
    )
  },
  ({ grid, context, word, main, second }) => {
    const salt = context.random.int(0, 9999)
    const coarse = torusNoise(grid.width, grid.height, word.range(5, 9), salt)
    const level = word.range(0.55, 0.7)
    grid.eachPixel((x, y) => {
      const high = coarse(x, y)
      grid.set(
        x,
        y,
        high > level ? second : main,
        high > level + 0.08 ? 2.6 : high > level ? 1 : high < 0.3 ? 1.4 : 2.2,
      )
      if (placeNoise(x, y, salt + 1) < 0.05) grid.add(x, y, placeNoise(x, y, salt + 2) < 0.5 ? 1 : -1)
    })
  },
  ({ grid, context, word, main, second }) => {
    const salt = context.random.int(0, 9999)
    const bend = torusNoise(grid.width, grid.height, 8, salt)
    const sway = word.range(0.3, 1.2)
    const [across, down] = [word.int(-1, 1), Math.max(1, Math.round(grid.height / word.pick([5, 8])))]
    grid.eachPixel((x, y) => {
      const turn = (across * x) / grid.width + (down * y) / grid.height + (bend(x, y) - 0.5) * sway
      const at = turn - Math.floor(turn)
      grid.set(
        x,
        y,
        at < 0.5 ? main : second,
        at < 0.12 || (at > 0.5 && at < 0.62) ? 3 : at > 0.88 || (at > 0.38 && at < 0.5) ? 1 : 2,
      )
    })
  },
]

/** A seamless surface for words that nobody drew one for: pattern and materials come from the words. */
export function composeTile(prompt: PromptWords): Noun {
  const words = prompt.clauses.flat().map(stemOf)
  const seed = hashWords(words.join(' '))
  return {
    names: [],
    kind: 'tile',
    frame: tileFrame,
    paint: (canvas, context) => {
      const word = createRandom(seed)
      const surface = word.pick(surfaces)
      const named = materials.find((material) => words.includes(material))
      const any = word.pick([
        'stone',
        'mud',
        'brick',
        'moss',
        'sandstone',
        'steel',
        'wood',
        'teal',
        'ash',
      ] as const)
      const main = context.accent ?? named ?? any
      const second = word.pick(
        (['darkStone', 'mud', 'charcoal', 'moss', 'darkWood'] as const).filter((one) => one !== main),
      )
      const grid = new TileGrid(canvas.width, canvas.height, main, 2)
      surface({ grid, context, word, main, second })
      paintGrid(canvas, grid)
    },
  }
}
