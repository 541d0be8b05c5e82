import { lineHeightPx } from '../raster/draw-text.js'

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
  readonly textScale: number
  readonly titleScale: number
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

/** Plans a sheet for art of the given sizes, roughly 3:2 in shape. */
export function planContactSheet(
  sizes: readonly { readonly width: number; readonly height: number }[],
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
  const cellHeight = boxPx + 4 * textScale + (keyLines + 1) * lineHeightPx * textScale
  const columns = chooseColumns(count, cellWidth + gap, cellHeight + gap)
  const rows = Math.ceil(count / columns)
  const titleScale = textScale * 2
  const headHeight = margin + lineHeightPx * (titleScale + textScale) + 2 * gap
  // A sheet of one asset still has room for a title.
  const width = Math.max(2 * margin + columns * (cellWidth + gap) - gap, 240 * textScale)
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
    textScale,
    titleScale,
  }
}

/** The largest zoom at which nine of ten assets fit their cells, so that one backdrop does not shrink all the rest. */
function chooseZoom(
  sizes: readonly { readonly width: number; readonly height: number }[],
  boxPx: number,
): number {
  const sides = sizes.map(({ width, height }) => Math.max(width, height)).sort((a, b) => a - b)
  const typical = sides[Math.min(sides.length - 1, Math.floor(sides.length * 0.9))] ?? boxPx
  return Math.min(zoomMax, Math.max(1, Math.floor(boxPx / typical)))
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
