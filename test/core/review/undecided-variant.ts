import type { VariantReview } from '../../../core/review/verdict.js'

/** A scored variant of the first round that nobody has decided on. */
export function undecidedVariant(variantIndex: number, score: number): VariantReview {
  return {
    variantId: `var_${variantIndex}`,
    variantIndex,
    round: 1,
    version: 0,
    decisionId: null,
    verdict: 'undecided',
    score,
  }
}
