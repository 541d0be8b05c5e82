import { createOklabReader } from '../palette/oklab.js'
import { countOpaque, findOpaqueBox } from '../raster/opaque-box.js'
import type { Raster } from '../raster/raster.js'

/** What of a finished picture shows its style. */
export interface StyleFigures {
  /** Colours of the opaque pixels in OKLab, in cells of `cellSide`, each with its share (0-1). */
  readonly colours: readonly { readonly lab: readonly [number, number, number]; readonly share: number }[]
  /** Lightness of the rim less that of what it encloses (OKLab, below 0 = a dark outline); null without a rim. */
  readonly outline: number | null
  /** Share (0-1) of the frame that is opaque, and of its longer side that the subject spans. */
  readonly coverage: number
  readonly span: number
}

/** About two just visible steps of OKLab. */
const cellSide = 0.04
/** Fewer approved pictures than this are no style yet. */
export const styleSetMin = 3
/** Twice the mean distance that the palette check allows: at this distance colours have nothing in common. */
const farthestColours = 0.16
/** Spreads below these are chance: three pictures that happen to be equal must not make a rule. */
const spreadMin = { outline: 0.05, coverage: 0.1, span: 0.1 } as const
/** So many standard deviations away are unlike altogether. */
const farthestDeviations = 4
const weights = { colours: 2, outline: 1, size: 1 } as const

/** The figures of a finished picture (a strip is one picture). */
export function measureStyle(frame: Raster): StyleFigures {
  const { width, height, data } = frame
  const box = findOpaqueBox(frame)
  return {
    colours: measureColours(data),
    outline: measureOutline(frame),
    coverage: countOpaque(frame) / (width * height),
    span: box === null ? 0 : Math.max(box.width / width, box.height / height),
  }
}

/**
 * How much a picture is like a set of approved ones, 0-1 with four decimals; null when the set is too small. Colours count
 * half: the cost of moving its histogram onto the nearest colours that the set uses, which is the relaxed earth mover's
 * distance (Rubner, Tomasi and Guibas, "The Earth Mover's Distance as a Metric for Image Retrieval", IJCV 40(2), 2000;
 * relaxed to one side as by Kusner et al., "From Word Embeddings To Document Distances", ICML 2015), so that a picture may
 * use a part of the set's colours. Outline and size count by how many standard deviations they lie from the set's mean.
 */
export function likenessTo(own: StyleFigures, set: readonly StyleFigures[]): number | null {
  if (set.length < styleSetMin) return null
  const outlines = set.flatMap(({ outline }) => outline ?? [])
  const isOutlined = own.outline !== null && outlines.length >= styleSetMin
  const coverage = deviationScore(
    own.coverage,
    set.map((one) => one.coverage),
    spreadMin.coverage,
  )
  const span = deviationScore(
    own.span,
    set.map((one) => one.span),
    spreadMin.span,
  )
  const parts = [
    { weight: weights.colours, score: Math.max(0, 1 - colourDistance(own, set) / farthestColours) },
    { weight: weights.size, score: (coverage + span) / 2 },
    ...(isOutlined
      ? [{ weight: weights.outline, score: deviationScore(own.outline ?? 0, outlines, spreadMin.outline) }]
      : []),
  ]
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  const score = parts.reduce((sum, one) => sum + one.weight * one.score, 0) / total
  return Math.round(score * 10_000) / 10_000
}

function measureColours(data: Uint8Array): StyleFigures['colours'] {
  const readOklab = createOklabReader()
  const cells = new Map<string, { sum: [number, number, number]; count: number }>()
  let count = 0
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue
    const lab = readOklab(data[at]!, data[at + 1]!, data[at + 2]!)
    const key = [0, 1, 2].map((axis) => Math.round(lab[axis]! / cellSide)).join(' ')
    const cell = cells.get(key) ?? { sum: [0, 0, 0], count: 0 }
    for (const axis of [0, 1, 2] as const) cell.sum[axis] += lab[axis]!
    cell.count += 1
    cells.set(key, cell)
    count += 1
  }
  return [...cells.values()].map(({ sum: [l, a, b], count: own }) => ({
    lab: [l / own, a / own, b / own] as const,
    share: own / count,
  }))
}

/** Opaque pixels beside a clear one are the rim; the border of the frame is no rim. */
function measureOutline({ width, height, data }: Raster): number | null {
  const readOklab = createOklabReader()
  const isOpaque = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height || data[(y * width + x) * 4 + 3]! > 0
  const rim = { sum: 0, count: 0 }
  const inside = { sum: 0, count: 0 }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      if (data[at + 3] === 0) continue
      const isInner = isOpaque(x - 1, y) && isOpaque(x + 1, y) && isOpaque(x, y - 1) && isOpaque(x, y + 1)
      const part = isInner ? inside : rim
      part.sum += readOklab(data[at]!, data[at + 1]!, data[at + 2]!)[0]!
      part.count += 1
    }
  if (rim.count === 0 || inside.count === 0) return null
  return rim.sum / rim.count - inside.sum / inside.count
}

function colourDistance(own: StyleFigures, set: readonly StyleFigures[]): number {
  const used = set.flatMap(({ colours }) => colours)
  let sum = 0
  for (const { lab, share } of own.colours) {
    let nearest = Infinity
    for (const other of used)
      nearest = Math.min(
        nearest,
        Math.hypot(lab[0] - other.lab[0], lab[1] - other.lab[1], lab[2] - other.lab[2]),
      )
    sum += share * nearest
  }
  return own.colours.length === 0 ? Infinity : sum
}

function deviationScore(value: number, set: readonly number[], leastSpread: number): number {
  const mean = set.reduce((sum, one) => sum + one, 0) / set.length
  const variance = set.reduce((sum, one) => sum + (one - mean) ** 2, 0) / set.length
  const deviations = Math.abs(value - mean) / Math.max(leastSpread, Math.sqrt(variance))
  return Math.max(0, 1 - deviations / farthestDeviations)
}
