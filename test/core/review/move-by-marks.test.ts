import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssetReview } from '../../../core/review/asset-review.js'
import { judgeDecision } from '../../../core/review/judge-decision.js'
import { primaryOf } from '../../../core/review/primary-variant.js'
import type { ReviewState, SignOffsNeeded } from '../../../core/review/review-state.js'
import {
  reviewVerbs,
  type DecisionMessage,
  type ReviewVerb,
  type VariantReview,
} from '../../../core/review/verdict.js'
import { undecidedVariant } from './undecided-variant.js'

/** One spec under review, decided on by short lines. */
class Bench {
  state: ReviewState
  private count = 0

  constructor(signOffsNeeded: SignOffsNeeded = 1, rules: ReviewState['rules'] = 3) {
    const variants = [0, 1, 2].map((index) => undecidedVariant(index, 0.9))
    this.state = { round: 1, generating: false, closed: false, variants, rules, signOffsNeeded }
  }

  /** Decides on variant `index` as it stands; a pick has seen its siblings as they stand. */
  decide(verb: ReviewVerb, index: number, more: Partial<DecisionMessage> = {}) {
    const variant = this.state.variants[index]!
    const siblings = this.state.variants
      .filter((one) => one !== variant)
      .map(({ variantId, version }) => ({ variantId, expectedVersion: version }))
    const { outcome, variants } = judgeDecision(this.state, {
      decisionId: `dec_${++this.count}`,
      variantId: variant.variantId,
      verb,
      expectedVersion: variant.version,
      reviewer: 'anna',
      ...(verb === 'pick' ? { siblings } : {}),
      ...(verb === 'reject' ? { reason: 'thin' } : {}),
      ...more,
    })
    this.state = { ...this.state, variants }
    return outcome
  }

  verdicts(): string[] {
    return this.state.variants.map(({ verdict }) => verdict)
  }

  primary(): string | undefined {
    return primaryOf(this.state.variants)?.variantId
  }
}

describe('the primary of a spec', () => {
  it('is the variant that was approved first, whichever its index, until another one is marked', () => {
    const bench = new Bench()
    bench.decide('approve', 1)
    bench.decide('approve', 0)
    bench.decide('approve', 2)
    expect(bench.primary()).toBe('var_1')
    bench.decide('primary', 2)
    expect(bench.primary()).toBe('var_2')
    expect(bench.verdicts()).toEqual(['approved', 'approved', 'approved'])
  })

  it('may be marked before it is approved, which approves it and leaves its siblings', () => {
    const bench = new Bench()
    bench.decide('approve', 0)
    bench.decide('primary', 1)
    expect([bench.primary(), bench.verdicts()]).toEqual(['var_1', ['approved', 'approved', 'undecided']])
    bench.decide('withdraw', 1)
    expect([bench.primary(), bench.verdicts()]).toEqual(['var_0', ['approved', 'undecided', 'undecided']])
  })

  it('goes back to the former one when the mark is undone; what was approved before stays approved', () => {
    const bench = new Bench()
    bench.decide('approve', 0)
    bench.decide('approve', 1)
    bench.decide('primary', 1)
    bench.decide('withdraw', 1)
    expect([bench.primary(), bench.verdicts()]).toEqual(['var_0', ['approved', 'approved', 'undecided']])
    bench.decide('withdraw', 1)
    expect(bench.verdicts()).toEqual(['approved', 'undecided', 'undecided'])
  })

  it('is not marked twice, and not in a review that began before there was one', () => {
    const bench = new Bench()
    bench.decide('approve', 0)
    expect(bench.decide('primary', 0)).toMatchObject({ reason: 'Malformed' })
    expect(new Bench(1, 2).decide('primary', 0)).toMatchObject({ reason: 'Malformed' })
  })

  it('falls to the next approved one when it is rejected', () => {
    const bench = new Bench()
    bench.decide('approve', 2)
    bench.decide('approve', 1)
    bench.decide('reject', 2)
    expect(bench.primary()).toBe('var_1')
    // An approval that comes later takes nothing away from it, also of one that was the primary once.
    bench.decide('approve', 2)
    expect(bench.primary()).toBe('var_1')
  })
})

describe('the undo of a pick', () => {
  it('gives the siblings back when a primary or one more approval came on top of it', () => {
    for (const between of [['approve'], ['approve', 'approve']] as const) {
      const bench = new Bench()
      bench.decide('pick', 0)
      for (const verb of between) bench.decide(verb, 0)
      expect(bench.verdicts()).toEqual(['approved', 'notChosen', 'notChosen'])
      bench.decide('withdraw', 0)
      expect(bench.verdicts()).toEqual(['undecided', 'undecided', 'undecided'])
    }
    const bench = new Bench()
    bench.decide('pick', 0)
    bench.decide('approve', 1)
    bench.decide('primary', 1)
    bench.decide('primary', 0)
    bench.decide('withdraw', 0)
    bench.decide('withdraw', 0)
    expect(bench.verdicts()).toEqual(['undecided', 'approved', 'undecided'])
  })

  it('may come by a sibling, and a second pick takes the first one over', () => {
    const bench = new Bench()
    bench.decide('pick', 0)
    bench.decide('pick', 1)
    expect(bench.verdicts()).toEqual(['notChosen', 'approved', 'notChosen'])
    bench.decide('withdraw', 2)
    expect(bench.verdicts()).toEqual(['undecided', 'undecided', 'undecided'])
  })
})

describe('a second sign-off', () => {
  it('is what approves; before, the variant is undecided and says who has signed', () => {
    const bench = new Bench(2)
    expect(bench.decide('approve', 0)).toMatchObject({
      status: 'applied',
      decisions: [{ verdict: 'undecided', marks: { signOffs: [{ reviewer: 'anna', decisionId: 'dec_1' }] } }],
    })
    expect(bench.decide('approve', 0)).toMatchObject({ status: 'refused', reason: 'AlreadySigned' })
    bench.decide('approve', 0, { reviewer: 'bela' })
    expect(bench.verdicts()[0]).toBe('approved')
    expect(bench.state.variants[0]?.signOffs?.map(({ reviewer }) => reviewer)).toEqual(['anna', 'bela'])
  })

  it('by a pick moves the siblings, which the first one did not', () => {
    const bench = new Bench(2)
    bench.decide('pick', 1)
    expect(bench.verdicts()).toEqual(['undecided', 'undecided', 'undecided'])
    bench.decide('pick', 1, { reviewer: 'bela' })
    expect(bench.verdicts()).toEqual(['notChosen', 'approved', 'notChosen'])
    bench.decide('withdraw', 1)
    expect(bench.verdicts()).toEqual(['undecided', 'undecided', 'undecided'])
    expect(bench.state.variants[1]?.signOffs?.map(({ reviewer }) => reviewer)).toEqual(['bela'])
  })

  it('is taken back by its signer alone; a reject by anybody clears all', () => {
    const bench = new Bench(2)
    bench.decide('approve', 0)
    expect(bench.decide('withdraw', 0, { reviewer: 'cora' })).toMatchObject({ reason: 'Malformed' })
    bench.decide('withdraw', 0)
    expect(bench.state.variants[0]).toMatchObject({ verdict: 'undecided', version: 2 })
    expect(bench.state.variants[0]).not.toHaveProperty('signOffs')
    bench.decide('approve', 0)
    bench.decide('reject', 0, { reviewer: 'cora' })
    expect(bench.verdicts()[0]).toBe('rejected')
    bench.decide('approve', 0, { reviewer: 'bela' })
    expect(bench.verdicts()[0]).toBe('undecided')
  })

  it('of a policy or a signal does not count', () => {
    for (const reviewer of ['policy:best-score/1', 'signal:temporal'])
      expect(new Bench(2).decide('approve', 0, { reviewer })).toMatchObject({ reason: 'Malformed' })
  })

  it('is not needed to move the primary among what two have approved', () => {
    const bench = new Bench(2)
    for (const index of [0, 1])
      for (const reviewer of ['anna', 'bela']) bench.decide('approve', index, { reviewer })
    expect(bench.primary()).toBe('var_0')
    bench.decide('primary', 1, { reviewer: 'cora' })
    expect(bench.primary()).toBe('var_1')
    bench.decide('withdraw', 1, { reviewer: 'dana' })
    expect([bench.primary(), bench.verdicts()[1]]).toEqual(['var_0', 'approved'])
  })
})

describe('every verb', () => {
  it('is undone by a withdraw, in reviews with one and with two sign-offs', () => {
    for (const verb of reviewVerbs.filter((one) => one !== 'withdraw')) {
      const bench = new Bench()
      bench.decide(verb, 0)
      expect(bench.decide('withdraw', 0), verb).toMatchObject({ status: 'applied' })
      expect(bench.verdicts(), verb).toEqual(['undecided', 'undecided', 'undecided'])
      const twice = new Bench(2)
      twice.decide(verb, 0)
      expect(twice.decide('withdraw', 0), verb).toMatchObject({ status: 'applied' })
      expect(twice.verdicts(), verb).toEqual(['undecided', 'undecided', 'undecided'])
    }
  })

  it('leaves marks that an undo of everything takes away, whatever came before', () => {
    const steps = fc.array(
      fc.record({
        verb: fc.constantFrom(...reviewVerbs),
        index: fc.nat(2),
        reviewer: fc.constantFrom('anna', 'bela'),
      }),
      { maxLength: 25 },
    )
    fc.assert(
      fc.property(steps, fc.constantFrom<SignOffsNeeded>(1, 2), (list, needed) => {
        const bench = new Bench(needed)
        for (const { verb, index, reviewer } of list) bench.decide(verb, index, { reviewer })
        const approved = bench.state.variants.filter(({ verdict }) => verdict === 'approved')
        expect(bench.primary() === undefined).toBe(approved.length === 0)
        if (needed === 2)
          for (const one of approved) expect(new Set(one.signOffs?.map((by) => by.reviewer)).size).toBe(2)
        // What is undone twice by either is undecided, without a mark.
        for (const index of [0, 1, 2])
          for (const reviewer of ['anna', 'bela', 'anna', 'bela'])
            bench.decide('withdraw', index, { reviewer })
        for (const { variantId, variantIndex, round, version, decisionId, verdict, score, ...marks } of bench
          .state.variants) {
          expect([verdict, marks]).toEqual(['undecided', {}])
          expect([
            variantId,
            variantIndex,
            round,
            score,
            decisionId !== undefined,
            version >= 0,
          ]).toHaveLength(6)
        }
      }),
    )
  })
})

describe('a round with changes', () => {
  const open = () => {
    const variants: VariantReview[] = [0, 1].map((index) => undecidedVariant(index, 0.9))
    return new AssetReview({ round: 1, roundScored: true, variants, finishedVariantIds: [] })
  }
  const regenerate = (
    index: number,
    prompt?: string,
    more: Partial<DecisionMessage> = {},
  ): DecisionMessage => ({
    decisionId: `dec_${index}_${prompt}`,
    variantId: `var_${index}`,
    verb: 'regenerate',
    expectedVersion: 0,
    reviewer: 'anna',
    ...(prompt === undefined ? {} : { changes: { prompt } }),
    ...more,
  })
  const withdraw = (index: number): DecisionMessage => ({
    ...regenerate(index),
    decisionId: `dec_undo_${index}`,
    verb: 'withdraw',
    expectedVersion: 1,
  })
  const scored = (round: number) => [{ ...undecidedVariant(0, 0.5), variantId: `var_new_${round}`, round }]

  it('begins at once where none is made, and follows the one that is being made', () => {
    const review = open()
    review.decide(regenerate(0, 'red'))
    expect([review.round, review.changesOf(2)]).toEqual([2, { prompt: 'red' }])
    review.decide(regenerate(1, 'blue'))
    expect([review.round, review.changesOf(3)]).toEqual([2, undefined])
    review.addRound(scored(2))
    expect([review.round, review.needsRound(), review.changesOf(3)]).toEqual([3, true, { prompt: 'blue' }])
    review.addRound(scored(3))
    expect([review.round, review.needsRound()]).toEqual([3, false])
    expect(review.changesOf(2)).toEqual({ prompt: 'red' })
  })

  it('is taken back by its undo before it has begun; one that is being made stays, and its verdict goes back', () => {
    const review = open()
    review.decide(regenerate(0, 'red'))
    review.decide(regenerate(1, 'blue'))
    review.decide(withdraw(1))
    review.decide(withdraw(0))
    expect(review.variants.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided'])
    expect([review.round, review.needsRound(), review.changesOf(2)]).toEqual([2, true, { prompt: 'red' }])
    review.addRound(scored(2))
    expect([review.round, review.needsRound()]).toEqual([2, false])
  })

  it('that could not be made makes way for the next', () => {
    const review = open()
    review.decide(regenerate(0, 'red'))
    review.decide(regenerate(1, 'blue'))
    review.abandonRound()
    expect([review.round, review.needsRound(), review.changesOf(3)]).toEqual([3, true, { prompt: 'blue' }])
  })

  it('goes on from a snapshot: what has begun, and what has not', () => {
    const review = open()
    review.decide(regenerate(0, 'red'))
    review.decide(regenerate(1, 'blue'))
    const again = new AssetReview(review.snapshot())
    expect([again.round, again.changesOf(2)]).toEqual([2, { prompt: 'red' }])
    again.addRound(scored(2))
    expect([again.round, again.changesOf(3)]).toEqual([3, { prompt: 'blue' }])
  })

  it('counts to the most rounds that a spec may have, waiting ones too', () => {
    const variants = [0, 1].map((index) => ({ ...undecidedVariant(index, 0.9), round: 19 }))
    const review = new AssetReview({ round: 19, roundScored: true, variants, finishedVariantIds: [] })
    expect(review.decide(regenerate(0, 'red'))).toMatchObject({ status: 'applied' })
    expect(review.decide(regenerate(1, 'blue'))).toMatchObject({ status: 'refused' })
    // Without changes it joins the round that is being made.
    expect(review.decide(regenerate(1))).toMatchObject({ status: 'applied' })
  })

  it.each([
    [{}, 'empty'],
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 'a\nb' }, 'prompt'],
    [{ negative: 'x'.repeat(2001) }, 'negative'],
    [{ strength: 0.5 }, 'from'],
    [{ strength: 1.5, from: { variantId: 'var_0', sha256: 'a'.repeat(64) } }, 'strength'],
    [{ from: { variantId: 'var_0' } }, 'from'],
    [{ seed: -1 }, 'seed'],
    [{ steps: 151 }, 'steps'],
    [{ cfg: 31 }, 'cfg'],
    [{ sampler: 'x' }, 'sampler'],
  ])('that nobody could make is refused with what is wrong: %j', (changes, word) => {
    const outcome = open().decide(regenerate(0, undefined, { changes: changes as never }))
    expect(outcome).toMatchObject({
      status: 'refused',
      reason: 'Malformed',
      message: expect.stringContaining(word),
    })
  })

  it('is no part of other verbs', () => {
    const message = { ...regenerate(0, 'red'), verb: 'approve' } as const
    expect(open().decide(message)).toMatchObject({ status: 'refused', reason: 'Malformed' })
  })
})
