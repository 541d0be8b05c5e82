import type { Canvas } from '../canvas.js'
import type { Light } from '../light.js'
import type { Material } from '../materials.js'
import { materialIndex, materialTones } from '../materials.js'
import { rect } from '../shapes.js'

/**
 * A tile in native pixels on a torus: whatever leaves one side comes in at the opposite one, so nothing that is painted
 * here can have a seam. Tiles are made of whole pixels at every size; a larger tile shows more of its surface.
 */
export class TileGrid {
  readonly width: number
  readonly height: number
  private readonly materials: Material[]
  private readonly tones: Float32Array

  constructor(width: number, height: number, material: Material, tone: number) {
    this.width = width
    this.height = height
    this.materials = Array.from({ length: width * height }, () => material)
    this.tones = new Float32Array(width * height).fill(tone)
  }

  index(x: number, y: number): number {
    const column = ((Math.floor(x) % this.width) + this.width) % this.width
    return (((Math.floor(y) % this.height) + this.height) % this.height) * this.width + column
  }

  set(x: number, y: number, material: Material, tone: number): void {
    const at = this.index(x, y)
    this.materials[at] = material
    this.tones[at] = Math.min(4, Math.max(0, tone))
  }

  /** Lighter or darker, keeping the material. */
  add(x: number, y: number, delta: number): void {
    const at = this.index(x, y)
    this.tones[at] = Math.min(4, Math.max(0, this.tones[at]! + delta))
  }

  materialAt(x: number, y: number): Material {
    return this.materials[this.index(x, y)]!
  }

  toneAt(x: number, y: number): number {
    return this.tones[this.index(x, y)]!
  }

  eachPixel(visit: (x: number, y: number) => void): void {
    for (let y = 0; y < this.height; y++) for (let x = 0; x < this.width; x++) visit(x, y)
  }
}

/** Shades of grey tell enough about how hard a border is. */
function brightness(grid: TileGrid, x: number, y: number): number {
  const hex = materialTones[grid.materialAt(x, y)][Math.round(grid.toneAt(x, y))]!
  return (
    parseInt(hex.slice(1, 3), 16) * 0.3 +
    parseInt(hex.slice(3, 5), 16) * 0.59 +
    parseInt(hex.slice(5), 16) * 0.11
  )
}

/**
 * Where to cut the torus open: the quietest place within `reach` of its start. A joint on the border would be seamless
 * too, but would read as a line wherever the tile meets another one.
 */
function quietCut(length: number, reach: number, hardness: (at: number) => number): number {
  let best = 0
  let bestHardness = Infinity
  for (let step = 0; step <= Math.min(length - 1, reach * 2); step++) {
    const at = (step % 2 === 0 ? step / 2 : length - (step + 1) / 2) % length
    const found = hardness(at)
    if (found < bestHardness - 1e-9) [best, bestHardness] = [at, found]
  }
  return best
}

/** Puts the grid on the canvas, cut open where it shows least; `reach` limits the move, pixels. */
export function paintGrid(canvas: Canvas, grid: TileGrid, reach = Infinity): void {
  const { left, top } = (canvas.cut ??= quietPlace(grid, reach))
  const placeOf = (x: number, y: number) =>
    [Math.floor(x * canvas.scale) + left, Math.floor(y * canvas.scale) + top] as const
  const whole = rect(0, 0, canvas.width / canvas.scale, canvas.height / canvas.scale)
  const used = new Set<Material>()
  grid.eachPixel((x, y) => used.add(grid.materialAt(x, y)))
  for (const material of [...used].sort((a, b) => materialIndex.get(a)! - materialIndex.get(b)!)) {
    const part = {
      ...whole,
      inside: (x: number, y: number) => grid.materialAt(...placeOf(x, y)) === material,
    }
    canvas.fill(part, material, (x, y) => grid.toneAt(...placeOf(x, y)))
  }
}

function quietPlace(grid: TileGrid, reach: number): { left: number; top: number } {
  const span = (length: number, difference: (i: number) => number) => {
    let sum = 0
    for (let i = 0; i < length; i++) sum += difference(i)
    return sum
  }
  const left = quietCut(grid.width, reach, (x) =>
    span(grid.height, (y) => Math.abs(brightness(grid, x, y) - brightness(grid, x - 1, y))),
  )
  const top = quietCut(grid.height, reach, (y) =>
    span(grid.width, (x) => Math.abs(brightness(grid, x, y) - brightness(grid, x, y - 1))),
  )
  return { left, top }
}

/** The step of one pixel towards the light, for lit and shadowed edges. */
export function lightStep(light: Light): readonly [dx: number, dy: number] {
  return [light.side, Math.abs(light.y) > 0.2 ? Math.sign(light.y) : 0]
}
