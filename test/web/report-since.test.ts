import { describe, expect, it } from 'vitest'
import { reportSince } from '../../clients/web/home-page/report-since.js'

const now = Date.UTC(2026, 10, 21, 8)
const hour = 3_600_000

describe('the report on the home page', () => {
  it('begins with the last visit once it is over, else 18 hours ago', () => {
    expect(reportSince(now - 3 * hour, now)).toBe(now - 3 * hour)
    expect(reportSince(now - 60 * hour, now)).toBe(now - 60 * hour)
    expect(reportSince(now - 60_000, now)).toBe(now - 18 * hour)
    expect(reportSince(null, now)).toBe(now - 18 * hour)
  })

  it('never asks for more than a month or for the future', () => {
    expect(reportSince(now - 9_000 * hour, now)).toBe(now - 30 * 24 * hour)
    expect(reportSince(now + hour, now)).toBe(now - 18 * hour)
  })
})
