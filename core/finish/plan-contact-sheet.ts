import { lineHeightPx, measureTextPx, wrapText } from '../raster/draw-text.js'

/** Where everything on a contact sheet goes, pixels. */
export interface SheetPlan {
  readonly width: number
  readonly height: number
  readonly columns: number
  /** The square that the art is centred in. */
  readonly boxPx: number
  readonly cellWidth: number
  readonly cellHeight: number
  readonly gap: number
  readonly margin: number
  /** Height of the heading with its rule. */
  readonly headHeight: number
  /** Screen pixels per art pixel. */
  readonly zoom: number
  readonly checkerPx: number
  readonly keyLines: number
  /** Lines for the longest label. */
  readonly labelLines: number
  readonly textScale: number
  readonly titleScale: number
  /** Whether the subtitle stands on the title's line, at the right. */
  readonly isHeadOneLine: boolean
}

export const sheetSideMaxPx = 8192

/** Cell sizes from generous to tiny: the first whose sheet is within the limits is taken. */
const boxSteps = [
  { boxPx: 208, itemsMax: 60, textScale: 2 },
  { boxPx: 160, itemsMax: 400, textScale: 2 },
  { boxPx: 128, itemsMax: 900, textScale: 1 },
  { boxPx: 96, itemsMax: 2500, textScale: 1 },
  { boxPx: 72, itemsMax: Infinity, textScale: 1 },
] as const

const zoomMax = 8
const labelLinesMax = 3

/** Plans a sheet for art of the given sizes, roughly 3:2 in shape. `labels` are those that may need several lines. */
export function planContactSheet(
  sizes: readonly { readonly width: number; readonly height: number }[],
  heading: { readonly title: string; readonly subtitle: string },
  labels: readonly string[] = [],
): SheetPlan {
  const count = Math.max(1, sizes.length)
  const step = boxSteps.find((candidate) => count <= candidate.itemsMax)!
  const zoom = chooseZoom(sizes, step.boxPx)
  const { textScale } = step
  const boxPx = step.boxPx
  const gap = 8 * textScale
  const margin = 16 * textScale
  const keyLines = 2
  const cellWidth = boxPx
  const labelLines = Math.max(
    1,
    ...labels.map((label) => wrapText(label, cellWidth, textScale, labelLinesMax).length),
  )
  const cellHeight = boxPx + 4 * textScale + (keyLines + labelLines) * lineHeightPx * textScale
  const columns = chooseColumns(count, cellWidth + gap, cellHeight + gap)
  const rows = Math.ceil(count / columns)
  // A sheet of one asset still has room for a title.
  const width = Math.max(2 * margin + columns * (cellWidth + gap) - gap, 240 * textScale)
  const { titleScale, isHeadOneLine } = planHeading(heading, width - 2 * margin, textScale)
  const headLines = isHeadOneLine ? titleScale : titleScale + textScale
  const headHeight = margin + lineHeightPx * headLines + 2 * gap
  const height = headHeight + rows * (cellHeight + gap) - gap + margin
  return {
    width,
    height,
    columns,
    boxPx,
    cellWidth,
    cellHeight,
    gap,
    margin,
    headHeight,
    zoom,
    checkerPx: 8,
    keyLines,
    labelLines,
    textScale,
    titleScale,
    isHeadOneLine,
  }
}

/** The title is twice as large as the text where it fits; the subtitle goes to the right of it where it fits. */
function planHeading(
  heading: { readonly title: string; readonly subtitle: string },
  roomPx: number,
  textScale: number,
): { titleScale: number; isHeadOneLine: boolean } {
  const titleScale = measureTextPx(heading.title, 2 * textScale) <= roomPx ? 2 * textScale : textScale
  const bothPx =
    measureTextPx(heading.title, titleScale) + 12 * textScale + measureTextPx(heading.subtitle, textScale)
  return { titleScale, isHeadOneLine: bothPx <= roomPx }
}

/**
 * The largest zoom at which nine of ten assets fit their cells, so that one backdrop does not shrink all the rest; or, in
 * sets of many small and a few larger assets, the one that shows the usual asset in two thirds of its cell.
 */
function chooseZoom(
  sizes: readonly { readonly width: number; readonly height: number }[],
  boxPx: number,
): number {
  const sides = sizes.map(({ width, height }) => Math.max(width, height)).sort((a, b) => a - b)
  const sideAt = (share: number) =>
    sides[Math.min(sides.length - 1, Math.floor(sides.length * share))] ?? boxPx
  const zoom = Math.max(Math.floor(boxPx / sideAt(0.9)), Math.floor(boxPx / (1.5 * sideAt(0.5))))
  return Math.min(zoomMax, Math.max(1, zoom))
}

/** Columns for a shape near 3:2; of the near ones the count that leaves the fewest empty cells. */
function chooseColumns(count: number, stepX: number, stepY: number): number {
  const ideal = Math.sqrt((count * 1.5 * stepY) / stepX)
  const most = Math.max(1, Math.floor((sheetSideMaxPx - 64) / stepX))
  let best = 1
  let bestCost = Infinity
  const from = Math.max(1, Math.floor(ideal * 0.8))
  for (let columns = from; columns <= Math.min(count, Math.ceil(ideal * 1.25) + 1, most); columns++) {
    const empty = Math.ceil(count / columns) * columns - count
    const cost = empty / count + 0.6 * Math.abs(Math.log(columns / ideal))
    if (cost >= bestCost) continue
    best = columns
    bestCost = cost
  }
  return best
}
