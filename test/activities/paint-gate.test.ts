import { expect, test } from 'vitest'
import { createPaintGate } from '../../activities/paint-gate.js'

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
