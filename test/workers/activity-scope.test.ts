import { ApplicationFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../adapters/log/create-log.js'
import { logScope } from '../../adapters/log/log-scope.js'
import { observeActivities } from '../../workers/activity-scope.js'

let lines: Record<string, unknown>[] = []
afterEach(() => {
  vi.restoreAllMocks()
  lines = []
})

const failures: string[] = []
const log = createLog('image', 'debug')
const metrics = {
  observePaint: () => undefined,
  countPaintFailure: () => undefined,
  observeStore: () => undefined,
  countStoreFailure: () => undefined,
  countActivityFailure: (activity: string, type: string) => void failures.push(`${activity} ${type}`),
  countOutbox: () => undefined,
  countReconcile: () => undefined,
  countSlowQuery: () => undefined,
}

/** Runs one activity as a worker would, on the SDK's own stand-in for a task. */
async function runActivity<Input>(work: (input: Input) => Promise<unknown>, input: Input): Promise<unknown> {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    // The SDK's stand-in writes lines of its own form.
    if (String(text).startsWith('{')) lines.push(JSON.parse(String(text)) as Record<string, unknown>)
    return true
  })
  const info = {
    activityType: 'generateVariant',
    attempt: 3,
    workflowExecution: { workflowId: 'assetRun/run_1/spr_1', runId: 'x' },
  }
  const environment = new MockActivityEnvironment(info, {
    interceptors: [observeActivities({ log, logScope, metrics })],
  })
  return await environment.run(work, input)
}

const job = { jobId: 'job', projectId: 'prj_1', runId: 'run_1', specRevisionId: 'spr_1' }

describe('an activity', () => {
  test('gives every line below it the ids of its input, its workflow and its attempt', async () => {
    await runActivity(
      async () => {
        await Promise.resolve()
        log('warn', 'deep inside')
      },
      { job, repair: false },
    )
    expect(lines.map(({ message }) => message)).toEqual(['activity started', 'deep inside', 'activity ended'])
    for (const line of lines)
      expect(line).toMatchObject({
        ...job,
        activity: 'generateVariant',
        attempt: 3,
        workflowId: 'assetRun/run_1/spr_1',
      })
  })

  test('that fails says of what type and how to mend it, and is counted', async () => {
    const failed = runActivity(async () => {
      await Promise.resolve()
      throw ApplicationFailure.create({ message: 'the disk is full (make room)', type: 'StoreFull' })
    }, job)
    await expect(failed).rejects.toThrow('the disk is full')
    expect(lines.at(-1)).toMatchObject({
      level: 'warn',
      type: 'StoreFull',
      runId: 'run_1',
      message: 'activity failed: the disk is full (make room)',
    })
    expect(failures.at(-1)).toBe('generateVariant StoreFull')
  })

  test('that fails by a fault of ours is an error with its stack; waiting for a permit is no fault', async () => {
    const broken = runActivity(() => Promise.reject(new TypeError('undefined is no function')), job)
    await expect(broken).rejects.toThrow('undefined is no function')
    expect(lines.at(-1)).toMatchObject({ level: 'error', type: 'Unexpected' })
    expect(lines.at(-1)?.['message']).toContain('activity-scope.test.ts')
    const queued = runActivity(() => Promise.reject(ApplicationFailure.create({ type: 'NoPermit' })), job)
    await expect(queued).rejects.toThrow()
    expect(lines.at(-1)).toMatchObject({ level: 'debug', type: 'NoPermit' })
  })
})
