import type { Material } from '../materials.js'
import type { Noun, PaintContext } from '../noun.js'
import type { Random } from '../random.js'
import { placeNoise } from '../random.js'
import { lightStep, paintGrid, TileGrid } from './tile-grid.js'
import type { CourseBlock } from './torus.js'
import { torusCells, torusCourses, torusNoise } from './torus.js'

export const tileFrame = { width: 16, height: 16 }

export interface BlockLook {
  readonly material: Material
  readonly joint: Material
  readonly jointTone: number
  /** Tone of a block's face. */
  readonly face: number
  /** How many tones single blocks may differ. */
  readonly vary: number
  /** Corners of blocks are left to the joint. */
  readonly rounded?: boolean
}

/** Blocks with a joint at their right and lower side, a lit and a shadowed edge. */
export function paintBlocks(
  grid: TileGrid,
  blocks: readonly CourseBlock[],
  look: BlockLook,
  { light }: Pick<PaintContext, 'light'>,
  random: Random,
): void {
  const [lx, ly] = lightStep(light)
  for (const { x, y, width, height } of blocks) {
    const face = look.face + random.pick([0, 0, 0, look.vary, -look.vary])
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++) {
        const [right, bottom] = [width - 2, height - 2]
        const corner = (i === 0 || i === right) && (j === 0 || j === bottom)
        if (i > right || j > bottom || (look.rounded === true && corner && width > 4 && height > 3)) {
          grid.set(x + i, y + j, look.joint, look.jointTone)
          continue
        }
        const lit =
          (lx < 0 ? i === 0 : lx > 0 ? i === right : false) || (ly < 0 ? j === 0 : j === bottom && ly > 0)
        const dark =
          (lx < 0 ? i === right : lx > 0 ? i === 0 : false) || (ly < 0 ? j === bottom : j === 0 && ly > 0)
        grid.set(x + i, y + j, look.material, face + (lit && !dark ? 1 : dark && !lit ? -1 : 0))
      }
  }
}

/** Moss that grows in patches, thickest on the joints, with a light upper edge. */
export function addMoss(grid: TileGrid, random: Random, amount: number): void {
  const salt = random.int(0, 9999)
  const patch = torusNoise(grid.width, grid.height, 7, salt)
  const rough = torusNoise(grid.width, grid.height, 2.5, salt + 1)
  const mossy = (x: number, y: number) =>
    patch(x, y) * 0.7 + rough(x, y) * 0.3 + (grid.toneAt(x, y) < 1 ? 0.06 : 0) > 1 - amount
  const cells: (readonly [number, number, number])[] = []
  grid.eachPixel((x, y) => {
    if (!mossy(x, y)) return
    const tone = !mossy(x, y - 1)
      ? 3
      : !mossy(x, y + 1)
        ? 0.6
        : rough(x, y) > 0.6
          ? 3
          : rough(x, y) < 0.35
            ? 1
            : 2
    cells.push([x, y, tone])
  })
  for (const [x, y, tone] of cells) grid.set(x, y, 'moss', tone)
}

/** Single chips and pits on stone faces. */
function addChips(grid: TileGrid, material: Material, random: Random, amount: number): void {
  const salt = random.int(0, 9999)
  grid.eachPixel((x, y) => {
    if (grid.materialAt(x, y) !== material || placeNoise(x, y, salt) >= amount) return
    grid.add(x, y, placeNoise(x, y, salt + 1) < 0.7 ? -1 : 1)
    if (placeNoise(x, y, salt + 2) < 0.5 && grid.materialAt(x + 1, y) === material) grid.add(x + 1, y, -1)
  })
}

const isMossy = ({ has }: PaintContext) => has('mossy', 'moss', 'overgrown')

/** Noise that turns a plain crack into one that wanders over a slab. */
function addCrack(grid: TileGrid, block: CourseBlock, random: Random): void {
  let [x, y] = [block.x + random.int(1, Math.max(1, block.width - 4)), block.y]
  while (y < block.y + block.height - 1) {
    grid.set(x, y, grid.materialAt(x, y), 0.6)
    if (random.chance(0.6)) y += 1
    else x += random.sign()
  }
}

export const flagstone: Noun = {
  names: [
    'flagstone',
    'flagstone floor',
    'stone floor',
    'floor',
    'dungeon floor',
    'paving',
    'pavement',
    'slab',
    'stone tile',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent } = context
    const material = accent ?? 'stone'
    const size = random.pick(canvas.width > 24 ? [8, 10, 11] : [7.5, 8, 8, 10])
    const grid = new TileGrid(canvas.width, canvas.height, material, 2)
    const blocks = torusCourses(
      canvas.width,
      canvas.height,
      { width: size, height: size, spread: 0.3, rowSpread: 0.15 },
      random,
    )
    paintBlocks(
      grid,
      blocks,
      { material, joint: material, jointTone: 0, face: 2, vary: 0.6 },
      context,
      random,
    )
    for (const block of blocks) if (block.width > 5 && random.chance(0.22)) addCrack(grid, block, random)
    addChips(grid, material, random, 0.035)
    if (isMossy(context)) addMoss(grid, random, 0.42)
    paintGrid(canvas, grid)
  },
}

export const bricks: Noun = {
  names: [
    'brick',
    'brick wall',
    'wall',
    'wall face',
    'stone wall',
    'dungeon wall',
    'mossy wall',
    'castle wall',
    'mossy wall face',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, has } = context
    const material: Material = accent ?? (has('brick') && !has('stone') ? 'brick' : 'stone')
    const size = random.pick([
      { width: 8, height: 4 },
      { width: 8, height: 5 },
      { width: 10, height: 5 },
    ])
    const grid = new TileGrid(canvas.width, canvas.height, material, 2)
    const blocks = torusCourses(
      canvas.width,
      canvas.height,
      { ...size, spread: material === 'brick' ? 0 : 0.22 },
      random,
    )
    paintBlocks(
      grid,
      blocks,
      { material, joint: material === 'brick' ? 'mud' : 'darkStone', jointTone: 0, face: 2, vary: 0.7 },
      context,
      random,
    )
    addChips(grid, material, random, 0.03)
    if (isMossy(context)) addMoss(grid, random, 0.44)
    paintGrid(canvas, grid)
  },
}

export const wallTop: Noun = {
  names: ['wall top', 'mossy wall top', 'top of wall', 'wall cap', 'battlement', 'rampart'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent } = context
    const material = accent ?? 'darkStone'
    const grid = new TileGrid(canvas.width, canvas.height, material, 2)
    const cells = torusCells(canvas.width, canvas.height, random.pick([6.5, 7.5, 8]), random, {
      jitter: 0.7,
      wobble: 0.6,
    })
    paintCells(grid, cells, { material, joint: material, jointTone: 0, face: 3, vary: 0.7 }, context, 0.55)
    addChips(grid, material, random, 0.04)
    addMoss(grid, random, isMossy(context) ? 0.46 : 0.3)
    paintGrid(canvas, grid)
  },
}

/** Corner stones, long and short in turn, before courses of smaller ones. */
export const wallCorner: Noun = {
  names: ['wall corner', 'mossy wall corner', 'corner wall', 'corner', 'quoin', 'pillar wall'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent } = context
    const material = accent ?? 'stone'
    const { width, height } = canvas
    const grid = new TileGrid(width, height, material, 2)
    const courses = torusCourses(width, height, { width: 8, height: 4, spread: 0.2 }, random)
    paintBlocks(
      grid,
      courses,
      { material, joint: 'darkStone', jointTone: 0, face: 1.4, vary: 0.5 },
      context,
      random,
    )
    const rows = Math.max(2, Math.round(height / 8)) * 2
    const unit = height / rows
    const first = random.int(0, 1)
    const reach = Math.min(width, 16)
    for (let i = 0; i < rows; i++) {
      const long = (i + first) % 2 === 0
      const wide = Math.round(reach * (long ? 0.75 : 0.5)) + random.int(0, 1)
      const top = Math.round(i * unit)
      const block = {
        x: Math.round((width - wide) / 2),
        y: top,
        width: wide,
        height: Math.round((i + 1) * unit) - top,
        id: i,
      }
      for (let y = 0; y < block.height; y++) grid.set(block.x - 1, top + y, 'darkStone', 0)
      paintBlocks(
        grid,
        [block],
        { material, joint: 'darkStone', jointTone: 0, face: 3, vary: 0.5 },
        context,
        random,
      )
    }
    addChips(grid, material, random, 0.03)
    if (isMossy(context)) addMoss(grid, random, 0.42)
    paintGrid(canvas, grid, 3)
  },
}

type Cells = ReturnType<typeof torusCells>

/** Cells as stones: a joint of `gap` pixels, lit towards the light, shadowed on the other side. */
export function paintCells(
  grid: TileGrid,
  cells: Cells,
  look: BlockLook,
  { light }: Pick<PaintContext, 'light'>,
  gap: number,
): void {
  const [lx, ly] = lightStep(light)
  const isJoint = (x: number, y: number) => cells(x, y).edge < gap
  grid.eachPixel((x, y) => {
    const { cell, edge } = cells(x, y)
    if (edge < gap) {
      grid.set(x, y, look.joint, look.jointTone)
      return
    }
    const noise = placeNoise(cell, 7, grid.width)
    const face = look.face + (noise < 0.25 ? -look.vary : noise > 0.75 ? look.vary : 0)
    const lit = isJoint(x + lx, y) || isJoint(x, y + ly)
    const dark = isJoint(x - lx, y) || isJoint(x, y - ly)
    grid.set(x, y, look.material, face + (lit && !dark ? 1 : dark && !lit ? -1 : 0))
  })
}

export const cobblestone: Noun = {
  names: [
    'cobblestone',
    'cobble',
    'cobbled street',
    'cobblestone path',
    'pebble path',
    'gravel',
    'street',
    'road',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, light } = context
    const material = accent ?? 'stone'
    const size = random.pick([5, 5.5, 6.5])
    const grid = new TileGrid(canvas.width, canvas.height, 'darkStone', 0)
    const cells = torusCells(canvas.width, canvas.height, size, random, { jitter: 0.55 })
    const half = size * 0.5
    const ball = light.ball(0, 0, half * 1.25, half * 1.25, [0.4, 4])
    grid.eachPixel((x, y) => {
      const { cell, dx, dy, edge } = cells(x, y)
      if (edge < 0.5 || Math.hypot(dx, dy) > half * 1.25) return
      grid.set(x, y, material, ball(dx, dy) + (placeNoise(cell, 3, 5) - 0.5))
    })
    if (isMossy(context)) addMoss(grid, random, 0.42)
    paintGrid(canvas, grid)
  },
}
