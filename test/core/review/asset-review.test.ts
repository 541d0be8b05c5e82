import { describe, expect, it } from 'vitest'
import { AssetReview } from '../../../core/review/asset-review.js'
import { chooseAutomatically } from '../../../core/review/choose-automatically.js'
import { undecidedVariant as variant } from './undecided-variant.js'

describe('a review that starts again from a snapshot', () => {
  it('takes the scores of pictures that the snapshot had without one, and decides by them', () => {
    const unscored = [variant(0, 0), variant(1, 0)]
    const review = new AssetReview({
      round: 1,
      roundScored: false,
      variants: unscored,
      finishedVariantIds: [],
    })
    expect(review.needsRound()).toBe(true)
    review.addRound([variant(0, 0.6), variant(1, 0.9)])
    expect(review.variants.map((one) => one.score)).toEqual([0.6, 0.9])
    const scope = { runId: 'run_1', specRevisionId: 'spr_1', round: 1 }
    review.decideAll(chooseAutomatically(scope, review.variants))
    expect(review.variants.map((one) => one.verdict)).toEqual(['notChosen', 'approved'])
  })

  it('keeps what was decided when scores come again', () => {
    const decided = { ...variant(0, 0.5), version: 1, decisionId: 'dec_1', verdict: 'approved' as const }
    const review = new AssetReview({
      round: 1,
      roundScored: false,
      variants: [decided],
      finishedVariantIds: [],
    })
    review.addRound([variant(0, 0.7), variant(1, 0.8)])
    expect(review.variants).toMatchObject([
      { variantId: 'var_0', verdict: 'approved', version: 1, score: 0.7 },
      { variantId: 'var_1', verdict: 'undecided' },
    ])
  })
})
