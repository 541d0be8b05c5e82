/** RGBA pixels as a canvas gives them. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray | Uint8Array
}

/** A step between neighbours that is an edge, not the grain that a painter puts on its background (0-765). */
const edgeStepMin = 48
const edgesMin = 24
/** Share of edges that have to lie on the grid: a few stray ones are forgiven. */
const onGridMin = 0.985
const scaleMax = 64

/**
 * How many pixels of a picture make one native pixel of its art: the largest whole number on whose grid (almost) all
 * hard edges lie. 1 for a picture without a grid.
 */
export function detectPixelScale(pixels: Pixels): number {
  const columns = countEdges(pixels, 'columns')
  const rows = countEdges(pixels, 'rows')
  const total = sum(columns) + sum(rows)
  if (total < edgesMin) return 1
  const largest = Math.min(scaleMax, pixels.width, pixels.height)
  for (let scale = largest; scale > 1; scale -= 1) {
    if (pixels.width % scale !== 0 || pixels.height % scale !== 0) continue
    if ((onGrid(columns, scale) + onGrid(rows, scale)) / total >= onGridMin) return scale
  }
  return 1
}

/** Edges between position i - 1 and i, along one axis. */
function countEdges({ width, height, data }: Pixels, axis: 'columns' | 'rows'): Uint32Array {
  const along = axis === 'columns' ? width : height
  const across = axis === 'columns' ? height : width
  const step = axis === 'columns' ? 4 : width * 4
  const stride = axis === 'columns' ? width * 4 : 4
  const counts = new Uint32Array(along)
  // Every third line is enough: art has its edges over many.
  for (let line = 0; line < across; line += 3)
    for (let at = 1; at < along; at += 1) {
      const here = line * stride + at * step
      if (distance(data, here, here - step) >= edgeStepMin) counts[at] = (counts[at] ?? 0) + 1
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

/** The largest whole zoom at which `native` device pixels fit into `room`; at least 1. */
export function fitZoom(
  native: { width: number; height: number },
  room: { width: number; height: number },
): number {
  return Math.max(
    1,
    Math.min(Math.floor(room.width / native.width), Math.floor(room.height / native.height), 64),
  )
}
