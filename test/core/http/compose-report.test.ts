import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awayMinMs, composeReport, findAway, type ReportFacts } from '../../../core/http/compose-report.js'
import { isLengthOfTime, parseSince } from '../../../core/http/parse-since.js'
import type { ServiceInterval } from '../../../core/oversight-ports.js'

const hour = 3_600_000
const now = Date.UTC(2026, 10, 21, 8)
const iso = (ms: number) => new Date(ms).toISOString()
const interval = (fromMs: number, toMs: number, part: ServiceInterval['part'] = 'service') => ({
  part,
  bootId: 'b',
  from: iso(fromMs),
  lastSeen: iso(toMs),
})
const whole = {
  decisionsLost: 0,
  assetsLost: 0,
  variantsUnaccounted: 0,
  bundlesEmpty: 0,
  jobsDoubled: 0,
  decisionsDoubled: 0,
}
const facts: ReportFacts = {
  sinceMs: now - 18 * hour,
  nowMs: now,
  figures: {
    specs: 32,
    variants: 128,
    assets: 30,
    bundles: 2,
    decisions: 31,
    costMicros: 420_000,
    paintMs: 61_400,
    jobs: 128,
    executions: 130,
    runsEnded: [],
    failures: [
      { kind: 'spec', runId: 'run_1', name: 'tent', reason: 'no graph', at: iso(now) },
      { kind: 'bundle', runId: 'run_1', name: 'pixi', reason: 'damaged', at: iso(now) },
    ],
    reviews: [{ runId: 'run_2', name: 'tiles.txt', specs: 7 }],
  },
  integrity: whole,
  service: [interval(now - 30 * hour, now)],
  temporal: [interval(now - 30 * hour, now, 'temporal')],
  runsWithoutExecution: 0,
}

describe('the report of a night', () => {
  test('adds up what was counted and says what to do next', () => {
    const report = composeReport(facts)
    expect(report).toMatchObject({
      paintSeconds: 61,
      lost: { total: 0 },
      doubled: { total: 0 },
      notCounted: [],
    })
    expect(report.away).toEqual([])
    expect(report.waiting.specs).toBe(7)
    expect(report.failed.map((one) => one.next)).toEqual([
      'npx assetloom review reopen tent --run run_1',
      'npx assetloom export --run run_1 --target pixi --out DIR',
    ])
  })

  test('shows every loss and doubling, whatever kind', () => {
    for (const name of Object.keys(whole) as (keyof typeof whole)[]) {
      const report = composeReport({ ...facts, integrity: { ...whole, [name]: 3 } })
      expect([name, report.lost.total + report.doubled.total]).toEqual([name, 3])
      const counted = [...report.lost.counted, ...report.doubled.counted]
      expect(counted.filter((one) => one.count > 0)).toHaveLength(1)
    }
    expect(composeReport({ ...facts, runsWithoutExecution: 2 }).lost.total).toBe(2)
  })

  test('says what it could not count rather than calling it 0', () => {
    const report = composeReport({ ...facts, runsWithoutExecution: null })
    expect(report.notCounted).toHaveLength(1)
    expect(report.lost.counted.map((one) => one.what)).not.toContain('open runs without a workflow')
  })
})

describe('the times of absence', () => {
  const away = (service: readonly ServiceInterval[], temporal = service) =>
    findAway({ sinceMs: facts.sinceMs, nowMs: now, service, temporal })

  test('are the gaps between intervals, and one that still lasts', () => {
    expect(away([interval(now - 30 * hour, now - 9 * hour), interval(now - 2 * hour, now - hour)])).toEqual([
      { part: 'service', from: iso(now - 9 * hour), to: iso(now - 2 * hour) },
      { part: 'service', from: iso(now - hour), to: iso(now) },
    ])
  })

  test('name Temporal only where the service itself ran', () => {
    const service = [interval(now - 30 * hour, now - 9 * hour), interval(now - 2 * hour, now)]
    const temporal = [interval(now - 30 * hour, now - 10 * hour), interval(now - hour, now)]
    expect(away(service, temporal)).toEqual([
      { part: 'temporal', from: iso(now - 10 * hour), to: iso(now - 9 * hour) },
      { part: 'service', from: iso(now - 9 * hour), to: iso(now - 2 * hour) },
      { part: 'temporal', from: iso(now - 2 * hour), to: iso(now - hour) },
    ])
  })

  test('begin with the first start: before it nothing was away', () => {
    expect(away([interval(now - hour, now)])).toEqual([])
    expect(away([])).toEqual([])
  })

  test('never overlap an interval, never reach out of the report, and with the intervals cover it', () => {
    const stretch = fc.tuple(fc.nat(40 * 60), fc.nat(10 * 60)).map(([start, length]) => {
      const fromMs = now - 40 * hour + start * 60_000
      return interval(fromMs, Math.min(now, fromMs + length * 60_000))
    })
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), (service) => {
        const gaps = away(service).map((one) => ({ fromMs: Date.parse(one.from), toMs: Date.parse(one.to) }))
        for (const { fromMs, toMs } of gaps) {
          expect(fromMs).toBeGreaterThanOrEqual(facts.sinceMs)
          expect(toMs).toBeLessThanOrEqual(now)
          expect(toMs - fromMs).toBeGreaterThanOrEqual(awayMinMs)
          for (const one of service)
            expect(Date.parse(one.lastSeen) <= fromMs || Date.parse(one.from) >= toMs).toBe(true)
        }
      }),
    )
  })
})

describe('a time to report since', () => {
  test('is a length, a day or an ISO time', () => {
    expect(parseSince('18h', now)).toBe(now - 18 * hour)
    expect(parseSince('2d', now)).toBe(now - 48 * hour)
    expect(parseSince('2026-11-20T18:00', now)).toBe(Date.UTC(2026, 10, 20, 18))
    expect(parseSince('2026-11-20T18:00:00.000Z', now, -60)).toBe(Date.UTC(2026, 10, 20, 18))
    expect(parseSince('2026-11-20T18:00', now, -60)).toBe(Date.UTC(2026, 10, 20, 17))
    expect(parseSince('yesterday', now, -60)).toBe(Date.UTC(2026, 10, 19, 23))
    expect(parseSince('today', now, 300)).toBe(Date.UTC(2026, 10, 21, 5))
  })

  test('is a length of time, which means another moment later, or a moment', () => {
    const texts = ['18h', ' 2 D', '90m', '1w', 'today', '2026-11-20', '999999d', 'h']
    expect(texts.filter(isLengthOfTime)).toEqual(['18h', ' 2 D', '90m', '1w'])
  })

  test('is none for the future, for long ago, and for anything else', () => {
    for (const text of ['', 'h', '-1h', 'soon', '2027-01-01', '1999-01-01', '2026-13-01', '99999d'])
      expect([text, parseSince(text, now)]).toEqual([text, null])
  })
})
