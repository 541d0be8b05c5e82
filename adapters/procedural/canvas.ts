/**
 * The painter's toolkit in one page.
 *
 * A noun paints in design units: a frame of, say, 32x32 that it names itself. The canvas maps them to native pixels,
 * so the same noun works at 16x16, 32x32 and 64x64; at the size of its own frame one unit is one pixel. paint-noun.ts
 * measures what was painted and paints again, larger or smaller, until it fills the asked size with a margin: a noun
 * may leave its frame (the canvas is larger than it) and need not be centred.
 *
 * A cell holds a material and a tone (0 deep shadow, 1 shadow, 2 body, 3 light, 4 highlight), never a colour;
 * palette-ramps.ts gives the colours at the end, all of them exactly in the palette.
 *
 *   canvas.fill(shape, 'wood', 2)                       flat
 *   canvas.fill(shape, 'clay', light.ball(...))         a tone that depends on the place (light.ts)
 *   canvas.fill(shape, 'iron', 2, { rim: true })        a dark line where it overlaps what is already there
 *   canvas.fill(shape, 'red', 2, { clip: 'over' })      only on painted cells (stripes); 'under': only on empty ones
 *   canvas.shade(shape, -1)                             darker or lighter by tones, keeping the material
 *   canvas.line(points, 'rope', 3)                      a line of even pixels
 *   canvas.dot(x, y, 'bone', 4)                         one unit
 *   canvas.ink(shape) / canvas.inkLine(points)          the outline's colour, for cracks, eyes, gaps
 *   canvas.erase(shape)                                 back to transparent
 *
 * Shapes (shapes.ts) are rect, ellipse, polygon, stroke (tapering), and union, minus, intersect, mirrored, turned of
 * them. textures.ts has planks, bricks, weave, speckle, rope. The outline is added by paint-noun.ts; do not paint it.
 * A tile's canvas has `wrap`: what leaves one side comes in at the opposite one.
 */
import type { Material } from './materials.js'
import { materialIndex } from './materials.js'
import type { PaletteRamps } from './palette-ramps.js'
import type { Point, Shape } from './shapes.js'
import { stroke } from './shapes.js'

/** A tone, or one for each place; fractions are rounded, or dithered within `dither` of the half. */
export type Tone = number | ((x: number, y: number) => number)

export interface FillOptions {
  /** Draws a dark line around the shape where it lies over painted cells. */
  readonly rim?: boolean
  readonly clip?: 'over' | 'under'
  /** 0-0.5: how near to a tone border a checkerboard of both tones is used. */
  readonly dither?: number
}

/** How design units become pixels: `x * scaleX + originX`, `y * scale + originY`. `scaleX` is negative when mirrored. */
export interface Placement {
  readonly scale: number
  readonly mirrored: boolean
  readonly originX: number
  readonly originY: number
}

/** A bend of design units before they are placed: `x' = a*x + c*y + e`, `y' = b*x + d*y + f`. */
export interface Bend {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

export const transparent = 0
export const outlineCell = 1
export const firstTone = 8

export class Canvas {
  readonly width: number
  readonly height: number
  /** Whether coordinates wrap around (seamless tiles). */
  readonly wrap: boolean
  /** Native pixels per design unit. */
  readonly scale: number
  readonly cells: Uint16Array
  /** Where a tile's torus was cut open: all frames of one tile are cut at the same place. */
  cut: { readonly left: number; readonly top: number } | null = null
  private readonly scaleX: number
  private readonly originX: number
  private readonly originY: number
  private readonly bend: Bend | null

  constructor(
    width: number,
    height: number,
    placement: Placement,
    wrap = false,
    shared: { readonly cells: Uint16Array; readonly bend: Bend | null } | null = null,
  ) {
    this.width = width
    this.height = height
    this.wrap = wrap
    this.scale = placement.scale
    this.scaleX = placement.mirrored ? -placement.scale : placement.scale
    this.originX = placement.originX
    this.originY = placement.originY
    this.cells = shared?.cells ?? new Uint16Array(width * height)
    this.bend = shared?.bend ?? null
  }

  /** The same cells, with what is painted moved by design units, rounded to whole pixels: parts stay crisp. */
  moved(dx: number, dy: number): Canvas {
    return this.movedPixels(Math.round(dx * this.scaleX), Math.round(dy * this.scale))
  }

  /** The same by pixels; mirrored canvases do not turn `px` around. */
  movedPixels(px: number, py: number): Canvas {
    return px === 0 && py === 0 ? this : this.view(this.originX + px, this.originY + py, this.bend)
  }

  /** The same cells, with what is painted bent: turned, squeezed, leaned. */
  bent(bend: Bend): Canvas {
    return this.view(this.originX, this.originY, bend)
  }

  private view(originX: number, originY: number, bend: Bend | null): Canvas {
    const placement = { scale: this.scale, mirrored: this.scaleX < 0, originX, originY }
    return new Canvas(this.width, this.height, placement, this.wrap, { cells: this.cells, bend })
  }

  private toPixel(x: number, y: number): readonly [px: number, py: number] {
    const { bend } = this
    const bx = bend === null ? x : bend.a * x + bend.c * y + bend.e
    const by = bend === null ? y : bend.b * x + bend.d * y + bend.f
    return [bx * this.scaleX + this.originX, by * this.scale + this.originY]
  }

  fill(shape: Shape, material: Material, tone: Tone = 2, options: FillOptions = {}): void {
    const base = firstTone + materialIndex.get(material)! * 5
    const covered: number[] = []
    this.eachPixel(shape, (at, x, y, px, py) => {
      const painted = this.cells[at] !== transparent
      if (options.clip === 'over' && !painted) return
      if (options.clip === 'under' && painted) return
      covered.push(at)
      const wanted = typeof tone === 'number' ? tone : tone(x, y)
      this.pending(at, base + quantise(wanted, options.dither ?? 0, px, py))
    })
    if (options.rim === true) this.drawRim(covered)
    this.commit()
  }

  /** Lightens (+) or darkens (-) by whole tones what is already painted; `only` keeps to one material. */
  shade(shape: Shape, delta: number, only?: Material): void {
    const wanted = only === undefined ? -1 : materialIndex.get(only)!
    this.eachPixel(shape, (at) => {
      const cell = this.cells[at]!
      if (cell < firstTone) return
      const material = Math.floor((cell - firstTone) / 5)
      if (wanted >= 0 && material !== wanted) return
      const tone = Math.min(4, Math.max(0, ((cell - firstTone) % 5) + delta))
      this.cells[at] = firstTone + material * 5 + tone
    })
  }

  /** A line of even pixels through `points`; `width` in design units, never thinner than one pixel. */
  line(
    points: readonly Point[],
    material: Material,
    tone: Tone = 2,
    width = 1,
    options: FillOptions = {},
  ): void {
    if (width * this.scale >= 1.75) {
      this.fill(stroke(points, width), material, tone, options)
      return
    }
    const base = firstTone + materialIndex.get(material)! * 5
    const covered: number[] = []
    this.eachLinePixel(points, (at, x, y, px, py) => {
      const painted = this.cells[at] !== transparent
      if (options.clip === 'over' && !painted) return
      if (options.clip === 'under' && painted) return
      covered.push(at)
      const wanted = typeof tone === 'number' ? tone : tone(x, y)
      this.pending(at, base + quantise(wanted, 0, px, py))
    })
    if (options.rim === true) this.drawRim(covered)
    this.commit()
  }

  /** Paints the design unit whose upper left corner is (x, y); at least one pixel. */
  dot(x: number, y: number, material: Material, tone = 2): void {
    const cell = firstTone + materialIndex.get(material)! * 5 + tone
    this.eachUnitPixel(x, y, (at) => (this.cells[at] = cell))
  }

  /** Paints the outline's colour over what is already there. */
  ink(shape: Shape, clip: 'over' | 'anywhere' = 'over'): void {
    this.eachPixel(shape, (at) => {
      if (clip === 'anywhere' || this.cells[at] !== transparent) this.cells[at] = outlineCell
    })
  }

  /** A thin line of the outline's colour over what is already there: cracks, seams, gaps. */
  inkLine(points: readonly Point[], clip: 'over' | 'anywhere' = 'over'): void {
    this.eachLinePixel(points, (at) => {
      if (clip === 'anywhere' || this.cells[at] !== transparent) this.cells[at] = outlineCell
    })
  }

  inkDot(x: number, y: number): void {
    this.eachUnitPixel(x, y, (at) => {
      if (this.cells[at] !== transparent) this.cells[at] = outlineCell
    })
  }

  erase(shape: Shape): void {
    this.eachPixel(shape, (at) => (this.cells[at] = transparent))
  }

  /** True when something is painted at this place, design units. */
  isPainted(x: number, y: number): boolean {
    const [px, py] = this.toPixel(x, y)
    const at = this.index(Math.floor(px), Math.floor(py))
    return at >= 0 && this.cells[at] !== transparent
  }

  /** Adds one ring of the outline's colour outside of the silhouette, 4-connected. */
  addOutline(): void {
    const rim: number[] = []
    this.cells.forEach((cell, at) => {
      if (cell !== transparent) return
      if (this.neighbours(at).some((near) => this.cells[near] !== transparent)) rim.push(at)
    })
    for (const at of rim) this.cells[at] = outlineCell
  }

  /** The painted box in pixels; null when nothing is painted. */
  bounds(): { x: number; y: number; width: number; height: number } | null {
    let [x0, y0, x1, y1] = [this.width, this.height, -1, -1]
    this.cells.forEach((cell, at) => {
      if (cell === transparent) return
      const [x, y] = [at % this.width, Math.floor(at / this.width)]
      if (x < x0) x0 = x
      if (x > x1) x1 = x
      if (y < y0) y0 = y
      if (y > y1) y1 = y
    })
    return x1 < 0 ? null : { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 }
  }

  /** Palette index + 1 per pixel, 0 = transparent. */
  resolve(ramps: PaletteRamps): Uint16Array {
    return this.cells.map((cell) => {
      if (cell === transparent) return 0
      return (cell === outlineCell ? ramps.outline : ramps.tones[cell - firstTone]!) + 1
    })
  }

  private readonly stagedAt: number[] = []
  private readonly stagedCell: number[] = []

  private pending(at: number, cell: number): void {
    this.stagedAt.push(at)
    this.stagedCell.push(cell)
  }

  private commit(): void {
    this.stagedAt.forEach((at, i) => (this.cells[at] = this.stagedCell[i]!))
    this.stagedAt.length = 0
    this.stagedCell.length = 0
  }

  /** A rim eats a pixel of what is behind it, which small pictures cannot spare. */
  private drawRim(covered: readonly number[]): void {
    if (this.scale < 0.6) return
    const inside = new Set(covered)
    for (const at of covered)
      for (const near of this.neighbours(at))
        if (!inside.has(near) && this.cells[near] !== transparent) this.cells[near] = outlineCell
  }

  private neighbours(at: number): number[] {
    const [x, y] = [at % this.width, Math.floor(at / this.width)]
    return [this.index(x - 1, y), this.index(x + 1, y), this.index(x, y - 1), this.index(x, y + 1)].filter(
      (near) => near >= 0,
    )
  }

  private index(px: number, py: number): number {
    if (this.wrap) {
      const x = ((px % this.width) + this.width) % this.width
      return (((py % this.height) + this.height) % this.height) * this.width + x
    }
    return px < 0 || py < 0 || px >= this.width || py >= this.height ? -1 : py * this.width + px
  }

  private eachPixel(
    shape: Shape,
    visit: (at: number, x: number, y: number, px: number, py: number) => void,
  ): void {
    if (this.bend !== null) {
      this.eachBentPixel(shape, this.bend, visit)
      return
    }
    const ends = [shape.x0 * this.scaleX + this.originX, shape.x1 * this.scaleX + this.originX]
    let [left, right] = [Math.floor(Math.min(...ends)), Math.ceil(Math.max(...ends))]
    let [top, bottom] = [
      Math.floor(shape.y0 * this.scale + this.originY),
      Math.ceil(shape.y1 * this.scale + this.originY),
    ]
    if (!this.wrap) {
      left = Math.max(0, left)
      top = Math.max(0, top)
      right = Math.min(this.width, right)
      bottom = Math.min(this.height, bottom)
    }
    for (let py = top; py < bottom; py++) {
      const y = (py + 0.5 - this.originY) / this.scale
      for (let px = left; px < right; px++) {
        const x = (px + 0.5 - this.originX) / this.scaleX
        if (shape.inside(x, y)) visit(this.index(px, py), x, y, px, py)
      }
    }
  }

  private eachBentPixel(
    shape: Shape,
    { a, b, c, d, e, f }: Bend,
    visit: (at: number, x: number, y: number, px: number, py: number) => void,
  ): void {
    const det = a * d - b * c
    if (Math.abs(det) < 1e-6) return
    const corners = [shape.x0, shape.x1].flatMap((x) => [shape.y0, shape.y1].map((y) => this.toPixel(x, y)))
    const xs = corners.map(([px]) => px)
    const ys = corners.map(([, py]) => py)
    const [left, right] = [Math.max(0, Math.floor(Math.min(...xs))), Math.min(this.width, Math.max(...xs))]
    const [top, bottom] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(this.height, Math.max(...ys))]
    for (let py = top; py < bottom; py++)
      for (let px = left; px < right; px++) {
        const bx = (px + 0.5 - this.originX) / this.scaleX - e
        const by = (py + 0.5 - this.originY) / this.scale - f
        const [x, y] = [(d * bx - c * by) / det, (a * by - b * bx) / det]
        if (x < shape.x0 || x > shape.x1 || y < shape.y0 || y > shape.y1) continue
        if (shape.inside(x, y)) visit(this.index(px, py), x, y, px, py)
      }
  }

  private eachUnitPixel(x: number, y: number, visit: (at: number) => void): void {
    const [px0, py0] = this.bend === null ? this.toPixel(x, y) : this.toPixel(x + 0.5, y + 0.5)
    const half = this.bend === null ? 0 : this.scale / 2
    const other = this.bend === null ? (x + 1) * this.scaleX + this.originX : px0
    const left = Math.floor(Math.min(px0, other) - half + 1e-6)
    const top = Math.floor(py0 - half + 1e-6)
    const size = Math.max(1, Math.round(this.scale))
    for (let py = top; py < top + size; py++)
      for (let px = left; px < left + size; px++) {
        const at = this.index(px, py)
        if (at >= 0) visit(at)
      }
  }

  /** Bresenham between the pixels that hold the points. */
  private eachLinePixel(
    points: readonly Point[],
    visit: (at: number, x: number, y: number, px: number, py: number) => void,
  ): void {
    const pixels = points.map(([x, y]) => {
      const [px, py] = this.toPixel(x, y)
      return [Math.floor(px), Math.floor(py)] as const
    })
    const seen = new Set<number>()
    for (let i = 0; i < Math.max(1, pixels.length - 1); i++) {
      let [px, py] = pixels[i]!
      const [ex, ey] = pixels[i + 1] ?? pixels[i]!
      const [dx, dy] = [Math.abs(ex - px), -Math.abs(ey - py)]
      const [sx, sy] = [px < ex ? 1 : -1, py < ey ? 1 : -1]
      let error = dx + dy
      for (;;) {
        const at = this.index(px, py)
        if (at >= 0 && !seen.has(at)) {
          seen.add(at)
          // Tones along a bent line follow the frame, not the bend: a pixel's difference that nobody sees.
          visit(at, (px + 0.5 - this.originX) / this.scaleX, (py + 0.5 - this.originY) / this.scale, px, py)
        }
        if (px === ex && py === ey) break
        const twice = 2 * error
        if (twice >= dy) [error, px] = [error + dy, px + sx]
        if (twice <= dx) [error, py] = [error + dx, py + sy]
      }
    }
  }
}

function quantise(tone: number, dither: number, px: number, py: number): number {
  const low = Math.floor(tone)
  const rest = tone - low
  const up = Math.abs(rest - 0.5) < dither ? (px + py) % 2 === 0 : rest >= 0.5
  return Math.min(4, Math.max(0, up ? low + 1 : low))
}
