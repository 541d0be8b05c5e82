import { z } from 'zod'

const micros = z.number().int().min(0).max(1e12)
const name = z.string().min(1).max(80)

/** What one thing costs at one provider, as its own or another public page said on a day. */
export const priceEntrySchema = z.strictObject({
  provider: name,
  /** As the provider calls it. Absent = every model of it. */
  model: name.optional(),
  /** Absent = every quality. */
  quality: name.optional(),
  /** Pixels of the delivered picture. Absent = every size. */
  width: z.number().int().min(1).max(16_384).optional(),
  height: z.number().int().min(1).max(16_384).optional(),
  /** picture, sound: each one. audioSecond: each begun second of a sound. */
  unit: z.enum(['picture', 'sound', 'audioSecond']),
  /** Millionths of the currency. */
  micros,
  /** Where the price was read, and when. */
  source: z.url({ protocol: /^https$/ }).max(500),
  readOn: z.iso.date(),
  note: z.string().min(1).max(500).optional(),
})

/** A dated price table: prices of others change, and a ledger has to say what it believed and since when. */
export const priceTableSchema = z.strictObject({
  format: z.literal('assetloom-prices/1'),
  currency: z.literal('USD'),
  prices: z.array(priceEntrySchema).max(1_000),
})

export type PriceEntry = z.infer<typeof priceEntrySchema>
export type PriceTable = z.infer<typeof priceTableSchema>
