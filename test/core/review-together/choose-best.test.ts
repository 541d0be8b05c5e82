import { describe, expect, it } from 'vitest'
import { chooseBest, chooseRejected } from '../../../core/review-together/choose-best.js'
import { findTagProblem, joinTags, tidyTags } from '../../../core/review-together/review-tags.js'
import type { VariantReview, Verdict } from '../../../core/review/verdict.js'

const variant = (variantId: string, verdict: Verdict, score: number, round = 1): VariantReview => ({
  ...{ variantId, verdict, score, round, variantIndex: 0, version: 0, decisionId: null },
})

describe('the best variant', () => {
  it('is the open one with the highest score that passed every hard check', () => {
    const variants = [
      variant('rejected', 'rejected', 0.99),
      variant('second', 'undecided', 0.7),
      variant('first', 'undecided', 0.8),
      variant('later', 'undecided', 0.8, 2),
    ]
    expect(chooseBest(variants)?.variantId).toBe('first')
  })

  it('is none where a hard check failed in all of them, or nothing is open', () => {
    expect(chooseBest([variant('a', 'undecided', 0.4), variant('b', 'rejected', 0.9)])).toBeUndefined()
    expect(chooseBest([])).toBeUndefined()
  })
})

describe('the rejected variant that is made again', () => {
  it('is of the newest round, the best one', () => {
    const variants = [
      variant('old', 'rejected', 0.9),
      variant('low', 'rejected', 0.5, 2),
      variant('high', 'rejected', 0.6, 2),
      variant('other', 'notChosen', 0.99, 2),
    ]
    expect(chooseRejected(variants)?.variantId).toBe('high')
  })

  it('is none while something is approved or open, or nothing was rejected', () => {
    const rejected = variant('a', 'rejected', 0.9)
    expect(chooseRejected([rejected, variant('b', 'undecided', 0.1)])).toBeUndefined()
    expect(chooseRejected([rejected, variant('b', 'approved', 0.1)])).toBeUndefined()
    expect(chooseRejected([variant('b', 'notChosen', 0.1)])).toBeUndefined()
  })
})

describe('tags of a review', () => {
  it('are kept once each, without blanks around them, and join those of the spec', () => {
    expect(tidyTags([' boss ', 'a  b', 'boss', '', '\t'])).toEqual(['boss', 'a b'])
    expect(joinTags(['night', 'boss'], ['boss', 'tree'])).toEqual(['night', 'boss', 'tree'])
  })

  it('are refused in a sentence that names the one', () => {
    expect(findTagProblem(['fine'])).toBeNull()
    expect(findTagProblem(['x'.repeat(61)])).toContain('xxx')
    expect(findTagProblem(['bell\u0007'])).toContain('control characters')
    expect(findTagProblem(Array.from({ length: 41 }, (_, at) => `t${at}`))).toContain('at most 40')
  })
})
