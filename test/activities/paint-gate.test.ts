import { expect, test } from 'vitest'
import { generateVariant } from '../../activities/generate-variant.js'
import { createPaintGate } from '../../activities/paint-gate.js'
import { reserveGeneration } from '../../activities/reserve-generation.js'
import { AssetloomError } from '../../core/errors.js'
import { openActivityFixture } from './activity-fixture.js'

const quiet = new AbortController().signal

test('no more works run at once than there are slots, first come first served, and a failed one frees its slot', async () => {
  const gate = createPaintGate(2)
  const begun: number[] = []
  let inside = 0
  let most = 0
  const works = Array.from({ length: 7 }, (_, index) =>
    gate(quiet, async () => {
      begun.push(index)
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      if (index === 1) throw new Error('broken')
      return index
    }),
  )
  const outcomes = await Promise.allSettled(works)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(most).toBe(2)
  expect(outcomes.filter((one) => one.status === 'rejected')).toHaveLength(1)
})

test('one that is cancelled while it waits leaves the line and takes no slot', async () => {
  const gate = createPaintGate(1)
  let finish = () => {}
  const first = gate(quiet, () => new Promise<void>((resolve) => (finish = resolve)))
  const cancelled = new AbortController()
  const second = gate(cancelled.signal, async () => 'second')
  const third = gate(quiet, async () => 'third')
  cancelled.abort(new Error('cancelled'))
  await expect(second).rejects.toThrow('cancelled')
  finish()
  await first
  expect(await third).toBe('third')
})

test('nothing is painted beyond the slots while the store is full', async () => {
  const { catalogue, ports, orchestrate, jobsOf, scopeOf, runId } = await openActivityFixture('prop: jar')
  const jobs = jobsOf(0)
  await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs })
  let isFull = true
  let refused = () => {}
  const firstRefusal = new Promise<void>((resolve) => (refused = resolve))
  const put = async (bytes: Uint8Array) => {
    if (!isFull) return await ports.store.put(bytes)
    refused()
    throw new AssetloomError('StoreFull', 'the store is full', 'free space')
  }
  const full = { ...ports, store: { ...ports.store, put }, paintGate: createPaintGate(1) }
  const generate = generateVariant(full, { patienceMs: 60_000 })
  const made = Promise.all(jobs.map((job) => generate({ job, repair: false })))
  await firstRefusal
  // The other job has asked for the slot by now: its first steps take no turn of the clock.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(jobs.length).toBeGreaterThan(1)
  expect((await catalogue.generation.ledger(runId)).executions).toBe(1)
  isFull = false
  expect(await made).toHaveLength(jobs.length)
  expect((await catalogue.generation.ledger(runId)).executions).toBe(jobs.length)
})
