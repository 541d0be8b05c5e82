import { hardFailureScore } from '../../../core/review/choose-automatically.js'
import type { VariantReview } from '../../../core/review/verdict.js'
import type { SpecView } from '../../http/assetloom-client.js'

/** Specs that wait, each with the variant that is approved when all are: the best of the newest round that passed. */
export function bestOfEach(specs: readonly SpecView[]): { spec: SpecView; variant: VariantReview }[] {
  return specs
    .filter((spec) => spec.stage === 'reviewing')
    .flatMap((spec) => {
      const [best] = spec.variants
        .filter((one) => one.verdict === 'undecided' && one.score > hardFailureScore)
        .toSorted((a, b) => b.round - a.round || b.score - a.score || a.variantIndex - b.variantIndex)
      return best === undefined ? [] : [{ spec, variant: best }]
    })
}

/** Specs of which all variants were turned away, each with the best of them: what a new round is asked on. */
export function rejectedSpecs(specs: readonly SpecView[]): { spec: SpecView; variant: VariantReview }[] {
  return specs
    .filter((spec) => spec.stage === 'rejected')
    .flatMap((spec) => {
      const [best] = spec.variants.toSorted((a, b) => b.round - a.round || b.score - a.score)
      return best === undefined ? [] : [{ spec, variant: best }]
    })
}
