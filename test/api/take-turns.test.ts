import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTurns } from '../../api/take-turns.js'

test('work of one key runs in order, never more at once than allowed, whatever fails', async () => {
  const scenario = fc.record({
    atOnceMax: fc.integer({ min: 1, max: 4 }),
    jobs: fc.array(fc.record({ key: fc.constantFrom('a', 'b'), ticks: fc.nat(4), fails: fc.boolean() }), {
      maxLength: 30,
    }),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ atOnceMax, jobs }) => {
      const takeTurn = createTurns(atOnceMax)
      const running = new Map<string, number>()
      const started: number[] = []
      const outcomes = await Promise.allSettled(
        jobs.map(({ key, ticks, fails }, index) =>
          takeTurn(key, async () => {
            started.push(index)
            running.set(key, (running.get(key) ?? 0) + 1)
            expect(running.get(key)).toBeLessThanOrEqual(atOnceMax)
            for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
            running.set(key, (running.get(key) ?? 0) - 1)
            if (fails) throw new Error('it failed')
          }),
        ),
      )
      expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(jobs.map(({ fails }) => fails))
      for (const key of ['a', 'b']) {
        const order = started.filter((index) => jobs[index]?.key === key)
        expect(order).toEqual([...order].sort((a, b) => a - b))
      }
    }),
  )
})
