import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveListener } from '../../clients/web/app/live-events.js'
import { RunStore } from '../../clients/web/review/run-store.js'
import type { EventType } from '../../core/events.js'

/** Longer than two looks at the API lie apart. */
const whileMs = 1_000

describe('what the page knows of a run', () => {
  const readRun = vi.fn(async () => ({ runId: 'run', projectId: 'project' }))
  const listSpecs = vi.fn(async () => [{ specKey: 'barrel', specRevisionId: 'rev', specId: 'spec' }])
  let listener: LiveListener
  let changes: number
  let store: RunStore

  beforeEach(async () => {
    vi.useFakeTimers()
    readRun.mockClear()
    listSpecs.mockClear()
    changes = 0
    const live = { listen: (_project: string, one: LiveListener) => ((listener = one), () => undefined) }
    const make = RunStore as new (...parts: readonly unknown[]) => RunStore
    store = new make({ readRun, listSpecs }, live, 'run', {
      onChange: () => (changes += 1),
      onProgress: () => 0,
    })
    await store.refresh()
  })
  afterEach(() => {
    store.stop()
    vi.useRealTimers()
  })
  const hear = async (type: EventType) => {
    const event = { seq: 1, projectId: 'project', runId: 'run', type, at: '', data: { specKey: 'barrel' } }
    listener.onEvent?.(event)
    await vi.advanceTimersByTimeAsync(whileMs)
  }
  const looks = () => [readRun.mock.calls.length, listSpecs.mock.calls.length]

  it('is read again with its specs after what changes specs', async () => {
    await hear('decisionRecorded')
    expect(looks()).toEqual([2, 2])
  })

  it('is read again without its specs after what changes the run alone', async () => {
    await hear('runPaused')
    await hear('bundlePublished')
    expect(looks()).toEqual([3, 1])
  })

  it('is not read again for notes, tags and claims, which are told all the same', async () => {
    const before = changes
    await hear('noteAdded')
    await hear('claimsChanged')
    expect(looks()).toEqual([1, 1])
    expect(changes).toBe(before + 2)
  })

  it('is read again with its specs when the stream opens anew, and after a look that failed', async () => {
    listSpecs.mockRejectedValueOnce(new Error('away'))
    listener.onConnection?.('open')
    await vi.advanceTimersByTimeAsync(whileMs)
    expect(store.failure).not.toBeNull()
    await hear('runPaused')
    expect(looks()).toEqual([3, 3])
    expect(store.failure).toBeNull()
  })
})
