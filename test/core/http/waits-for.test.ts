import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storeFull } from '../../../adapters/object-store/store-errors.js'
import { findWaits, type WaitFacts } from '../../../core/http/waits-for.js'
import type { OngoingRetry, RunWaits } from '../../../core/oversight-ports.js'
import type { RunCounts } from '../../../core/ports.js'
import { runStages, terminalRunStages } from '../../../core/run-options.js'

const counts: RunCounts = {
  specs: 20,
  variantsPlanned: 80,
  variants: 40,
  byStage: {},
  waitingForReview: 0,
  assets: 0,
  costMicros: 0,
}
const nothing: RunWaits = {
  permitsWaiting: 0,
  permitsHeld: 0,
  waitingSince: null,
  holders: [],
  reviewSince: null,
  pausedSince: null,
  outboxOpen: 0,
  outboxSince: null,
  pace: null,
}
const retry = (changes: Partial<OngoingRetry> = {}): OngoingRetry => ({
  workflowId: 'assetRun/run_1/spr_1',
  specKey: 'tent',
  activity: 'generateVariant',
  attempt: 3,
  failureType: 'ProviderFailed',
  message: 'no answer',
  nextAttemptAt: null,
  ...changes,
})
const facts = (
  changes: Partial<WaitFacts> & { stage?: WaitFacts['run']['stage']; paused?: boolean } = {},
) => ({
  run: { runId: 'run_1', stage: changes.stage ?? 'generating', paused: changes.paused ?? false } as const,
  counts,
  waits: nothing,
  retries: [],
  temporalAway: null,
  ...changes,
})
const told = (changes: Parameters<typeof facts>[0]) => findWaits(facts(changes)).map((one) => one.what)

describe('what a run waits for', () => {
  test('is nothing while it simply works', () => {
    expect(findWaits(facts())).toEqual([])
  })

  test('names the person, the pause and the messages, each since when', () => {
    const since = '2026-11-20T14:02:00.000Z'
    const waits = { ...nothing, reviewSince: since, pausedSince: since, outboxOpen: 3, outboxSince: since }
    const found = findWaits(facts({ waits, paused: true, counts: { ...counts, waitingForReview: 7 } }))
    expect(found.map((one) => one.what)).toEqual([
      '3 messages wait for Temporal',
      'paused by a person',
      '7 specs wait for a person',
    ])
    expect(found.map((one) => one.since)).toEqual([since, since, since])
    expect(found[1]?.hint).toBe('npx assetloom run resume run_1')
    expect(found[2]?.hint).toContain('review list --run run_1')
  })

  test('names the run that has the permits', () => {
    const holders = [
      { runId: 'run_2', name: 'props.txt', permits: 5 },
      { runId: 'run_1', name: 'tiles.txt', permits: 3 },
    ]
    expect(told({ waits: { ...nothing, permitsWaiting: 12, holders } })).toEqual([
      '12 specs wait for a GPU slot: 8 of 8 permits taken (5 by props.txt)',
    ])
    expect(told({ waits: { ...nothing, permitsWaiting: 1, holders: holders.slice(1) } })).toEqual([
      '1 spec waits for a GPU slot: 3 of 3 permits taken by this run',
    ])
  })

  test('tells a full store by its mend, and other failures once for all specs that share them', () => {
    const retries = [
      retry(),
      // Two of its variants.
      retry({ specKey: 'urn', attempt: 6 }),
      retry({ specKey: 'urn' }),
      retry({ activity: 'scoreVariants', failureType: 'StoreFull', message: 'full' }),
    ]
    const found = findWaits(facts({ retries }))
    expect(found.map((one) => [one.kind, one.count])).toEqual([
      ['storage', 1],
      ['retry', 2],
    ])
    expect(found[0]?.what).toBe('1 spec waits for space in the object store')
    expect(found[0]?.hint).toContain('OBJECT_STORE_MAX_BYTES')
    expect(found[1]?.what).toBe('generateVariant of 2 specs failed and is tried again (attempt 6): no answer')
  })

  test('tells pictures that wait for space as it tells failures, each spec once', () => {
    const full = storeFull('/srv/store', '90 of 100 bytes are used, 12 more do not fit')
    const waiting = { attempt: 1, failureType: '', message: '', waitsFor: `${full.message} (${full.hint})` }
    const retries = [
      retry(waiting),
      retry({ ...waiting, waitsFor: `${storeFull('/srv/store', 'the disk says ENOSPC').message}` }),
      retry({ ...waiting, specKey: 'urn' }),
      retry({ specKey: 'lamp', failureType: 'StoreFull' }),
    ]
    expect(told({ retries })).toEqual(['3 specs wait for space in the object store'])
    expect(told({ retries: [retry({ ...waiting, specKey: null })] })).toEqual([
      'the run waits for space in the object store',
    ])
  })

  test('repeats what else an attempt waits for, whatever the one before failed with', () => {
    const waitsFor = 'the catalogue does not answer (start Postgres)'
    expect(told({ retries: [retry({ failureType: 'StoreFull', waitsFor })] })).toEqual([
      `generateVariant of tent waits: ${waitsFor}`,
    ])
    const both = [retry({ attempt: 1, failureType: '', message: '', waitsFor }), retry({ specKey: 'urn' })]
    expect(told({ retries: both })).toEqual([
      `generateVariant of tent waits: ${waitsFor}`,
      'generateVariant of urn failed and is tried again (attempt 3): no answer',
    ])
  })

  test('puts Temporal first when it is away, with the time of its last answer', () => {
    const since = '2026-11-20T14:02:00.000Z'
    const found = findWaits(facts({ temporalAway: { since }, retries: null, paused: true }))
    expect(found.map((one) => one.kind)).toEqual(['temporal', 'paused'])
    expect(found[0]?.since).toBe(since)
  })

  test('is nothing once the run has ended, whatever is left', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...terminalRunStages),
        fc.boolean(),
        fc.nat(9),
        fc.nat(9),
        (stage, paused, permitsWaiting, waitingForReview) => {
          const waits = { ...nothing, permitsWaiting, outboxOpen: permitsWaiting }
          const ended = facts({
            stage,
            paused,
            waits,
            counts: { ...counts, waitingForReview },
            retries: [retry()],
          })
          expect(findWaits(ended)).toEqual([])
        },
      ),
    )
  })

  test('counts every spec once a kind, and never nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...runStages),
        fc.boolean(),
        fc.nat(50),
        fc.nat(50),
        fc.nat(50),
        (stage, paused, permitsWaiting, outboxOpen, waitingForReview) => {
          const waits = { ...nothing, permitsWaiting, outboxOpen }
          const found = findWaits(facts({ stage, paused, waits, counts: { ...counts, waitingForReview } }))
          expect(found.every((one) => one.count > 0 && one.what !== '' && one.whom !== '')).toBe(true)
          const kinds = found.map((one) => one.kind)
          expect(new Set(kinds).size).toBe(kinds.length)
          if (!terminalRunStages.includes(stage)) {
            expect(kinds.includes('person')).toBe(waitingForReview > 0)
            expect(kinds.includes('permit')).toBe(permitsWaiting > 0)
            expect(kinds.includes('outbox')).toBe(outboxOpen > 0)
            expect(kinds.includes('paused')).toBe(paused)
          }
        },
      ),
    )
  })
})
