import type { Material } from '../materials.js'
import type { Noun } from '../noun.js'
import { placeNoise } from '../random.js'
import { tileFrame, paintBlocks } from './stone-tiles.js'
import { lightStep, paintGrid, TileGrid } from './tile-grid.js'
import { torusCourses } from './torus.js'

export const planks: Noun = {
  names: [
    'plank',
    'wood plank',
    'wooden floor',
    'wood floor',
    'wooden plank',
    'floorboard',
    'board',
    'deck',
    'parquet',
    'wood',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, light, has } = context
    const { width, height } = canvas
    const material: Material =
      accent ??
      (has('dark', 'old', 'rotten') ? 'darkWood' : random.pick(['wood', 'wood', 'darkWood'] as const))
    const upright = random.chance(0.4)
    const [long, across] = upright ? [height, width] : [width, height]
    const broad = random.pick([4, 5, 5.4])
    const blocks = torusCourses(
      long,
      across,
      { width: Math.max(14, long * 0.7), height: broad, spread: 0.2 },
      random,
    )
    const grid = new TileGrid(width, height, material, 2)
    const set = (along: number, down: number, tone: number) =>
      upright ? grid.set(down, along, material, tone) : grid.set(along, down, material, tone)
    const [lx, ly] = lightStep(light)
    const litFirst = (upright ? lx : ly) <= 0
    const salt = random.int(0, 9999)
    for (const block of blocks) {
      const face = 2 + random.pick([0, 0, 0.6, -0.6])
      for (let j = 0; j < block.height; j++)
        for (let i = 0; i < block.width; i++) {
          const last = block.height - 1
          const grain = placeNoise(Math.floor((block.x + i) / 3), block.y + j, salt) < 0.16 ? -1 : 0
          const edge = j === (litFirst ? 0 : last - 1) ? 0.8 : 0
          const tone = j === last || i === block.width - 1 ? 0 : face + edge + grain
          set(block.x + i, block.y + j, tone)
        }
      const middle = block.y + Math.floor((block.height - 1) / 2)
      for (const nail of [1, block.width - 3]) set(block.x + nail, middle, 0.6)
    }
    paintGrid(canvas, grid)
  },
}

export const checker: Noun = {
  names: [
    'checkered floor',
    'checker',
    'chequered floor',
    'checkerboard',
    'marble floor',
    'marble',
    'tiled floor',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, accent, light }) => {
    const { width, height } = canvas
    const dark: Material = accent ?? random.pick(['darkStone', 'red', 'blue', 'teal'] as const)
    const pale: Material = random.pick(['bone', 'white', 'ash'] as const)
    const fields = 2 * Math.max(1, Math.round(width / 16))
    const rows = 2 * Math.max(1, Math.round(height / 16))
    const grid = new TileGrid(width, height, dark, 2)
    const [lx, ly] = lightStep(light)
    const salt = random.int(0, 9999)
    const fieldOf = (x: number, y: number) =>
      [
        Math.floor((((x + width) % width) * fields) / width),
        Math.floor((((y + height) % height) * rows) / height),
      ] as const
    grid.eachPixel((x, y) => {
      const [i, j] = fieldOf(x, y)
      const other = (dx: number, dy: number) => fieldOf(x + dx, y + dy).join() !== [i, j].join()
      const lit = other(lx, 0) || other(0, ly)
      const shadow = other(-lx, 0) || other(0, -ly)
      const vein = placeNoise(Math.floor((x + y) / 2), Math.floor((x - y) / 4), salt) < 0.08 ? -1 : 0
      const [material, tone] = (i + j) % 2 === 0 ? [dark, 1.8] : [pale, 3]
      grid.set(x, y, material, tone + (shadow ? -1 : lit ? 1 : vein))
    })
    paintGrid(canvas, grid)
  },
}

export const shingles: Noun = {
  names: ['shingle', 'roof', 'roof tile', 'thatch', 'roofing', 'thatched roof'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, has } = context
    const material: Material =
      accent ??
      (has('thatch', 'thatched')
        ? 'straw'
        : has('slate')
          ? 'darkStone'
          : random.pick(['clay', 'brick', 'darkWood'] as const))
    const grid = new TileGrid(canvas.width, canvas.height, material, 2)
    const size = random.pick([
      { width: 4, height: 4 },
      { width: 5.3, height: 5 },
      { width: 8, height: 5 },
    ])
    const blocks = torusCourses(canvas.width, canvas.height, { ...size, spread: 0 }, random)
    paintBlocks(
      grid,
      blocks,
      { material, joint: material, jointTone: 0, face: 2.2, vary: 0.6 },
      context,
      random,
    )
    for (const { x, y, width, height } of blocks) {
      for (let i = 0; i < width; i++) grid.add(x + i, y, -1)
      if (width > 3) for (const corner of [0, width - 2]) grid.set(x + corner, y + height - 2, material, 0)
    }
    paintGrid(canvas, grid)
  },
}

export const metalPlates: Noun = {
  names: [
    'metal floor',
    'metal plate',
    'iron plate',
    'steel plate',
    'metal wall',
    'grate',
    'spaceship floor',
    'sci fi floor',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, has } = context
    const material: Material =
      accent ?? (has('rusty', 'rusted') ? 'rust' : random.pick(['steel', 'iron'] as const))
    const grid = new TileGrid(canvas.width, canvas.height, material, 2)
    const size = random.pick([8, 16, 10.7])
    const blocks = torusCourses(canvas.width, canvas.height, { width: size, height: size, spread: 0 }, random)
    paintBlocks(
      grid,
      blocks,
      { material, joint: material, jointTone: 0, face: 2.2, vary: 0.4 },
      context,
      random,
    )
    for (const { x, y, width, height } of blocks)
      for (const [dx, dy] of [
        [2, 2],
        [width - 4, 2],
        [2, height - 4],
        [width - 4, height - 4],
      ] as const)
        if (width > 6 && height > 6) {
          grid.set(x + dx, y + dy, material, 4)
          grid.set(x + dx, y + dy + 1, material, 0.6)
        }
    paintGrid(canvas, grid)
  },
}
