/** A connected region of a mask. */
export interface MaskRegion {
  /** Pixels. */
  readonly area: number
  /** Its pixels as pairs: where a horizontal run begins and where it ends (exclusive), counted row by row. */
  readonly runs: readonly number[]
}

/**
 * The connected regions of the ones in a mask, in scan order of their first pixels. `connectivity` 4 joins at edges, 8 at
 * corners too. Works on horizontal runs joined by union-find (He, Chao, Suzuki 2008), which is several times faster than
 * flooding pixel by pixel.
 */
export function findRegions(
  mask: Uint8Array,
  width: number,
  height: number,
  connectivity: 4 | 8,
): MaskRegion[] {
  const { starts, ends, parents } = joinRuns(mask, width, height, connectivity === 8 ? 1 : 0)
  const regions = new Map<number, { area: number; runs: number[] }>()
  for (let run = 0; run < starts.length; run++) {
    const root = rootOf(parents, run)
    let region = regions.get(root)
    if (region === undefined) regions.set(root, (region = { area: 0, runs: [] }))
    region.area += ends[run]! - starts[run]!
    region.runs.push(starts[run]!, ends[run]!)
  }
  return [...regions.values()]
}

/** `reach` is how far beyond its ends a run touches runs of the row above. */
function joinRuns(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
): { starts: number[]; ends: number[]; parents: number[] } {
  const starts: number[] = []
  const ends: number[] = []
  const parents: number[] = []
  let above = 0
  let rowStart = 0
  for (let y = 0; y < height; y++) {
    const aboveEnd = starts.length
    above = rowStart
    rowStart = aboveEnd
    const base = y * width
    for (let x = 0; x < width; x++) {
      if (mask[base + x] === 0) continue
      const start = x
      while (x < width && mask[base + x] !== 0) x++
      const run = starts.length
      starts.push(base + start)
      ends.push(base + x)
      parents.push(run)
      // In the coordinates of the row above; runs are sorted, so the first that reaches far enough is a good start.
      const from = base + start - width - reach
      const to = base + x - width + reach
      while (above < aboveEnd && ends[above]! <= from) above++
      for (let other = above; other < aboveEnd && starts[other]! < to; other++) join(parents, run, other)
    }
  }
  return { starts, ends, parents }
}

/** The smaller root wins, so that a region is known by its first run. */
function join(parents: number[], a: number, b: number): void {
  const rootA = rootOf(parents, a)
  const rootB = rootOf(parents, b)
  parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB)
}

function rootOf(parents: number[], run: number): number {
  let root = run
  while (parents[root] !== root) root = parents[root]!
  for (let next = run; next !== root;) {
    const parent = parents[next]!
    parents[next] = root
    next = parent
  }
  return root
}
