import type { RunCounts } from '../ports.js'

/** `8 drafts, 4 chosen ($0.02)`: what was made to choose from. */
export function describeDrafts({ made, chosen, costMicros }: NonNullable<RunCounts['drafts']>): string {
  const cost = costMicros > 0 ? ` ($${(costMicros / 1_000_000).toFixed(costMicros < 10_000 ? 4 : 2)})` : ''
  return `${made} ${made === 1 ? 'draft' : 'drafts'}, ${chosen} chosen${cost}`
}
