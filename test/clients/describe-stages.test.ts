import { describe, expect, it } from 'vitest'
import { describeStages } from '../../clients/progress/describe-stages.js'
import { formatAgo, formatBytes, formatSeconds } from '../../clients/progress/format-figures.js'
import type { RunView } from '../../core/http/http-api.js'
import { wishlistOptions } from './wishlist-options.js'

function runWith(
  stage: RunView['stage'],
  counts: Partial<RunView['counts']>,
  review: 'auto' | 'person' = 'person',
): RunView {
  return {
    runId: 'run_1',
    projectId: 'prj_1',
    wishlistRevisionId: 'wlr_1',
    wishlistName: 'a.txt',
    wishlistRevision: 1,
    stage,
    paused: false,
    options: { ...wishlistOptions, review, targets: ['generic', 'pixi'] },
    failure: null,
    createdAt: '2026-01-01T00:00:00Z',
    finishedAt: null,
    counts: {
      specs: 0,
      variantsPlanned: 0,
      variants: 0,
      byStage: {},
      waitingForReview: 0,
      assets: 0,
      costMicros: 0,
      ...counts,
    },
    problems: [],
    notes: [],
    secondsLeft: null,
    sentence: '',
    temporalUrl: null,
    waitsFor: [],
    executions: 0,
  }
}

describe('describeStages', () => {
  const short = (run: RunView) =>
    describeStages(run).map((one) => `${one.name} ${one.done}/${one.total} ${one.state}`)

  it('shows stages that overlap: some specs are reviewed while others are painted', () => {
    const run = runWith('generating', {
      specs: 32,
      variantsPlanned: 128,
      variants: 64,
      byStage: { waiting: 12, generating: 4, reviewing: 6, done: 9, rejected: 1 },
      waitingForReview: 6,
      assets: 9,
    })
    expect(short(run)).toEqual([
      'refine 32/32 done',
      'generate 64/128 active',
      'review 10/32 active',
      'finish 9/31 active',
      'export 0/2 todo',
    ])
    expect(describeStages(run)[2]?.remark).toBe('6 wait for a person')
    expect(describeStages(run)[3]?.remark).toBe('1 rejected')
  })

  it('begins with nothing but the list being read', () => {
    expect(short(runWith('refining', {}))).toEqual([
      'refine 0/0 active',
      'generate 0/0 todo',
      'review 0/0 todo',
      'finish 0/0 todo',
      'export 0/2 todo',
    ])
  })

  it('takes a spec whose approval was withdrawn back out of what is finished', () => {
    const run = runWith('reviewing', {
      specs: 8,
      variantsPlanned: 32,
      variants: 32,
      byStage: { reviewing: 8 },
      waitingForReview: 8,
      assets: 1,
    })
    expect(short(run)[3]).toBe('finish 0/8 todo')
  })

  it('ends with everything done, and asks no person when the score decides', () => {
    const counts = {
      specs: 3,
      variantsPlanned: 12,
      variants: 12,
      byStage: { done: 3 },
      assets: 3,
      waitingForReview: 0,
    }
    const run = runWith('done', counts, 'auto')
    expect(describeStages(run).every((one) => one.state === 'done')).toBe(true)
    expect(describeStages(run)[2]?.remark).toBe('')
  })

  it('tells what the autopilot handed over from what an automatic run waits for', () => {
    const counts = {
      specs: 9,
      variantsPlanned: 9,
      variants: 9,
      byStage: { reviewing: 3, done: 6 },
      assets: 6,
    }
    const remarkOf = (more: { waitingForReview: number; handedOver?: number }, review?: 'auto') =>
      describeStages(runWith('generating', { ...counts, ...more }, review))[2]?.remark
    expect(remarkOf({ waitingForReview: 3, handedOver: 2 }, 'auto')).toBe(
      '1 waits for a person, 2 handed over to a person',
    )
    expect(remarkOf({ waitingForReview: 1 }, 'auto')).toBe('1 waits for a person')
    expect(remarkOf({ waitingForReview: 3, handedOver: 2 })).toBe('3 wait for a person')
  })
})

describe('figures', () => {
  it('are rounded to what a person reads', () => {
    expect([0, 59, 89, 90, 3_599, 4_800, 7_200].map(formatSeconds)).toEqual([
      '0 s',
      '59 s',
      '89 s',
      '2 min',
      '1 h',
      '1 h 20 min',
      '2 h',
    ])
    expect([812, 14_200, 3_210_000, 78_400_000_000].map(formatBytes)).toEqual([
      '812 B',
      '14 kB',
      '3.2 MB',
      '78.4 GB',
    ])
    const now = Date.parse('2026-01-03T00:00:00Z')
    expect(formatAgo('2026-01-02T23:59:50Z', now)).toBe('just now')
    expect(formatAgo('2026-01-02T23:50:00Z', now)).toBe('10 min ago')
    expect(formatAgo('2026-01-01T00:00:00Z', now)).toBe('2 days ago')
  })
})
