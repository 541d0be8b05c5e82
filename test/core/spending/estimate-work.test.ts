import { describe, expect, it } from 'vitest'
import { type EstimateInput, estimateWork } from '../../../core/spending/estimate-work.js'
import {
  formatMoney,
  judgeSpending,
  leftToSpend,
  spendingLimitsOf,
  tellSpending,
} from '../../../core/spending/spending-limits.js'
import type { ProviderFigures } from '../../../core/spending/spending-ports.js'
import { warnOfRun } from '../../../core/spending/warn-of-run.js'

const figuresOf = (provider: string, executions = 40): ProviderFigures => ({
  ...{ provider, variants: 40, approved: 10, executions, costMicros: 1, monthMicros: 1 },
  paintMs: { low: 1_000, likely: 2_000, high: 4_000 },
  jobMicros: { low: 100, likely: 200, high: 300 },
})
const estimate = (changes: Partial<EstimateInput> = {}) =>
  estimateWork({
    work: [{ provider: 'gpu', jobs: 8, jobsMax: 8 }],
    figures: [],
    everybodys: [],
    prices: {},
    atOnce: { gpu: 4, web: 4 },
    limits: spendingLimitsOf(undefined),
    spent: { totalMicros: 0, monthMicros: 0 },
    ...changes,
  })

describe('the estimate of work', () => {
  it('rests on what was measured here, then elsewhere, then on prices, and says on which', () => {
    const here = estimate({ figures: [figuresOf('gpu')] })
    expect(here).toMatchObject({
      costMicros: { low: 800, likely: 1_600, high: 2_400 },
      wallMs: { low: 2_000, likely: 4_000, high: 8_000 },
      providers: [
        { costBasis: 'measured', measured: 40, workMs: { low: 8_000, likely: 16_000, high: 32_000 } },
      ],
      warnings: [],
    })
    expect(estimate({ everybodys: [figuresOf('gpu')] })).toEqual(here)
    // Four jobs are no history.
    const few = estimate({ figures: [figuresOf('gpu', 4)], prices: { gpu: 50 } })
    expect(few).toMatchObject({ costMicros: { low: 400, likely: 400, high: 400 }, wallMs: null })
    expect(few.providers[0]).toMatchObject({ costBasis: 'prices', workMs: null })
  })

  it('tells drafts apart, as a share of finals where nothing tells more, in full where their maker makes them so', () => {
    const work = (provider: string) => [
      { provider, jobs: 2, jobsMax: 2 },
      { provider, stage: 'draft' as const, jobs: 6, jobsMax: 12 },
    ]
    const [comfyui] = estimate({ work: work('comfyui'), figures: [figuresOf('comfyui')] }).providers
    expect(comfyui).toMatchObject({
      ...{ jobs: 8, jobsMax: 14, costMicros: { low: 300, likely: 800, high: 3_000 }, costBasis: 'measured' },
      drafts: {
        ...{ jobs: 6, jobsMax: 12, costMicros: { low: 100, likely: 400, high: 2_400 } },
        workMs: { low: 1_000, likely: 4_000, high: 32_000 },
      },
    })
    const [web] = estimate({ work: work('automatic1111'), prices: { automatic1111: 90 } }).providers
    expect(web).toMatchObject({ costMicros: { likely: 720 }, drafts: { costMicros: { likely: 540 } } })
    const each = {
      ms: null,
      costMicros: { low: 1, likely: 2, high: 3 },
      basis: 'assumed',
      measured: 0,
    } as const
    const [planned] = estimate({
      work: work('comfyui').map((one) => ({ ...one, ...(one.stage === undefined ? {} : { each }) })),
      figures: [figuresOf('comfyui')],
    }).providers
    expect(planned).toMatchObject({
      ...{ costBasis: 'assumed', workMs: null, drafts: { costMicros: { low: 6, likely: 12, high: 36 } } },
      costMicros: { likely: 2 * 200 + 12 },
    })
    expect(estimate().providers[0]).not.toHaveProperty('drafts')
  })

  it('ends at the price that is known and at all the tries of a contract', () => {
    const dear = estimate({ figures: [figuresOf('gpu')], prices: { gpu: 1_000 } })
    expect(dear.costMicros).toEqual({ low: 800, likely: 1_600, high: 8_000 })
    const tried = estimate({ figures: [figuresOf('gpu')], work: [{ provider: 'gpu', jobs: 8, jobsMax: 24 }] })
    expect(tried.costMicros).toEqual({ low: 800, likely: 1_600, high: 7_200 })
  })

  it('lets providers work beside each other at best, and wait for one another at worst', () => {
    const work = ['gpu', 'web'].map((provider) => ({ provider, jobs: 4, jobsMax: 4 }))
    const both = estimate({ work, figures: [figuresOf('gpu'), figuresOf('web')] })
    expect(both.wallMs).toEqual({ low: 1_000, likely: 2_000, high: 8_000 })
    expect(estimate({ work: [] })).toMatchObject({
      costMicros: { high: 0 },
      wallMs: { low: 0, likely: 0, high: 0 },
    })
  })

  it('warns of a run above its cap, of a budget that does not reach, and of prices that nobody knows', () => {
    expect(estimate().warnings).toEqual(['Nobody knows what gpu cost here: the figures count them as free.'])
    const dear = estimate({ prices: { gpu: 3_000_000 }, spent: { totalMicros: 80e6, monthMicros: 80e6 } })
    expect(dear.leftMicros).toBe(15_000_000)
    expect(dear.warnings).toEqual([
      'It may cost $24.00, above the $20.00 at which a run is warned of (policies.runCapMicros).',
      '$15.00 are left to spend, which will not do: the run waits when they are gone.',
    ])
    expect(estimate({ work: [{ provider: 'procedural', jobs: 900, jobsMax: 900 }] }).warnings).toEqual([])
  })
})

describe('the limits of a project', () => {
  const limits = spendingLimitsOf({ budgetMicros: 50e6, monthlyLimitMicros: 30e6, safetyBufferMicros: 10e6 })

  it('are both kept, and the tighter one is the one that people are told of', () => {
    expect(judgeSpending(limits, { totalMicros: 45e6, monthMicros: 0 }, 5e6)).toBe('within')
    expect(judgeSpending(limits, { totalMicros: 45e6, monthMicros: 0 }, 5e6 + 1)).toBe('overBudget')
    expect(judgeSpending(limits, { totalMicros: 20e6, monthMicros: 19e6 }, 2e6)).toBe('overMonth')
    expect(judgeSpending(limits, { totalMicros: 90e6, monthMicros: 90e6 }, 0)).toBe('within')
    expect(leftToSpend(limits, { totalMicros: 20e6, monthMicros: 15e6 })).toBe(5e6)
    expect(tellSpending(limits, { totalMicros: 20e6, monthMicros: 15e6 })).toMatchObject({
      month: { roomMicros: 20e6 },
    })
    expect(tellSpending(limits, { totalMicros: 49e6, monthMicros: 0 })).not.toHaveProperty('month')
  })

  it('are 100 dollars a month and 20 a run where nobody settled any, and none where null was settled', () => {
    expect(spendingLimitsOf(null)).toEqual({
      ...{ budgetMicros: null, monthlyLimitMicros: 100e6, safetyBufferMicros: 5e6, runCapMicros: 20e6 },
    })
    const none = spendingLimitsOf({ monthlyLimitMicros: null, runCapMicros: null })
    expect(leftToSpend(none, { totalMicros: 1e12, monthMicros: 1e12 })).toBeNull()
    expect(
      ['0', '1', '4200', '12345', '1250000', '23456789'].map((micros) => formatMoney(Number(micros))),
    ).toEqual([...['$0.00', '$0.000001', '$0.004200', '$0.012', '$1.25', '$23.46']])
  })
})

describe('a run and its cap', () => {
  it('is warned of from four fifths on, and again above it', () => {
    const limits = { runCapMicros: 20_000_000 }
    expect(warnOfRun(15_900_000, limits)).toEqual([])
    expect(warnOfRun(16_000_000, limits)).toEqual([
      'This run has cost $16.00 of the $20.00 at which a run is warned of: 80 %.',
    ])
    expect(warnOfRun(20_000_000, limits)[0]).toContain('pause it')
    expect(warnOfRun(99_000_000, { runCapMicros: null })).toEqual([])
    expect(warnOfRun(0, { runCapMicros: 0 })).toEqual([])
  })
})
