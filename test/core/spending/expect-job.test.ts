import { describe, expect, it } from 'vitest'
import { megapixelSteps } from '../../../core/generation/sampler-work.js'
import { chooseMemoryProfile } from '../../../core/models/memory-profile.js'
import { expectJob, type MeasuredJobs } from '../../../core/spending/expect-job.js'

const still = { pixels: 1024 ** 2, steps: 30, passes: 1 }
const draft = { pixels: 512 ** 2, steps: 30, passes: 1 }
const job = { modelKey: 'castle', graph: 'sprite-sdxl@1', work: still }
const past = (more: Partial<MeasuredJobs> = {}): MeasuredJobs => ({
  ...job,
  ...{ executions: 10, ms: { low: 4_000, likely: 5_000, high: 9_000 }, ...more },
})

describe('how long a job takes', () => {
  it('is what jobs of the same models, graph and work took, whatever else was measured', () => {
    const others = [past({ graph: 'sprite-draft-sdxl@1', work: draft }), past({ modelKey: 'cave' })]
    expect(expectJob(job, [past(), ...others], ['processor'])).toEqual({
      ...{ ms: { low: 4_000, likely: 5_000, high: 9_000 }, measured: 10 },
    })
    // A sound has no sampler work to compare: only its own graph tells of it.
    const sound = { ...job, graph: 'sfx@1', work: null }
    expect(expectJob(sound, [past()], ['24gb'])).toBeNull()
    expect(expectJob(sound, [past({ graph: 'sfx@1', work: null })], ['24gb'])?.measured).toBe(10)
  })

  it('follows pixels, steps and passes from jobs of another size, wider than they were', () => {
    const share = megapixelSteps(draft) / megapixelSteps(still)
    const expected = expectJob({ ...job, graph: 'sprite-draft-sdxl@1', work: draft }, [past()], [])!
    expect(share).toBeCloseTo(0.25)
    expect(expected.ms.likely).toBeCloseTo(5_000 * share)
    expect(expected.ms.low).toBeLessThan(4_000 * share)
    expect(expected.ms.high).toBeGreaterThan(9_000 * share)
    const animation = { ...job, graph: 'frames-sdxl@1', work: { ...still, passes: 9 } }
    expect(expectJob(animation, [past()], [])?.ms.likely).toBeCloseTo(45_000)
    // Other models say less than the same ones, and two of them nothing.
    const elsewhere = expectJob({ ...job, modelKey: 'cave' }, [past()], [])!
    expect(elsewhere.ms.high).toBeGreaterThan(expectJob(animation, [past()], [])!.ms.high / 9)
    expect(expectJob(job, [past({ executions: 2 })], [])).toBeNull()
  })

  it('is assumed of the slowest machine that may get it, and of no processor', () => {
    const spark = expectJob(job, [], ['unified-128gb'])!
    expect(spark).toMatchObject({ measured: 0, ms: { likely: 33 * 150 } })
    const both = expectJob(job, [], ['unified-128gb', '10gb'])!
    expect(both.ms).toMatchObject({ low: spark.ms.low, likely: 33 * 400 })
    expect(expectJob(job, [], ['24gb', 'processor'])).toBeNull()
    expect(expectJob(job, [], [])).toBeNull()
    const ram = { vramTotal: 16e9, ramTotal: 16e9, deviceName: 'cpu' }
    expect(chooseMemoryProfile(ram).name).toBe('processor')
  })
})
