import { describe, expect, it } from 'vitest'
import { rememberEndedRuns } from '../../api/remember-ended-runs.js'
import type { RunStage } from '../../core/run-options.js'
import { createCountingIds } from '../support/counting-ids.js'
import { freshKey, startRun } from '../support/catalogue-scenario.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

describe('the figures of a run', () => {
  it('that has ended are read again after an event of its project, and after their time', async () => {
    const { figuresOf, runAt, tell, clock, counted } = await setUp(1_000)
    const run = await runAt('done')
    const first = await figuresOf(run)
    expect(await figuresOf(run)).toEqual(first)
    expect(counted).toHaveLength(1)
    await tell()
    await figuresOf(run)
    expect(counted).toHaveLength(2)
    clock.nowMs += 1_000
    await figuresOf(run)
    expect(counted).toHaveLength(3)
  })

  it('that goes on are read every time, and so are all where nothing is to be remembered', async () => {
    const { figuresOf, runAt, counted } = await setUp(1_000)
    const run = await runAt('generating')
    await figuresOf(run)
    await figuresOf(run)
    expect(counted).toHaveLength(2)
    const forgetful = await setUp(0)
    const ended = await forgetful.runAt('done')
    await forgetful.figuresOf(ended)
    await forgetful.figuresOf(ended)
    expect(forgetful.counted).toHaveLength(2)
  })

  it('are asked for again when they could not be read', async () => {
    const { figuresOf, runAt, fail } = await setUp(1_000)
    const run = await runAt('done')
    fail.next = true
    await expect(figuresOf(run)).rejects.toThrow('away')
    expect((await figuresOf(run)).counts.specs).toBe(1)
  })
})

async function setUp(freshMs: number) {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const { projectId, runId } = await startRun(catalogue, { project: freshKey(), keys: ['barrel'] })
  const counted: string[] = []
  const fail = { next: false }
  const clock = { nowMs: 0 }
  const runs = {
    ...catalogue.runs,
    counts: async (id: string) => {
      counted.push(id)
      if (!fail.next) return await catalogue.runs.counts(id)
      fail.next = false
      throw new Error('away')
    },
  }
  return {
    ...{ counted, fail, clock },
    figuresOf: rememberEndedRuns({ ...catalogue, runs }, freshMs, () => clock.nowMs),
    runAt: async (stage: RunStage) => ({ ...(await catalogue.runs.find(runId))!, stage }),
    tell: async () => await catalogue.events.append({ projectId, runId, type: 'runPaused', data: {} }),
  }
}
