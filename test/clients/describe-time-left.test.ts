import { describe, expect, it } from 'vitest'
import { formatStageBars, formatStageLine } from '../../clients/cli/stage-text.js'
import type { TextStyle } from '../../clients/cli/text-style.js'
import { describeEstimate } from '../../clients/progress/describe-estimate.js'
import { describeJobProgress } from '../../clients/progress/describe-job-progress.js'
import { formatRange } from '../../clients/progress/format-figures.js'
import { LiveJobs } from '../../clients/progress/live-jobs.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import { shareOfWork } from '../../core/generation/share-of-work.js'
import type { RunView } from '../../core/http/http-api.js'
import { options } from '../web/run-options.js'
import { FakeWorld } from './fake-world.js'

const plain = (text: string) => text
const style: TextStyle = { bold: plain, dim: plain, good: plain, bad: plain, warn: plain }

const notice = (more: Partial<ProgressNotice>): ProgressNotice => ({
  ...{ projectId: 'p', runId: 'r', specRevisionId: 'spr', jobId: 'job', specKey: 'knight', round: 1 },
  ...{ variantIndex: 1, phase: 'running', ...more },
})

function makingRun(more: Partial<RunView>): RunView {
  const { view } = new FakeWorld().submit('prj', 'keep.txt', 'prop: lamp', options)
  return {
    ...view,
    ...{ stage: 'generating', sentence: 'Making pictures: 9 of 40 pictures are there.' },
    counts: { ...view.counts, variants: 9, variantsPlanned: 40 },
    ...more,
  }
}

describe('what people read of a run that is being made', () => {
  const timeLeft = {
    ...{ lowSeconds: 360, highSeconds: 540, pictures: 31, eachMs: 4_100, measured: 40, isOfAnother: false },
  }

  it('is a range with what it rests on, or that nobody knows', () => {
    const told = formatStageBars(makingRun({ timeLeft }), style, 0)
    expect(told).toContain('  about 6 to 9 min left: 31 pictures left, 4.1 s each by the last 40')
    expect(formatStageLine(makingRun({ timeLeft }), 0)).toContain(', about 6 to 9 min left')
    expect(formatStageBars(makingRun({}), style, 0).join('\n')).not.toContain('left:')
    const isOver = makingRun({ timeLeft, stage: 'done' })
    expect(formatStageBars(isOver, style, 0).join('\n')).not.toContain('9 min')
    const another = makingRun({ timeLeft: { ...timeLeft, isOfAnother: true, measured: 12 } })
    expect(formatStageBars(another, style, 0).join('\n')).toContain('by the last 12 of another run')
  })

  it('has the warning of its cap, in a log too', () => {
    const run = makingRun({ warnings: ['This run has cost $16.00.'] })
    expect(formatStageBars(run, style, 0)).toContain('  This run has cost $16.00.')
    expect(formatStageLine(run, 0)).toContain('; This run has cost $16.00.')
  })

  it('joins what is alike in the ends of a range', () => {
    expect(formatRange(360, 540)).toBe('6 to 9 min')
    expect(formatRange(45, 120)).toBe('45 s to 2 min')
    expect(formatRange(540, 541)).toBe('9 min')
    expect(formatRange(3_600, 4_800)).toBe('1 h to 1 h 20 min')
  })

  it('of an estimate is what is made, how long it takes and what it costs', () => {
    const spread = (low: number, likely: number, high: number) => ({ low, likely, high })
    const estimate = {
      ...{ specs: 2, unchanged: 0, problems: [], leftMicros: null, warnings: [] },
      ...{ costMicros: spread(0, 0, 0), wallMs: spread(360_000, 420_000, 540_000) },
      providers: [
        {
          ...{ provider: 'comfyui', jobs: 8, jobsMax: 8, measured: 40, workMs: null },
          ...{ costBasis: 'measured' as const, costMicros: spread(0, 0, 0) },
        },
      ],
    }
    expect(describeEstimate(estimate)).toBe(
      '8 jobs for 2 specs: takes 6 to 9 min, likely 7 min; costs nothing.',
    )
    expect(describeEstimate({ ...estimate, wallMs: null, costMicros: spread(1e5, 2e5, 3e5) })).toBe(
      '8 jobs for 2 specs: how long it takes shows with the first ones; costs $0.10 to $0.30, likely $0.20.',
    )
  })
})

describe('jobs at work', () => {
  it('are told by node, step and pass, or by their place in the queue', () => {
    const step = { node: '5', nodeClass: 'KSampler', value: 12, max: 30 }
    expect(describeJobProgress(notice(step))).toBe('knight, variant 2: KSampler, step 12 of 30')
    expect(describeJobProgress(notice({ ...step, pass: 2, passes: 4 }))).toContain(', pass 2 of 4')
    expect(describeJobProgress(notice({ node: '5' }))).toContain('at node 5')
    expect(describeJobProgress(notice({ phase: 'queued', ahead: 0 }))).toContain('is next on the server')
  })

  it('have a share that never goes back while one execution goes on, and begins anew with the next', () => {
    expect(shareOfWork(notice({ value: 15, max: 30, pass: 2, passes: 2 }))).toBe(0.75)
    expect(shareOfWork(notice({}))).toBeNull()
    expect(shareOfWork(notice({ value: 1, max: 0 }))).toBeNull()
    const jobs = new LiveJobs()
    const shareAfter = (more: Partial<ProgressNotice>) => {
      jobs.take(notice(more), 0)
      return jobs.list(0)[0]
    }
    expect(shareAfter({ value: 20, max: 20, preview: 'data:,' })?.share).toBe(1)
    // Another node of the same picture counts its own steps.
    expect(shareAfter({ value: 1, max: 4 })).toMatchObject({ share: 1, notice: { preview: 'data:,' } })
    const back = shareAfter({ phase: 'queued', ahead: 2 })
    expect(back).toMatchObject({ share: null, isAgain: true })
    expect(back?.notice.preview).toBeUndefined()
    expect(shareAfter({ value: 1, max: 4 })?.share).toBe(0.25)
  })

  it('go when they are silent or made, and late notices do not bring them back', () => {
    const jobs = new LiveJobs()
    jobs.take(notice({}), 0)
    jobs.take(notice({ jobId: 'other', variantIndex: 2, phase: 'queued' }), 15_000)
    expect(jobs.list(15_000).map((one) => one.notice.jobId)).toEqual(['job', 'other'])
    expect(jobs.list(30_000).map((one) => one.notice.jobId)).toEqual(['other'])
    jobs.take(notice({ jobId: 'draft', variantIndex: 5, phase: 'fetching' }), 26_000)
    expect(jobs.list(28_000)).toHaveLength(2)
    expect(jobs.list(31_000)).toHaveLength(1)
    jobs.settle([{ specRevisionId: 'spr', variants: [{ round: 1, variantIndex: 2 }] }])
    jobs.take(notice({ jobId: 'other', variantIndex: 2, phase: 'saving' }), 30_000)
    expect(jobs.list(30_000)).toEqual([])
    jobs.take(notice({ jobId: 'draft', variantIndex: 2, stage: 'draft' }), 30_000)
    expect(jobs.list(30_000)).toHaveLength(1)
  })
})
