/** RGBA pixels as a canvas gives them. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray | Uint8Array
}

/**
 * Steps between neighbours that count as an edge (0-1020, four channels), tried in turn: the first is above any grain
 * that a painter puts on its background, the last finds the grid of art that is all of one lightness.
 */
const edgeSteps = [48, 24, 12] as const
const edgesMin = 24
/** Share of edges that have to lie on the grid: a few stray ones are forgiven. */
const onGridMin = 0.985
const scaleMax = 64

/**
 * How many pixels of a picture make one native pixel of its art: the largest whole number on whose grid (almost) all
 * hard edges lie. 1 for a picture without a grid.
 */
export function detectPixelScale(pixels: Pixels): number {
  for (const edgeStep of edgeSteps) {
    const scale = scaleOfEdges(pixels, edgeStep)
    if (scale !== null) return scale
  }
  return 1
}

/** Null when there are too few edges to tell. */
function scaleOfEdges(pixels: Pixels, edgeStep: number): number | null {
  const columns = countEdges(pixels, 'columns', edgeStep)
  const rows = countEdges(pixels, 'rows', edgeStep)
  const total = sum(columns) + sum(rows)
  if (total < edgesMin) return null
  const largest = Math.min(scaleMax, pixels.width, pixels.height)
  for (let scale = largest; scale > 1; scale -= 1) {
    if (pixels.width % scale !== 0 || pixels.height % scale !== 0) continue
    if ((onGrid(columns, scale) + onGrid(rows, scale)) / total >= onGridMin) return scale
  }
  return 1
}

/** Edges between position i - 1 and i, along one axis. */
function countEdges(
  { width, height, data }: Pixels,
  axis: 'columns' | 'rows',
  edgeStep: number,
): Uint32Array {
  const along = axis === 'columns' ? width : height
  const across = axis === 'columns' ? height : width
  const step = axis === 'columns' ? 4 : width * 4
  const stride = axis === 'columns' ? width * 4 : 4
  const counts = new Uint32Array(along)
  // Every third line is enough: art has its edges over many.
  for (let line = 0; line < across; line += 3)
    for (let at = 1; at < along; at += 1) {
      const here = line * stride + at * step
      if (distance(data, here, here - step) >= edgeStep) counts[at] = (counts[at] ?? 0) + 1
    }
  return counts
}

function distance(data: Pixels['data'], a: number, b: number): number {
  let all = 0
  for (let channel = 0; channel < 4; channel += 1)
    all += Math.abs((data[a + channel] ?? 0) - (data[b + channel] ?? 0))
  return all
}

function onGrid(counts: Uint32Array, scale: number): number {
  let all = 0
  for (let at = 0; at < counts.length; at += scale) all += counts[at] ?? 0
  return all
}

function sum(counts: Uint32Array): number {
  return counts.reduce((all, one) => all + one, 0)
}

/**
 * The largest whole zoom at which `native` device pixels fit into `room`, at most 64; a whole fraction (1/2, 1/3 ...) when
 * not even 1 does.
 */
export function fitZoom(
  native: { readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number },
): number {
  const share = Math.min(room.width / native.width, room.height / native.height)
  if (share >= 1) return Math.min(64, Math.floor(share))
  return share <= 1 / 64 ? 1 / 64 : 1 / Math.ceil(1 / share)
}
