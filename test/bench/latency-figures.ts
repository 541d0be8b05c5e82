import type { BenchRow } from './bench-row.js'

const fastMs = 10

/** The value that a share (0-1) of the samples does not pass: nearest rank, so always one that was measured. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('no sample was taken: there is no percentile of nothing')
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** Waiting times of one thing and of its peer, milliseconds. */
export interface Latencies {
  readonly what: string
  readonly oursMs: readonly number[]
  readonly peer: string
  readonly peerMs: readonly number[]
  /** The longest that a percentile should be. */
  readonly aimMs: { readonly p50?: number; readonly p99?: number }
}

/** A row for the median and one for the slowest hundredth. */
export function latencyRows({ what, oursMs, peer, peerMs, aimMs }: Latencies): BenchRow[] {
  const figures = [
    { name: 'p50', share: 0.5, aim: aimMs.p50 },
    { name: 'p99', share: 0.99, aim: aimMs.p99 },
  ]
  return figures.map(({ name, share, aim }) => {
    const ours = percentile(oursMs, share)
    const against = percentile(peerMs, share)
    return {
      what: `${what}, ${name}`,
      ours: `${inMs(ours)} (n ${oursMs.length})`,
      against: `${inMs(against)} ${peer} (n ${peerMs.length})`,
      ratio: against > 0 ? ours / against : null,
      aim: aim === undefined ? '-' : `at most ${aim} ms`,
      within: aim === undefined ? null : ours <= aim,
    }
  })
}

function inMs(value: number): string {
  return `${value.toFixed(value < fastMs ? 2 : 1)} ms`
}
