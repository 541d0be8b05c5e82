import type { Material } from '../materials.js'
import type { Noun } from '../noun.js'
import { placeNoise } from '../random.js'
import { tileFrame } from './stone-tiles.js'
import { paintGrid, TileGrid } from './tile-grid.js'
import { circling, torusCells, torusNoise } from './torus.js'

/** A net of light on slowly moving water; deep water shows only pieces of it. */
export const water: Noun = {
  moves: 'all',
  names: [
    'water',
    'shallow water',
    'deep water',
    'sea',
    'ocean',
    'lake',
    'river',
    'pond',
    'swamp',
    'poison water',
    'acid',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, accent, has, pose }) => {
    const { width, height } = canvas
    const phase = pose?.phase
    const material: Material = accent ?? (has('swamp', 'acid', 'poison') ? 'green' : 'water')
    const deep = has('deep', 'ocean', 'sea') ? 1 : 0
    const grid = new TileGrid(width, height, material, 2 - deep)
    const net = torusCells(width, height, random.pick([7, 8, 9.5]), random, {
      jitter: 0.9,
      wobble: 1.4,
      ...(phase === undefined ? {} : { phase }),
    })
    const salt = random.int(0, 9999)
    const depth = circling(torusNoise(width, height, 8, salt), phase, 1.6)
    const fade = circling(torusNoise(width, height, 6, salt + 1), phase, -2.2)
    grid.eachPixel((x, y) => {
      if (depth(x, y) < 0.36) grid.set(x, y, material, 1.4 - deep)
      const { edge } = net(x, y)
      const strong = fade(x, y)
      if (edge < 0.5 && strong > 0.34 + deep * 0.2)
        grid.set(x, y, material, strong > 0.76 ? 4 : 3 - deep * 0.4)
      else if (edge < 1.1 && strong > 0.6) grid.set(x, y, material, 2.6 - deep)
    })
    paintGrid(canvas, grid)
  },
}

/** Dark crust on a glowing melt. */
export const lava: Noun = {
  moves: 'all',
  names: ['lava', 'magma', 'molten rock', 'lava floor', 'ember'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, pose }) => {
    const { width, height } = canvas
    const phase = pose?.phase
    const grid = new TileGrid(width, height, 'fire', 2)
    const crust = torusCells(width, height, random.pick([7, 8, 9]), random, {
      jitter: 1,
      wobble: 1.2,
      ...(phase === undefined ? {} : { phase, drift: 0.07 }),
    })
    const salt = random.int(0, 9999)
    const flow = circling(torusNoise(width, height, 5, salt), phase, 2.2)
    const open = random.range(0.25, 0.5)
    grid.eachPixel((x, y) => {
      const { cell, edge } = crust(x, y)
      const melted = placeNoise(cell, 1, salt) < open
      const rim = edge + (flow(x, y) - 0.5) * 1.4
      if (melted) grid.set(x, y, 'fire', flow(x, y) > 0.66 ? 4 : flow(x, y) > 0.36 ? 3 : 2)
      else if (rim < 0.5) grid.set(x, y, 'fire', 3)
      else if (rim < 1.1) grid.set(x, y, 'fire', 1)
      else if (rim < 1.7) grid.set(x, y, 'rust', 0.6)
      else grid.set(x, y, 'charcoal', placeNoise(x, y, salt + 1) < 0.1 ? 3 : 1.6)
    })
    paintGrid(canvas, grid)
  },
}

/** Sheets of ice with bright cracks and slanting glints. */
export const ice: Noun = {
  names: ['ice', 'frozen lake', 'icy floor', 'glacier'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, accent }) => {
    const { width, height } = canvas
    const material = accent ?? 'glass'
    const grid = new TileGrid(width, height, material, 3)
    const sheets = torusCells(width, height, random.pick([10, 12, 14]), random, { jitter: 1, wobble: 0.5 })
    const salt = random.int(0, 9999)
    const cloud = torusNoise(width, height, 8, salt)
    grid.eachPixel((x, y) => {
      if (cloud(x, y) < 0.36) grid.set(x, y, material, 2.4)
      if (sheets(x, y).edge < 0.45) grid.set(x, y, material, 1.4)
      else if (sheets(x, y).edge < 1) grid.set(x, y, material, 4)
    })
    for (let i = 0; i < Math.round((width * height) / 90); i++) {
      const [x, y] = [random.int(0, width - 1), random.int(0, height - 1)]
      const long = random.int(2, 4)
      for (let step = 0; step < long; step++) grid.set(x + step, y - step, material, 4)
    }
    paintGrid(canvas, grid)
  },
}
