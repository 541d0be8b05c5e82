import { readFileSync } from 'node:fs'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { priceTableSchema } from '../../../core/generation/price-table.schema.js'
import type { PaintRequest } from '../../../core/generation/paint-request.js'

export const prices = priceTableSchema.parse(
  JSON.parse(readFileSync(new URL('../../../models/catalog/prices.json', import.meta.url), 'utf8')),
)
export const codec = sharpImageCodec
export const quiet = new AbortController().signal
/** Far longer than any answer here takes, on any machine. */
export const timeoutMs = 120_000

export function paintRequest(prompt: string, changes: Partial<PaintRequest> = {}): PaintRequest {
  return {
    prompt,
    negative: 'blurry',
    assetType: 'prop',
    nativeSize: { width: 32, height: 48 },
    generatedSize: { width: 320, height: 480 },
    seamless: false,
    background: 'transparent',
    palette: [],
    outlinePx: 1,
    light: 'upper-left',
    seed: '0123456789abcdef',
    ...changes,
  }
}
