import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gpuCostMicros, parseMoney, priceOf } from '../../../core/generation/job-cost.js'
import { priceTableSchema } from '../../../core/generation/price-table.schema.js'

const table = priceTableSchema.parse(
  JSON.parse(readFileSync(new URL('../../../models/catalog/prices.json', import.meta.url), 'utf8')),
)
const entry = { source: 'https://prices.example/', readOn: '2026-11-21' } as const

describe('the price of a job', () => {
  it('is that of the entry that names most; among equals the dearest; null where nobody knows', () => {
    const prices = priceTableSchema.parse({
      format: 'assetloom-prices/1',
      currency: 'USD',
      prices: [
        { ...entry, provider: 'p', unit: 'picture', micros: 900 },
        { ...entry, provider: 'p', model: 'm', unit: 'picture', micros: 10 },
        { ...entry, provider: 'p', quality: 'low', unit: 'picture', micros: 20 },
        {
          ...entry,
          provider: 'p',
          model: 'm',
          quality: 'low',
          width: 8,
          height: 8,
          unit: 'picture',
          micros: 5,
        },
        { ...entry, provider: 's', unit: 'audioSecond', micros: 7 },
      ],
    })
    const micros = (work: Parameters<typeof priceOf>[1]) => priceOf(prices, work)?.micros ?? null
    expect(micros({ provider: 'p' })).toBe(900)
    expect(micros({ provider: 'p', model: 'm', quality: 'high' })).toBe(10)
    expect(micros({ provider: 'p', model: 'm', quality: 'low', width: 16, height: 8 })).toBe(20)
    expect(micros({ provider: 'p', model: 'm', quality: 'low', width: 8, height: 8 })).toBe(5)
    expect(micros({ provider: 's', soundMs: 2_001 })).toBe(21)
    expect(micros({ provider: 's' })).toBeNull()
    expect(micros({ provider: 'p', soundMs: 100 })).toBeNull()
    expect(micros({ provider: 'nobody' })).toBeNull()
  })

  it('is known for every model of the shipped table, with its source and day, in whole millionths', () => {
    const work = {
      provider: 'openai-images',
      model: 'gpt-image-1',
      quality: 'high',
      width: 1024,
      height: 1024,
    }
    expect(priceOf(table, work)?.micros).toBe(167_000)
    expect(priceOf(table, { provider: 'elevenlabs', soundMs: 900 })?.entry.readOn).toMatch(/^2026-/)
    const named = table.prices.map(({ provider, model, quality, width, height, unit }) =>
      JSON.stringify([provider, model, quality, width, height, unit]),
    )
    expect(new Set(named).size).toBe(named.length)
  })

  it('of own hardware is time x rate, rounded up, exact where a floating point is not', () => {
    expect(gpuCostMicros(3_600_000, 350_000)).toBe(350_000)
    expect(gpuCostMicros(4_000, 350_000)).toBe(389)
    expect(gpuCostMicros(0, 350_000)).toBe(0)
    expect(() => gpuCostMicros(Number.NaN, 1)).toThrow(RangeError)
    fc.assert(
      fc.property(fc.nat(86_400_000), fc.nat(1e9), (ms, rate) => {
        const exact = (BigInt(ms) * BigInt(rate)) / 3_600_000n
        const difference = BigInt(gpuCostMicros(ms, rate)) - exact
        return difference === 0n || difference === 1n
      }),
    )
  })

  it('reads money as it is written, and nothing else', () => {
    expect(['0.35', '12', '0.000001', ' 100.5 '].map(parseMoney)).toEqual([
      350_000, 12_000_000, 1, 100_500_000,
    ])
    expect(['', '-1', '1e3', '0.1234567', '1,5', '.5', '$5'].map(parseMoney)).toEqual(Array(7).fill(null))
  })
})
