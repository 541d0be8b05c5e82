import { describe, expect, it } from 'vitest'
import { clockTime, exactTime, zoneAt } from '../../clients/web/base/page-times.js'

const now = new Date(2026, 10, 21, 16, 0).getTime()
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 2).toISOString()

describe('times on the page', () => {
  it('are a clock today, and have their zone on another day', () => {
    expect(clockTime(at(21, 14), now)).toBe('14:02')
    expect(clockTime(at(20, 14), now)).toBe(`Fri 14:02 ${zoneAt(at(20, 14))}`)
    expect(clockTime(at(2, 9), now)).toBe(`2026-11-02 09:02 ${zoneAt(at(2, 9))}`)
    expect(zoneAt(at(20, 14))).toMatch(/^[A-Z]/)
  })

  it('are told whole, to the second, with the year and the zone', () => {
    const whole = exactTime(at(20, 14))
    expect(whole).toContain('2026')
    expect(whole).toMatch(/02:00/)
    expect(whole).toContain(zoneAt(at(20, 14)))
  })

  it('are nothing where there is no time', () => {
    expect([exactTime('soon'), zoneAt('soon'), clockTime('soon', now)]).toEqual(['', '', ''])
  })
})
