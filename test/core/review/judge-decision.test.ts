import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssetReview } from '../../../core/review/asset-review.js'
import { completeSignal } from '../../../core/review/complete-signal.js'
import { findMalformation, judgeDecision } from '../../../core/review/judge-decision.js'
import type { ReviewState } from '../../../core/review/review-state.js'
import { reviewVerbs, type DecisionMessage, type VariantReview } from '../../../core/review/verdict.js'
import { undecidedVariant } from './undecided-variant.js'

const variantOf = (variantIndex: number, over: Partial<VariantReview> = {}): VariantReview => ({
  ...undecidedVariant(variantIndex, 0.9 - variantIndex / 10),
  ...over,
})

const stateOf = (count: number): ReviewState => ({
  round: 1,
  generating: false,
  closed: false,
  variants: Array.from({ length: count }, (_, index) => variantOf(index)),
})

const decision = (over: Partial<DecisionMessage> = {}): DecisionMessage => ({
  decisionId: 'dec_1',
  variantId: 'var_0',
  verb: 'approve',
  expectedVersion: 0,
  reviewer: 'local',
  ...over,
})

describe('judging a decision', () => {
  it('moves the version on and says what it did', () => {
    const { outcome, variants } = judgeDecision(stateOf(2), decision())
    expect(outcome).toMatchObject({
      status: 'applied',
      decisions: [{ variantId: 'var_0', version: 1, verdict: 'approved' }],
    })
    expect(variants[0]).toMatchObject({ version: 1, verdict: 'approved', decisionId: 'dec_1' })
    expect(variants[1]).toEqual(variantOf(1))
  })

  it('refuses a stale version and shows how the variant stands', () => {
    const first = judgeDecision(stateOf(2), decision())
    const second = judgeDecision(
      { ...stateOf(2), variants: first.variants },
      decision({ decisionId: 'dec_2', verb: 'reject', reason: 'thin' }),
    )
    expect(second.outcome).toMatchObject({
      status: 'refused',
      reason: 'StaleVersion',
      current: { verdict: 'approved', decisionId: 'dec_1' },
    })
  })

  it('gives the same answer to the same decision again', () => {
    const first = judgeDecision(stateOf(3), decision({ verb: 'pick', siblings: siblingsOf(3) }))
    const again = judgeDecision(
      { ...stateOf(3), variants: first.variants },
      decision({ verb: 'pick', siblings: siblingsOf(3) }),
    )
    expect(again.outcome).toEqual(first.outcome)
    expect(again.variants).toBe(first.variants)
  })

  it('picks one, marks its siblings not chosen, and undoes all of that at once', () => {
    const picked = judgeDecision(stateOf(3), decision({ verb: 'pick', siblings: siblingsOf(3) }))
    expect(picked.variants.map((one) => one.verdict)).toEqual(['approved', 'notChosen', 'notChosen'])
    const undone = judgeDecision(
      { ...stateOf(3), variants: picked.variants },
      decision({ decisionId: 'dec_2', verb: 'withdraw', expectedVersion: 1 }),
    )
    expect(undone.variants.map((one) => [one.verdict, one.version])).toEqual([
      ['undecided', 2],
      ['undecided', 2],
      ['undecided', 2],
    ])
  })

  it('gives the siblings of a pick back when the picked one is rejected later', () => {
    const picked = judgeDecision(stateOf(3), decision({ verb: 'pick', siblings: siblingsOf(3) }))
    const rejected = judgeDecision(
      { ...stateOf(3), variants: picked.variants },
      decision({ decisionId: 'dec_2', verb: 'reject', reason: 'halo', expectedVersion: 1 }),
    )
    expect(rejected.variants.map((one) => one.verdict)).toEqual(['rejected', 'undecided', 'undecided'])
  })

  it('keeps a pick when a sibling that was not chosen is rejected with its reason, unless by the first rules', () => {
    const picked = judgeDecision(stateOf(3), decision({ verb: 'pick', siblings: siblingsOf(3) }))
    const why = decision({
      decisionId: 'dec_2',
      variantId: 'var_1',
      verb: 'reject',
      reason: 'too thin',
      expectedVersion: 1,
    })
    const verdictsBy = (rules: 1 | 2) =>
      judgeDecision({ ...stateOf(3), variants: picked.variants, rules }, why).variants.map(
        (one) => one.verdict,
      )
    expect(verdictsBy(2)).toEqual(['approved', 'rejected', 'notChosen'])
    expect(verdictsBy(1)).toEqual(['undecided', 'rejected', 'undecided'])
  })

  it('refuses a whole pick when one sibling moved or was not seen', () => {
    for (const siblings of [siblingsOf(2), [{ variantId: 'var_1', expectedVersion: 7 }, ...siblingsOf(3)]])
      expect(judgeDecision(stateOf(4), decision({ verb: 'pick', siblings })).outcome).toMatchObject({
        reason: 'StaleVersion',
      })
  })

  it('says NotReady for unknown variants while a round is made, UnknownVariant after', () => {
    const message = decision({ variantId: 'var_99' })
    expect(judgeDecision({ ...stateOf(1), generating: true }, message).outcome).toMatchObject({
      reason: 'NotReady',
    })
    expect(judgeDecision(stateOf(1), message).outcome).toMatchObject({ reason: 'UnknownVariant' })
  })

  it('has nothing to undo where no decision stands', () => {
    expect(judgeDecision(stateOf(1), decision({ verb: 'withdraw' })).outcome).toMatchObject({
      status: 'refused',
      reason: 'Malformed',
    })
  })

  it('never throws and never lets two different decisions make one version', () => {
    const messages = fc.array(
      fc.record({
        decisionId: fc.constantFrom('dec_1', 'dec_2', 'dec_3', 'dec_4'),
        variantId: fc.constantFrom('var_0', 'var_1', 'var_2', 'var_9'),
        verb: fc.constantFrom(...reviewVerbs),
        expectedVersion: fc.nat(3),
        reviewer: fc.constant('local'),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(messages, (list) => {
        const seen = new Map<string, string>()
        let state = stateOf(3)
        for (const message of list) {
          const { outcome, variants } = judgeDecision(state, message)
          if (outcome.status === 'applied' && variants !== state.variants)
            for (const one of outcome.decisions) {
              const slot = `${one.variantId}/${one.version}`
              expect(seen.get(slot)).toBeUndefined()
              seen.set(slot, one.decisionId)
            }
          state = { ...state, variants }
        }
      }),
    )
  })
})

describe('a decision that came by signal', () => {
  it.each([
    [null, 'object'],
    ['approve', 'object'],
    [{ ...decision(), verb: 'delete' }, 'verb'],
    [{ ...decision(), verb: 'reject' }, 'reason'],
    [{ ...decision(), expectedVersion: '0' }, 'expectedVersion'],
    [{ ...decision(), variantId: 7 }, 'variantId'],
    [{ ...decision(), siblings: [{}] }, 'siblings'],
    [{ ...decision(), reason: 'x'.repeat(2001) }, 'reason'],
  ])('is refused with its reason: %j', (message, word) => {
    expect(findMalformation(message)).toContain(word)
  })

  it('is never thrown back, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const review = new AssetReview({
          round: 1,
          roundScored: true,
          variants: [variantOf(0)],
          finishedVariantIds: [],
        })
        review.decideBySignal(completeSignal(raw, 'test'))
        expect(review.variants[0]?.version).toBe(0)
      }),
    )
  })
})

describe('the review of one spec', () => {
  const open = () =>
    new AssetReview({ round: 1, roundScored: true, variants: stateOf(2).variants, finishedVariantIds: [] })

  it('starts one new round for several regenerates of the same round', () => {
    const review = open()
    review.decide(decision({ verb: 'regenerate' }))
    review.decide(decision({ decisionId: 'dec_2', variantId: 'var_1', verb: 'regenerate' }))
    expect(review.round).toBe(2)
    expect(review.needsRound()).toBe(true)
    review.addRound([variantOf(0, { variantId: 'var_new', round: 2 })])
    expect(review.stage()).toBe('reviewing')
  })

  it('goes on from a snapshot where a regenerate was recorded but its round not begun', () => {
    const variants = [variantOf(0, { verdict: 'regenerate', version: 1, decisionId: 'dec_1' })]
    const review = new AssetReview({ round: 1, roundScored: true, variants, finishedVariantIds: [] })
    expect([review.round, review.needsRound()]).toEqual([2, true])
  })

  it('is done when what is approved is finished, rejected when nothing is left', () => {
    const review = open()
    review.decide(decision())
    expect(review.stage()).toBe('finishing')
    review.markFinished('var_0')
    expect(review.stage()).toBe('done')
    const other = open()
    for (const id of ['var_0', 'var_1'])
      other.decide(decision({ decisionId: `dec_${id}`, variantId: id, verb: 'reject', reason: 'thin' }))
    expect(other.stage()).toBe('rejected')
  })

  it('refuses new decisions once closed, and still repeats its answer to one it took', () => {
    const review = open()
    const first = review.decide(decision())
    review.close()
    expect(review.decide(decision())).toEqual(first)
    expect(
      review.decide(decision({ decisionId: 'dec_2', expectedVersion: 1, verb: 'withdraw' })),
    ).toMatchObject({
      reason: 'Closed',
    })
  })

  it('keeps every applied decision until it is recorded', () => {
    const review = open()
    review.decide(decision())
    review.decide(decision({ decisionId: 'dec_2', expectedVersion: 1, verb: 'withdraw' }))
    const kept = []
    for (let next = review.nextUnrecorded(); next; next = review.nextUnrecorded()) {
      kept.push(next)
      review.markRecorded()
    }
    expect(kept.map((one) => one.status)).toEqual(['applied', 'applied'])
    expect(review.hasUnrecorded()).toBe(false)
  })
})

function siblingsOf(count: number): { variantId: string; expectedVersion: number }[] {
  return Array.from({ length: count - 1 }, (_, index) => ({
    variantId: `var_${index + 1}`,
    expectedVersion: 0,
  }))
}
