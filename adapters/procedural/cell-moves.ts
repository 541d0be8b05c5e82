/**
 * Motion and light for pictures that are already painted: whole rows and columns of cells move by whole pixels, so
 * pixel art stays as crisp as it was drawn.
 */
import type { Canvas } from './canvas.js'
import { firstTone, transparent } from './canvas.js'
import type { Material } from './materials.js'
import { materialIndex } from './materials.js'
import { placeNoise } from './random.js'

type Box = NonNullable<ReturnType<Canvas['bounds']>>

/** Takes every cell from another place; places outside are empty. */
function remap(
  canvas: Canvas,
  box: Box,
  reach: number,
  from: (x: number, y: number) => readonly [x: number, y: number],
): void {
  const old = canvas.cells.slice()
  const [x0, x1] = [Math.max(0, box.x - reach), Math.min(canvas.width, box.x + box.width + reach)]
  const [y0, y1] = [Math.max(0, box.y - reach), Math.min(canvas.height, box.y + box.height + reach)]
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const [sx, sy] = from(x, y)
      const inside = sx >= 0 && sy >= 0 && sx < canvas.width && sy < canvas.height
      canvas.cells[y * canvas.width + x] = inside ? old[sy * canvas.width + sx]! : transparent
    }
}

/** Lowers the upper rows by up to `px` pixels (raises them when negative): the lowest row stays where it is. */
export function squashRows(canvas: Canvas, px: number): void {
  const box = canvas.bounds()
  if (box === null || px === 0) return
  const bottom = box.y + box.height - 1
  remap(canvas, box, Math.ceil(Math.abs(px)) + 1, (x, y) => {
    if (y > bottom) return [x, y]
    return [x, y - Math.round((px * (bottom - y)) / Math.max(1, box.height - 1))]
  })
}

/** Shifts rows sideways, the more the higher; `lag` bends them like cloth. */
export function leanRows(canvas: Canvas, px: number, lag = 0): void {
  const box = canvas.bounds()
  if (box === null) return
  const reach = Math.ceil(Math.abs(px) + Math.abs(lag)) + 1
  remap(canvas, box, reach, (x, y) => {
    const high = Math.max(0, (box.y + box.height - 1 - y) / Math.max(1, box.height - 1))
    return [x - Math.round(px * high ** 1.4 + lag * Math.sin(high * Math.PI)), y]
  })
}

/** Changes tones within 0-4, keeping materials; the outline is left alone. */
export function shiftTones(canvas: Canvas, delta: (x: number, y: number, tone: number) => number): void {
  canvas.cells.forEach((cell, at) => {
    if (cell < firstTone) return
    const tone = (cell - firstTone) % 5
    const [x, y] = [at % canvas.width, Math.floor(at / canvas.width)]
    const next = Math.min(4, Math.max(0, tone + Math.round(delta(x, y, tone))))
    canvas.cells[at] = cell - tone + next
  })
}

const glowing = new Set(
  (['fire', 'yellow', 'orange'] satisfies Material[]).map((material) => materialIndex.get(material)!),
)

/** Brightens or dims what glows: fire, where there is any, else the whole picture; tongues of it at their own time. */
export function flickerTones(canvas: Canvas, phase: number): void {
  const glows = (cell: number): boolean =>
    cell >= firstTone && glowing.has(Math.floor((cell - firstTone) / 5))
  const some = canvas.cells.some(glows)
  shiftTones(canvas, (x, y) => {
    if (some && !glows(canvas.cells[y * canvas.width + x]!)) return 0
    return (
      1.1 *
      Math.sin(2 * Math.PI * (phase + 0.12 + (some ? placeNoise(x >> 2, y >> 2, 5) * 0.45 + y * 0.02 : 0)))
    )
  })
}

/** A slanting band of light at `place`: 0 lies before the upper left corner, 1 behind the lower right one. */
export function glintAcross(canvas: Canvas, place: number): void {
  const box = canvas.bounds()
  if (box === null) return
  const width = Math.max(1.5, (box.width + box.height) * 0.07)
  const length = box.width + box.height + 2 * width
  const at = place * length - width
  shiftTones(canvas, (x, y) => {
    const away = Math.abs(x - box.x + (y - box.y) - at)
    return away < width ? 2 : away < width * 1.7 ? 1 : 0
  })
}

/** Takes cells away by noise, `share` (0-1) of them; upper ones first where `rising` is true. */
export function dissolve(canvas: Canvas, share: number, salt: number, rising = false): void {
  const box = canvas.bounds()
  if (box === null || share <= 0) return
  canvas.cells.forEach((cell, at) => {
    if (cell === transparent) return
    const [x, y] = [at % canvas.width, Math.floor(at / canvas.width)]
    const high = (box.y + box.height - y) / box.height
    const noise = placeNoise((x - box.x) >> 1, (y - box.y) >> 1, salt) * 0.7 + placeNoise(x, y, salt) * 0.3
    const keep = rising ? noise * 0.6 + (1 - high) * 0.4 : noise
    if (keep < share) canvas.cells[at] = transparent
  })
}
