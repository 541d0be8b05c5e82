import { expect, it } from 'vitest'
import { windowSizeOf } from '../../core/run-options.js'

it('the window of a run has room for every permit and a short line behind them', () => {
  expect([1, 8, 20].map(windowSizeOf)).toEqual([5, 12, 30])
  for (const cap of [1, 2, 5, 8, 30]) expect(windowSizeOf(cap)).toBeGreaterThan(cap)
})

it('no cap makes the window larger than one workflow can watch', () => {
  expect(windowSizeOf(10_000)).toBe(64)
})
