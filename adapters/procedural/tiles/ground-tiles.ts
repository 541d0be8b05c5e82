import type { Material } from '../materials.js'
import type { Noun } from '../noun.js'
import { placeNoise } from '../random.js'
import { paintCells, tileFrame } from './stone-tiles.js'
import { lightStep, paintGrid, TileGrid } from './tile-grid.js'
import { torusCells, torusNoise } from './torus.js'

export const crackedMud: Noun = {
  names: [
    'mud',
    'dry mud',
    'cracked mud',
    'cracked dry mud',
    'cracked earth',
    'cracked ground',
    'dried mud',
    'clay ground',
    'salt flat',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, has } = context
    const material: Material = accent ?? (has('salt') ? 'cloth' : 'mud')
    const grid = new TileGrid(canvas.width, canvas.height, material, 2)
    const size = random.pick([7, 8, 9, 10]) * (canvas.width > 24 ? 1.1 : 1)
    const cells = torusCells(canvas.width, canvas.height, size, random, { jitter: 0.85, wobble: 0.9 })
    paintCells(grid, cells, { material, joint: material, jointTone: 0, face: 2.6, vary: 0.5 }, context, 0.6)
    const salt = random.int(0, 9999)
    // Hair cracks that start at a joint and die inside of the plate.
    const hair = torusCells(canvas.width, canvas.height, size * 0.7, random, { jitter: 1, wobble: 1 })
    grid.eachPixel((x, y) => {
      const inner = cells(x, y)
      if (inner.edge < 0.6) return
      if (hair(x, y).edge < 0.35 && placeNoise(inner.cell, 9, salt) < 0.45 && inner.edge < size * 0.3)
        grid.add(x, y, -1)
      if (placeNoise(x, y, salt + 1) < 0.03) grid.add(x, y, placeNoise(x, y, salt + 2) < 0.5 ? 1 : -1)
    })
    paintGrid(canvas, grid)
  },
}

export const sand: Noun = {
  names: [
    'sand',
    'fine sand',
    'sand ripple',
    'rippled sand',
    'desert sand',
    'dune',
    'beach',
    'desert floor',
    'desert ground',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, context) => {
    const { random, accent, has } = context
    const { width, height } = canvas
    const material = accent ?? 'sand'
    const rippled = has('ripple', 'rippled', 'dune', 'wavy') || random.chance(0.5)
    const grid = new TileGrid(width, height, material, 3)
    const ridges = Math.max(2, Math.round(height / random.pick([5.4, 6.4, 7.4])))
    const slope = random.sign() * random.int(0, Math.max(1, Math.round(width / 32)))
    const salt = random.int(0, 9999)
    const bend = torusNoise(width, height, random.pick([9, 11]), salt)
    const fade = torusNoise(width, height, 7, salt + 1)
    const phase = random.next()
    grid.eachPixel((x, y) => {
      const sway = (bend(x, y) - 0.5) * 1.5
      const turn = (ridges * (y + 0.5)) / height + (slope * x) / width + sway + phase
      const at = turn - Math.floor(turn)
      const strong = fade(x, y) > 0.3
      if (rippled) {
        if (at < 0.2) grid.set(x, y, material, strong ? 4 : 3)
        else if (at > 0.8 && strong) grid.set(x, y, material, 1.6)
        else if (at > 0.62) grid.set(x, y, material, 2)
      }
      const grain = placeNoise(x, y, salt + 2)
      if (grain < 0.035) grid.add(x, y, -1)
      else if (grain > 0.975) grid.add(x, y, 1)
    })
    paintGrid(canvas, grid)
  },
}

export const grass: Noun = {
  names: ['grass', 'meadow', 'lawn', 'grassland', 'grass ground', 'field', 'turf'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, accent, has }) => {
    const { width, height } = canvas
    const dry = has('dry', 'dead', 'withered')
    const material: Material = accent ?? (dry ? 'straw' : 'leaf')
    const grid = new TileGrid(width, height, material, 2)
    const salt = random.int(0, 9999)
    const patch = torusNoise(width, height, 8, salt)
    grid.eachPixel((x, y) => {
      if (patch(x, y) > 0.66) grid.set(x, y, material, 2.6)
      if (patch(x, y) < 0.3) grid.set(x, y, material, 1.4)
    })
    const tufts = Math.round((width * height) / random.pick([16, 20, 24]))
    const flowers = has('flower', 'flowering', 'flowery', 'meadow')
      ? Math.round(tufts / 4)
      : random.chance(0.3)
        ? 1
        : 0
    const flowerColour = random.pick(['white', 'yellow', 'pink', 'red'] as const)
    for (let i = 0; i < tufts; i++) {
      const [x, y] = [random.int(0, width - 1), random.int(0, height - 1)]
      grid.add(x, y, 1)
      grid.add(x, y + 1, 1)
      if (random.chance(0.7)) grid.add(x + 2, y, 1)
      grid.add(x + 1, y + 1, -1)
      grid.add(x + 1, y + 2, -1)
    }
    for (let i = 0; i < flowers; i++) {
      const [x, y] = [random.int(0, width - 1), random.int(0, height - 1)]
      for (const [dx, dy] of [
        [0, -1],
        [1, 0],
        [0, 1],
        [-1, 0],
      ] as const)
        grid.set(x + dx, y + dy, flowerColour, 3)
      grid.set(x, y, flowerColour === 'yellow' ? 'orange' : 'yellow', 3)
    }
    paintGrid(canvas, grid)
  },
}

export const dirt: Noun = {
  names: [
    'dirt',
    'earth',
    'soil',
    'dirt path',
    'dirt ground',
    'ground',
    'path',
    'farmland',
    'mud ground',
    'cave floor',
  ],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, accent, light }) => {
    const { width, height } = canvas
    const material = accent ?? 'mud'
    const grid = new TileGrid(width, height, material, 2)
    const [lx, ly] = lightStep(light)
    const salt = random.int(0, 9999)
    const patch = torusNoise(width, height, 5, salt)
    grid.eachPixel((x, y) => {
      const high = patch(x, y)
      grid.set(x, y, material, high > 0.68 ? 2.6 : high < 0.34 ? 1 : 2)
      if (placeNoise(x, y, salt + 1) < 0.06) grid.add(x, y, -1)
    })
    const pebbles = Math.round((width * height) / random.pick([70, 90, 120]))
    for (let i = 0; i < pebbles; i++) {
      const [x, y] = [random.int(0, width - 1), random.int(0, height - 1)]
      const wide = random.pick([2, 2, 3])
      const stone = random.pick(['stone', 'mud'] as const)
      for (let a = 0; a < wide; a++) for (let b = 0; b < 2; b++) grid.set(x + a, y + b, stone, 3)
      for (let a = 0; a < wide; a++) grid.set(x + a, y + (ly <= 0 ? 1 : 0), stone, 1)
      grid.set(x + (lx < 0 ? 0 : wide - 1), y + (ly <= 0 ? 0 : 1), stone, 4)
      grid.add(x + (lx < 0 ? wide : -1), y + 1, -1)
    }
    paintGrid(canvas, grid)
  },
}

export const snow: Noun = {
  names: ['snow', 'snowy ground', 'snow field', 'frost', 'snow ground'],
  kind: 'tile',
  frame: tileFrame,
  paint: (canvas, { random, accent }) => {
    const { width, height } = canvas
    const material = accent ?? 'white'
    const grid = new TileGrid(width, height, material, 4)
    const salt = random.int(0, 9999)
    const bend = torusNoise(width, height, random.pick([8, 10]), salt)
    const fade = torusNoise(width, height, random.pick([5, 6]), salt + 1)
    const drifts = Math.max(1, Math.round(height / random.pick([8, 10, 12])))
    const phase = random.next()
    grid.eachPixel((x, y) => {
      // Soft drifts: a shadow under each crest that fades away along it.
      const turn = (drifts * (y + 0.5)) / height + (bend(x, y) - 0.5) * 1.3 + phase
      const at = turn - Math.floor(turn)
      const strong = fade(x, y)
      if (strong > 0.42 && at < 0.16) grid.set(x, y, material, strong > 0.62 && at < 0.09 ? 1 : 2)
      else if (strong > 0.36 && at < 0.28) grid.set(x, y, material, 3)
      if (placeNoise(x, y, salt + 2) < 0.02) grid.set(x, y, 'ghost', 2)
    })
    paintGrid(canvas, grid)
  },
}
