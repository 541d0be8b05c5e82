import type { PriceEntry, PriceTable } from './price-table.schema.js'

/** What is bought: one picture, or one sound of a length. */
export interface PricedWork {
  readonly provider: string
  readonly model?: string
  readonly quality?: string
  readonly width?: number
  readonly height?: number
  /** Of a sound, milliseconds; absent for pictures. */
  readonly soundMs?: number
}

/** Milliseconds of an hour. */
const hourMs = 3_600_000

/**
 * Price of one job in millionths, with the entry that says so; null where the table knows nothing. Of all entries that
 * fit, the one that names most of model, quality and size counts; among equals the dearest, so that nobody is surprised.
 */
export function priceOf(
  { prices }: Pick<PriceTable, 'prices'>,
  work: PricedWork,
): { readonly micros: number; readonly entry: PriceEntry } | null {
  let best: { micros: number; entry: PriceEntry } | null = null
  for (const entry of prices) {
    if (!fits(entry, work)) continue
    const micros =
      entry.unit === 'audioSecond' ? entry.micros * Math.ceil(work.soundMs! / 1000) : entry.micros
    const more = best === null ? 1 : closeness(entry) - closeness(best.entry)
    if (best === null || more > 0 || (more === 0 && micros > best.micros)) best = { micros, entry }
  }
  return best
}

function fits(entry: PriceEntry, work: PricedWork): boolean {
  const isSound = work.soundMs !== undefined
  return (
    entry.provider === work.provider &&
    isSound === (entry.unit !== 'picture') &&
    (entry.model === undefined || entry.model === work.model) &&
    (entry.quality === undefined || entry.quality === work.quality) &&
    (entry.width === undefined || entry.width === work.width) &&
    (entry.height === undefined || entry.height === work.height)
  )
}

function closeness({ model, quality, width, height }: PriceEntry): number {
  return [model, quality, width, height].filter((one) => one !== undefined).length
}

/**
 * What own hardware costs for a time, millionths: milliseconds x rate of an hour, rounded up, in whole numbers only, so that
 * equal times always cost the same. Throws a RangeError for what is no time or rate.
 */
export function gpuCostMicros(ms: number, hourMicros: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`${ms} ms is not a time`)
  if (!Number.isSafeInteger(hourMicros) || hourMicros < 0) throw new RangeError(`${hourMicros} is not a rate`)
  const product = BigInt(Math.ceil(ms)) * BigInt(hourMicros)
  return Number((product + BigInt(hourMs - 1)) / BigInt(hourMs))
}

/** `0.35` as 350000 millionths, without a floating point between; null for anything else than 0 to 1,000,000 with 6 places. */
export function parseMoney(text: string): number | null {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (match === null) return null
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'))
}

/** Both tables as one; an entry of `own` takes the place of those of `base` that name the very same thing. */
export function mergePrices(base: PriceTable, own: PriceTable): PriceTable {
  const named = new Set(own.prices.map(nameOf))
  return { ...base, prices: [...base.prices.filter((entry) => !named.has(nameOf(entry))), ...own.prices] }
}

function nameOf({ provider, model, quality, width, height, unit }: PriceEntry): string {
  return JSON.stringify([provider, model, quality, width, height, unit === 'picture'])
}
