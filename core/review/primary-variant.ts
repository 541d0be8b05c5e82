import type { VariantReview } from './verdict.js'

/** What decides which one of a spec's variants is its asset. */
type Ranked = Pick<VariantReview, 'variantId' | 'variantIndex' | 'round' | 'verdict' | 'primaryRank'>

/**
 * The variant that is the asset of its spec: of the approved ones the one with the highest rank (absent = 0), then by round
 * and index. The catalogue orders by the same in SQL.
 */
export function primaryOf<One extends Ranked>(variants: readonly One[]): One | undefined {
  return variants.filter(({ verdict }) => verdict === 'approved').toSorted(byRank)[0]
}

function byRank(a: Ranked, b: Ranked): number {
  const byIndex = a.round - b.round || a.variantIndex - b.variantIndex || (a.variantId < b.variantId ? -1 : 1)
  return rankOf(b) - rankOf(a) || byIndex
}

function rankOf({ primaryRank = 0 }: Ranked): number {
  return primaryRank
}

/** The rank of one more approved variant: below those that are there, so that the primary stays. Undefined = the usual one. */
export function rankOfApproved(others: readonly Ranked[]): number | undefined {
  const ranks = others.filter(({ verdict }) => verdict === 'approved').map(rankOf)
  return ranks.length === 0 ? undefined : Math.min(...ranks) - 1
}

/** The rank of the one that is made the primary: above all. Undefined = the usual one is enough. */
export function rankOfPrimary(others: readonly Ranked[]): number | undefined {
  const ranks = others.filter(({ verdict }) => verdict === 'approved').map(rankOf)
  return ranks.length === 0 ? undefined : Math.max(...ranks) + 1
}
