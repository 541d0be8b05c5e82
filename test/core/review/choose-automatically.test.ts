import { describe, expect, it } from 'vitest'
import { bestScorePolicy, chooseAutomatically } from '../../../core/review/choose-automatically.js'
import { completeSignal } from '../../../core/review/complete-signal.js'
import type { VariantReview } from '../../../core/review/verdict.js'
import { undecidedVariant } from './undecided-variant.js'

const scope = { runId: 'run_1', specRevisionId: 'spr_1', round: 1 }
const variants = (scores: number[]): VariantReview[] =>
  scores.map((score, variantIndex) => undecidedVariant(variantIndex, score))

describe('the automatic review', () => {
  it('picks the highest score as a policy, never as a person', () => {
    const [decision, ...rest] = chooseAutomatically(scope, variants([0.5, 0.9, 0.7]))
    expect(rest).toEqual([])
    expect(decision).toMatchObject({ variantId: 'var_1', verb: 'pick', reviewer: bestScorePolicy })
    expect(decision?.siblings).toHaveLength(2)
  })

  it('gives ties to the lower variant index, in whatever order they come', () => {
    const tied = variants([0.8, 0.8, 0.8])
    expect(chooseAutomatically(scope, tied.toReversed())[0]?.variantId).toBe('var_0')
  })

  it('rejects all where every variant failed a hard check', () => {
    const decisions = chooseAutomatically(scope, variants([0.4, 0.1]))
    expect(decisions.map((one) => one.verb)).toEqual(['reject', 'reject'])
    expect(decisions[0]?.reason).toContain('hard check')
  })

  it('makes the same decision ids again after a restart', () => {
    expect(chooseAutomatically(scope, variants([0.5, 0.9]))).toEqual(
      chooseAutomatically(scope, variants([0.5, 0.9])),
    )
  })

  it('keeps out of a round that somebody has decided in', () => {
    const [first, ...rest] = variants([0.5, 0.9])
    expect(chooseAutomatically(scope, [{ ...first!, version: 2 }, ...rest])).toEqual([])
  })
})

describe('a signal without a decision id', () => {
  it('is the same decision when it comes twice, and another for another version', () => {
    const signal = { variantId: 'var_1', verb: 'approve', expectedVersion: 0 }
    const one = completeSignal(signal, 'cli')
    expect(completeSignal(signal, 'cli').decisionId).toBe(one.decisionId)
    expect(completeSignal({ ...signal, expectedVersion: 1 }, 'cli').decisionId).not.toBe(one.decisionId)
    expect(one.reviewer).toBe('signal:cli')
  })

  it('cannot pass for a person', () => {
    expect(completeSignal({ reviewer: 'ana' }, 'cli').reviewer).toBe('signal:ana')
  })
})
