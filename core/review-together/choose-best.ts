import { hardFailureScore } from '../review/choose-automatically.js'
import type { VariantReview } from '../review/verdict.js'

/**
 * The variant that "approve all" picks: of those that nobody has decided on and that passed every hard check the one with
 * the highest score; ties go to the older one. Undefined = none is good enough, so a person has to look.
 */
export function chooseBest(variants: readonly VariantReview[]): VariantReview | undefined {
  return variants
    .filter(({ verdict, score }) => verdict === 'undecided' && score > hardFailureScore)
    .toSorted((a, b) => b.score - a.score || a.round - b.round || a.variantIndex - b.variantIndex)[0]
}

/**
 * The variant that "regenerate rejected" asks to be made again: the rejected one with the highest score, where the spec has
 * nothing that is approved or still open. Undefined = there is nothing to make again.
 */
export function chooseRejected(variants: readonly VariantReview[]): VariantReview | undefined {
  if (variants.some(({ verdict }) => verdict === 'approved' || verdict === 'undecided')) return undefined
  // Newest round first: it is what the last word was said on.
  return variants
    .filter(({ verdict }) => verdict === 'rejected')
    .toSorted((a, b) => b.round - a.round || b.score - a.score || a.variantIndex - b.variantIndex)[0]
}
