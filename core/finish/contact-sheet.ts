import { AssetloomError } from '../errors.js'
import { drawOver } from '../raster/draw-over.js'
import { drawText, lineHeightPx, measureTextPx, wrapText } from '../raster/draw-text.js'
import { fillBox, fillCheckerboard, type Rgb } from '../raster/fill-box.js'
import { createRaster, type Raster } from '../raster/raster.js'
import { sampleCentres, upscaleNearest } from '../raster/scale-raster.js'
import { planContactSheet, type SheetPlan } from './plan-contact-sheet.js'

export interface ContactSheetItem {
  readonly key: string
  readonly raster: Raster
  /** Of equal size: shown as a film strip below the picture. */
  readonly frames?: readonly Raster[]
  /** Stands below the key; default: the size in pixels. */
  readonly label?: string
}

export interface ContactSheetOptions {
  readonly title: string
  /** Stands after the title, dimmer; default: how many assets there are. */
  readonly subtitle?: string
}

/** Near-neutral greys, so that the eye judges the art and nothing else. */
const tone = {
  page: [24, 25, 26],
  rule: [58, 60, 62],
  frame: [44, 46, 48],
  checkerLight: [78, 80, 82],
  checkerDark: [66, 68, 70],
  text: [222, 223, 224],
  dim: [140, 143, 146],
} satisfies Record<string, Rgb>

export const contactSheetItemsMax = 5000

/**
 * All assets on one picture: a grid of equal cells, each asset at whole-numbered zoom on a checkerboard, its key and size
 * below. One zoom holds for the whole sheet so that sizes can be compared; what is too large for its cell is zoomed less
 * or thinned out, and says so. Frames stand below their picture, as many as fit, spread over all of them. Items keep
 * their order. At most 8,192 px a side.
 * Throws InvalidInput for more items than fit.
 */
export function composeContactSheet(
  items: readonly ContactSheetItem[],
  options: ContactSheetOptions,
): Raster {
  if (items.length > contactSheetItemsMax)
    throw new AssetloomError(
      'InvalidInput',
      `${items.length} assets do not fit on one contact sheet`,
      `Make sheets of at most ${contactSheetItemsMax} assets.`,
    )
  const { title, subtitle = items.length === 1 ? '1 asset' : `${items.length} assets` } = options
  const plan = planContactSheet(
    items.map(({ raster }) => raster),
    { title, subtitle },
    items.flatMap(({ label }) => label ?? []),
  )
  const sheet = createRaster(plan.width, plan.height)
  fillBox(sheet, { x: 0, y: 0, width: plan.width, height: plan.height }, tone.page)
  drawHeading(sheet, plan, title, subtitle)
  for (const [index, item] of items.entries()) {
    const x = plan.margin + (index % plan.columns) * (plan.cellWidth + plan.gap)
    const y = plan.headHeight + Math.floor(index / plan.columns) * (plan.cellHeight + plan.gap)
    drawItem(sheet, plan, item, x, y)
  }
  return sheet
}

function drawHeading(sheet: Raster, plan: SheetPlan, title: string, subtitle: string): void {
  const { margin, titleScale, textScale, isHeadOneLine } = plan
  const room = plan.width - 2 * margin
  const titleLine = wrapText(title, room, titleScale, 1)[0] ?? ''
  drawText(sheet, titleLine, { x: margin, y: margin, scale: titleScale, colour: tone.text })
  const subtitleLine = wrapText(subtitle, room, textScale, 1)[0] ?? ''
  drawText(sheet, subtitleLine, {
    x: isHeadOneLine ? plan.width - margin - measureTextPx(subtitleLine, textScale) : margin,
    // On one line both stand on the same baseline, seven font pixels below their tops.
    y: margin + (isHeadOneLine ? 7 * (titleScale - textScale) : lineHeightPx * titleScale),
    scale: textScale,
    colour: tone.dim,
  })
  const ruleY = plan.headHeight - plan.gap
  fillBox(sheet, { x: margin, y: ruleY, width: room, height: Math.max(1, textScale - 1) }, tone.rule)
}

function drawItem(sheet: Raster, plan: SheetPlan, item: ContactSheetItem, x: number, y: number): void {
  const { boxPx, textScale } = plan
  fillBox(sheet, { x: x - 1, y: y - 1, width: boxPx + 2, height: boxPx + 2 }, tone.frame)
  fillCheckerboard(
    sheet,
    { x, y, width: boxPx, height: boxPx },
    plan.checkerPx,
    tone.checkerLight,
    tone.checkerDark,
  )
  const filmPx = item.frames === undefined ? 0 : drawFilm(sheet, plan, item.frames, { x, y })
  const { art, note } = fitArt(item.raster, plan.zoom, { width: boxPx, height: boxPx - filmPx })
  drawOver(sheet, art, x + ((boxPx - art.width) >> 1), y + ((boxPx - filmPx - art.height) >> 1))
  const lines = wrapText(item.key, plan.cellWidth, textScale, plan.keyLines)
  let textY = y + boxPx + 4 * textScale
  for (const line of lines) {
    drawText(sheet, line, { x, y: textY, scale: textScale, colour: tone.text })
    textY += lineHeightPx * textScale
  }
  const label = item.label ?? `${item.raster.width}x${item.raster.height}${note}`
  for (const line of wrapText(label, plan.cellWidth, textScale, plan.labelLines)) {
    drawText(sheet, line, { x, y: textY, scale: textScale, colour: tone.dim })
    textY += lineHeightPx * textScale
  }
}

const filmGapPx = 2
const filmRowsMax = 2

/** Draws frames along the lower edge of a box; returns the height that they take. */
function drawFilm(
  sheet: Raster,
  { boxPx, zoom }: SheetPlan,
  frames: readonly Raster[],
  at: { readonly x: number; readonly y: number },
): number {
  const [first] = frames
  if (first === undefined) return 0
  const { thumbs, perRow, rows } = planFilm(first, frames.length, zoom, boxPx)
  const count = Math.min(frames.length, perRow * rows)
  const inRow = Math.ceil(count / rows)
  const width = inRow * (thumbs.width + filmGapPx) - filmGapPx
  const height = rows * (thumbs.height + filmGapPx)
  for (let index = 0; index < count; index++) {
    const frame = frames[Math.floor((index * frames.length) / count)] ?? first
    const x = at.x + ((boxPx - width) >> 1) + (index % inRow) * (thumbs.width + filmGapPx)
    const y = at.y + boxPx - height + filmGapPx + Math.floor(index / inRow) * (thumbs.height + filmGapPx)
    drawOver(sheet, sampleCentres(frame, thumbs.width, thumbs.height), x, y)
  }
  return height
}

interface FilmPlan {
  /** Below 1 where pixels are left out. */
  readonly scale: number
  /** Pixels. */
  readonly thumbs: { readonly width: number; readonly height: number }
  readonly perRow: number
  readonly rows: number
}

/** The largest size of thumbs that shows every frame, in a quarter of the box, or three eighths for two rows. */
function planFilm(
  { width, height }: { readonly width: number; readonly height: number },
  count: number,
  zoomMax: number,
  boxPx: number,
): FilmPlan {
  const scales = [8, 7, 6, 5, 4, 3, 2, 1].filter((zoom) => zoom <= zoomMax)
  const thinned = Array.from({ length: 64 }, (_, index) => 1 / (index + 2))
  let last: FilmPlan | null = null
  for (const scale of [...scales, ...thinned]) {
    const thumbs = {
      width: Math.max(1, Math.floor(width * scale)),
      height: Math.max(1, Math.floor(height * scale)),
    }
    if (thumbs.height > boxPx >> 2 || thumbs.width > boxPx) continue
    // Pixels are left out only of frames that are too large for any thumb, and never so many that little is seen.
    if (last !== null && (scale < 1 ? last.scale >= 1 || thumbs.width < 32 : thumbs.width < 8)) break
    const perRow = Math.floor((boxPx + filmGapPx) / (thumbs.width + filmGapPx))
    const fitsTwo = filmRowsMax * (thumbs.height + filmGapPx) <= (boxPx * 3) >> 3
    const rows = perRow < count && fitsTwo ? filmRowsMax : 1
    last = { scale, thumbs, perRow, rows }
    if (perRow * rows >= count) break
  }
  return last ?? { scale: 1, thumbs: { width: 1, height: 1 }, perRow: 1, rows: 1 }
}

/** A picture at the zoom asked for, or at the largest that fits its room; `note` names a zoom that differs. */
function fitArt(
  raster: Raster,
  zoomMax: number,
  room: { readonly width: number; readonly height: number },
): { art: Raster; note: string } {
  const fitting = Math.floor(Math.min(room.width / raster.width, room.height / raster.height))
  const zoom = Math.min(zoomMax, fitting)
  if (zoom >= 1) return { art: upscaleNearest(raster, zoom), note: zoom === zoomMax ? '' : ` at ${zoom}x` }
  const divisor = Math.ceil(Math.max(raster.width / room.width, raster.height / room.height))
  const width = Math.max(1, Math.floor(raster.width / divisor))
  const height = Math.max(1, Math.floor(raster.height / divisor))
  return { art: sampleCentres(raster, width, height), note: ` at 1/${divisor}` }
}
