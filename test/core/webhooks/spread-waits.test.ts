import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadAskedWait, spreadWaits } from '../../../core/webhooks/spread-waits.js'
import { webhookWaitsMs } from '../../../core/webhooks/webhook-limits.js'

const deliveryIds = Array.from({ length: 1_000 }, (_, index) => `whd_0198c0de-0000-7000-8000-${index + 1e11}`)

describe('the waits of a delivery', () => {
  it('are shorter than planned by a fifth at the most, and equal for equal deliveries', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 99 }), (deliveryId, round) => {
        const waits = spreadWaits(deliveryId, round, webhookWaitsMs)
        expect(waits).toEqual(spreadWaits(deliveryId, round, webhookWaitsMs))
        waits.forEach((waitMs, index) => {
          expect(waitMs).toBeLessThanOrEqual(webhookWaitsMs[index]!)
          expect(waitMs).toBeGreaterThanOrEqual(webhookWaitsMs[index]! * 0.8 - 1)
        })
      }),
    )
  })

  it('keep a thousand deliveries that failed together from coming back together', () => {
    const perTenth = new Array<number>(10).fill(0)
    for (const deliveryId of deliveryIds) {
      const [waitMs = 0] = spreadWaits(deliveryId, 1, [10_000])
      const tenth = Math.min(9, Math.floor((10_000 - waitMs) / 200))
      perTenth[tenth] = (perTenth[tenth] ?? 0) + 1
    }
    expect(Math.min(...perTenth)).toBeGreaterThan(60)
    expect(Math.max(...perTenth)).toBeLessThan(140)
  })

  it('differ from wait to wait and from round to round', () => {
    const [deliveryId = ''] = deliveryIds
    expect(new Set(spreadWaits(deliveryId, 1, [10_000, 10_000, 10_000])).size).toBe(3)
    expect(spreadWaits(deliveryId, 2, [10_000])).not.toEqual(spreadWaits(deliveryId, 1, [10_000]))
  })

  it('that a receiver asked for are never shorter than it asked', () => {
    const waits = deliveryIds.map((deliveryId) => spreadAskedWait(deliveryId, 1, 60_000))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(60_000)
    expect(Math.max(...waits)).toBeLessThanOrEqual(72_000)
    expect(new Set(waits).size).toBeGreaterThan(900)
    expect(spreadAskedWait('any', 1, 0)).toBe(0)
  })
})
