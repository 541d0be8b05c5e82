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
  /** A short second line; default: the size in pixels. */
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
 * or thinned out, and says so. Items keep their order. At most 8,192 px a side.
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
  const { art, note } = fitArt(item.raster, plan)
  drawOver(sheet, art, x + ((boxPx - art.width) >> 1), y + ((boxPx - art.height) >> 1))
  const lines = wrapText(item.key, plan.cellWidth, textScale, plan.keyLines)
  let textY = y + boxPx + 4 * textScale
  for (const line of lines) {
    drawText(sheet, line, { x, y: textY, scale: textScale, colour: tone.text })
    textY += lineHeightPx * textScale
  }
  const label = item.label ?? `${item.raster.width}x${item.raster.height}${note}`
  const labelLine = wrapText(label, plan.cellWidth, textScale, 1)[0] ?? ''
  drawText(sheet, labelLine, { x, y: textY, scale: textScale, colour: tone.dim })
}

/** An asset at the sheet's zoom, or at the largest that fits its cell; `note` names a zoom that differs. */
function fitArt(raster: Raster, plan: SheetPlan): { art: Raster; note: string } {
  const side = Math.max(raster.width, raster.height)
  const zoom = Math.min(plan.zoom, Math.floor(plan.boxPx / side))
  if (zoom >= 1) return { art: upscaleNearest(raster, zoom), note: zoom === plan.zoom ? '' : ` at ${zoom}x` }
  const divisor = Math.ceil(side / plan.boxPx)
  const width = Math.max(1, Math.floor(raster.width / divisor))
  const height = Math.max(1, Math.floor(raster.height / divisor))
  return { art: sampleCentres(raster, width, height), note: ` at 1/${divisor}` }
}
