import { describe, expect, it } from 'vitest'
import type { SpecView } from '../../clients/http/assetloom-client.js'
import type { KeptDecision } from '../../clients/web/review/kept-decision.js'
import { bestOfEach, rejectedSpecs } from '../../clients/web/review/bulk-choice.js'
import { applyDecisions, applyToSpec } from '../../clients/web/review/optimistic-review.js'
import type { VariantReview } from '../../core/review/verdict.js'

const variants: readonly VariantReview[] = [0.5, 0.9, 0.2].map((score, variantIndex) => ({
  ...{ variantId: `var_${variantIndex}`, variantIndex, round: 1, version: 0, decisionId: null, score },
  verdict: 'undecided',
}))
const spec = { specKey: 'tent', stage: 'reviewing', round: 1, variants } as unknown as SpecView

function decision(number: number, body: Partial<KeptDecision['body']>, variantId = 'var_0'): KeptDecision {
  return {
    ...{ variantId, runId: 'run_1', specKey: 'tent', at: '2026-01-01T00:00:00Z' },
    body: { decisionId: `dec_${number}`, verb: 'approve', expectedVersion: 0, ...body },
  }
}

const others = (chosen: string) =>
  variants
    .filter((one) => one.variantId !== chosen)
    .map(({ variantId, version }) => ({ variantId, expectedVersion: version }))

describe('decisions shown before they are recorded', () => {
  it('pick one variant and leave the others not chosen, as the workflow will', () => {
    const pick = decision(1, { verb: 'pick', siblings: others('var_0') })
    const shown = applyDecisions(variants, [pick])
    expect(shown.map((one) => one.verdict)).toEqual(['approved', 'notChosen', 'notChosen'])
    expect(shown.map((one) => one.version)).toEqual([1, 1, 1])
    expect(applyToSpec(spec, [pick]).stage).toBe('finishing')
  })

  it('follow each other on one variant, each on the version of the one before', () => {
    const reject = decision(1, { verb: 'reject', reason: 'cut off' })
    const approve = decision(2, { expectedVersion: 1 })
    expect(applyDecisions(variants, [reject, approve])[0]).toMatchObject({ verdict: 'approved', version: 2 })
  })

  it('change nothing where somebody else was faster, or where they are recorded already', () => {
    const recorded = variants.map((one) => ({
      ...one,
      version: 1,
      decisionId: 'dec_1',
      verdict: 'approved' as const,
    }))
    expect(applyDecisions(recorded, [decision(1, {})])).toEqual(recorded)
    expect(applyDecisions(recorded, [decision(2, { verb: 'reject', reason: 'late' })])).toEqual(recorded)
    expect(applyToSpec(spec, [])).toBe(spec)
  })

  it('make a spec rejected with its last open variant, and generating with a new round', () => {
    const rejects = variants.map(({ variantId }, at) =>
      decision(at, { verb: 'reject', reason: 'no' }, variantId),
    )
    expect(applyToSpec(spec, rejects.slice(1)).stage).toBe('reviewing')
    expect(applyToSpec(spec, rejects).stage).toBe('rejected')
    expect(applyToSpec(spec, [decision(1, { verb: 'regenerate' })]).stage).toBe('generating')
  })
})

describe('what one press decides on many specs', () => {
  it('is the best undecided variant of each spec that waits, if it passed its checks', () => {
    const poor = { ...spec, variants: variants.map((one) => ({ ...one, score: 0.1 })) }
    const done = { ...spec, stage: 'done' as const }
    expect(bestOfEach([spec, poor, done]).map(({ variant }) => variant.variantId)).toEqual(['var_1'])
  })

  it('is each spec that was rejected as a whole, to be made again', () => {
    const rejected = { ...spec, stage: 'rejected' as const }
    expect(rejectedSpecs([spec, rejected]).map((one) => one.variant.variantId)).toEqual(['var_1'])
  })
})
