import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ReadTimer } from '../../clients/web/review/read-timer.js'

describe('the timer of readings', () => {
  let readings: number
  let timer: ReadTimer

  beforeEach(() => {
    vi.useFakeTimers()
    readings = 0
    timer = new ReadTimer(async () => void (readings += 1))
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('reads once for a burst, and again for what comes after that', () => {
    for (let event = 0; event < 5; event += 1) {
      timer.start()
      vi.advanceTimersByTime(90)
    }
    expect(readings).toBe(0)
    vi.advanceTimersByTime(50)
    expect(readings).toBe(1)
    timer.start()
    vi.advanceTimersByTime(500)
    expect(readings).toBe(2)
  })

  it('does not read what it waits for when it is stopped', () => {
    timer.start()
    timer.stop()
    vi.advanceTimersByTime(1_000)
    expect(readings).toBe(0)
  })
})
