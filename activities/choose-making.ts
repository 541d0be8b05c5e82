import { AssetloomError } from '../core/errors.js'
import type { Adjustable, JobAdjust } from '../core/generation/job-adjust.js'
import { promptHashOf, resolvePaintRequest } from '../core/generation/resolve-paint-request.js'
import { resolveSoundRequest } from '../core/generation/sound-request.js'
import type { ImageProvider } from '../core/generation/paint-request.js'
import type { SoundProvider } from '../core/generation/sound-request.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import { isSound } from '../core/spec/spec-frames.js'
import type { PixelPorts } from './activity-ports.js'

/** A delivered picture (PNG) or sound (WAV), as it is stored. */
export interface MadeVariant {
  readonly bytes: Uint8Array
  /** Pixels: of the picture, or of the waveform that stands for a sound. */
  readonly width: number
  readonly height: number
  readonly placeholder: boolean
}

/** How one variant is made, by whom, and of which words. */
export interface Making {
  readonly provider: string
  readonly providerVersion: string
  readonly promptHash: string
  /** Price, millionths of the currency. */
  readonly costMicros: number
  /** What of an adjustment it follows. */
  readonly takes: readonly Adjustable[]
  make(attempt: number, signal: AbortSignal): Promise<MadeVariant>
}

/** Who makes this spec from this seed, adjusted if the job says so. Throws InvalidInput when the provider is not here or makes no such thing. */
export function chooseMaking(
  { providers, soundProviders }: Pick<PixelPorts, 'providers' | 'soundProviders'>,
  ordered: AssetSpec,
  { seed, adjust }: { readonly seed: string; readonly adjust?: JobAdjust },
): Making {
  const spec = adjust?.provider === undefined ? ordered : { ...ordered, provider: adjust.provider }
  if (isSound(spec)) {
    const provider = requireProvider(soundProviders, spec)
    const request = resolveSoundRequest(spec, seed, adjust)
    return {
      ...{ ...termsOf(provider), promptHash: promptHashOf(request) },
      async make(attempt, signal) {
        const { wav, placeholder } = await provider.render(request, attempt, signal)
        return { bytes: wav, ...spec.size, placeholder }
      },
    }
  }
  const provider = requireProvider(providers, spec)
  const request = resolvePaintRequest(spec, seed, adjust)
  return {
    ...{ ...termsOf(provider), promptHash: promptHashOf(request) },
    async make(attempt, signal) {
      const { png, width, height, placeholder } = await provider.paint(request, attempt, signal)
      return { bytes: png, width, height, placeholder }
    },
  }
}

function termsOf({ name, version, costMicros, takes }: ImageProvider | SoundProvider) {
  return { provider: name, providerVersion: version, costMicros: costMicros ?? 0, takes: takes ?? [] }
}

function requireProvider<Provider>(
  providers: ReadonlyMap<string, Provider>,
  { provider, key, assetType }: AssetSpec,
): Provider {
  const found = providers.get(provider)
  if (found !== undefined) return found
  throw new AssetloomError(
    'InvalidInput',
    `no provider "${provider}" for ${assetType === 'music' ? 'music' : isSound({ assetType }) ? 'sounds' : 'pictures'} here`,
    providers.size === 0
      ? 'configure one, or leave such assets out'
      : `use one of: ${[...providers.keys()].join(', ')}`,
    { specKey: key },
  )
}
