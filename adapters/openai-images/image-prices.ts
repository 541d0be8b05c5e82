import { priceOf } from '../../core/generation/job-cost.js'
import type { PriceTable } from '../../core/generation/price-table.schema.js'
import { hostedNames } from '../hosted/hosted-names.js'
import { type ServiceSize, sizesOf } from './image-form.js'

interface BoughtModel {
  readonly model: string
  readonly quality: string | null
}

const qualities = ['low', 'medium', 'high', 'standard', 'hd'] as const

/** Price of one picture of a size, micros; 0 where the table does not know the model. */
export function imagePrice(prices: PriceTable, { model, quality }: BoughtModel, size: ServiceSize): number {
  const work = { provider: hostedNames.openAiImages, model, ...size }
  const priced = (of: string): number => priceOf(prices, { ...work, quality: of })?.micros ?? 0
  // Whatever quality the model chooses by itself: the dearest, so that the ledger never says too little.
  return quality === null || quality === 'auto' ? Math.max(...qualities.map(priced)) : priced(quality)
}

/** The same of the dearest size. */
export function dearestImagePrice(prices: PriceTable, bought: BoughtModel): number {
  return Math.max(0, ...sizesOf(bought.model).map((size) => imagePrice(prices, bought, size)))
}
