import { gpuCostMicros, priceOf } from '../../core/generation/job-cost.js'
import type { PriceTable } from '../../core/generation/price-table.schema.js'
import type { ProviderOffer } from '../../core/generation/route-provider.js'
import type { Config } from '../config/load-config.js'
import { dearestImagePrice } from '../openai-images/image-prices.js'
import { automatic1111Limits, elevenLabsLimits, hostedNames } from './hosted-names.js'

/** As long as nothing was measured, a picture of an own GPU is taken to need this long: longer than most do. */
const unmeasuredMs = 60_000

type HostedSettings = Pick<Config, 'hosted' | 'gpuHourMicros'>

/** What the configured services can do and what one job of theirs costs at most, for routeProvider. Nothing is asked. */
export function hostedOffers({ hosted, gpuHourMicros }: HostedSettings, prices: PriceTable): ProviderOffer[] {
  const { automatic1111, openAiImages, elevenLabs } = hosted
  const { framesMax } = automatic1111Limits
  const soundMaxMs = elevenLabsLimits.durationMaxMs
  return [
    ...(automatic1111
      ? [
          {
            name: hostedNames.automatic1111,
            // Clear pixels are cut out of a plain background; graded ones nobody can cut out.
            abilities: {
              ...{ makes: ['image'] as const, softAlpha: false, framesMax, seamless: true },
              begins: ['variation', 'inpaint'] as const,
            },
            // Which checkpoint it has loaded is its own matter, and is not told with a licence.
            commercial: { allowed: false, licence: 'nobody knows the licence of the checkpoint that it has' },
            priceMicros: gpuCostMicros(unmeasuredMs, gpuHourMicros),
          },
        ]
      : []),
    ...(openAiImages
      ? [
          {
            name: hostedNames.openAiImages,
            abilities: { makes: ['image'] as const, softAlpha: true, framesMax: 1, seamless: false },
            priceMicros: dearestImagePrice(prices, openAiImages),
          },
        ]
      : []),
    ...(elevenLabs
      ? [
          {
            name: hostedNames.elevenLabs,
            abilities: {
              makes: ['audio'] as const,
              softAlpha: false,
              framesMax: 1,
              seamless: false,
              soundMaxMs,
            },
            priceMicros:
              priceOf(prices, { provider: hostedNames.elevenLabs, soundMs: soundMaxMs })?.micros ?? 0,
          },
        ]
      : []),
  ]
}

/**
 * What one job may cost at most by provider, before anything was measured: what a reservation is made of. Providers that
 * cost nothing are left out.
 */
export function dearestPrices(
  settings: HostedSettings,
  prices: PriceTable,
): Readonly<Record<string, number>> {
  const known = hostedOffers(settings, prices).map(({ name, priceMicros }): [string, number] => [
    name,
    priceMicros,
  ])
  const own: [string, number] = ['comfyui', gpuCostMicros(unmeasuredMs, settings.gpuHourMicros)]
  return Object.fromEntries([...known, own].filter(([, micros]) => micros > 0))
}
