import { AssetloomError } from '../core/errors.js'
import { promptHashOf, resolvePaintRequest } from '../core/generation/resolve-paint-request.js'
import { resolveSoundRequest } from '../core/generation/sound-request.js'
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
  make(attempt: number, signal: AbortSignal): Promise<MadeVariant>
}

/** Who makes this spec from this seed. Throws InvalidInput when the provider is not here or makes no such thing. */
export function chooseMaking(
  { providers, soundProviders }: Pick<PixelPorts, 'providers' | 'soundProviders'>,
  spec: AssetSpec,
  seed: string,
): Making {
  if (isSound(spec)) {
    const provider = requireProvider(soundProviders, spec)
    const request = resolveSoundRequest(spec, seed)
    return {
      ...{ provider: provider.name, providerVersion: provider.version, promptHash: promptHashOf(request) },
      async make(attempt, signal) {
        const { wav, placeholder } = await provider.render(request, attempt, signal)
        return { bytes: wav, ...spec.size, placeholder }
      },
    }
  }
  const provider = requireProvider(providers, spec)
  const request = resolvePaintRequest(spec, seed)
  return {
    ...{ provider: provider.name, providerVersion: provider.version, promptHash: promptHashOf(request) },
    async make(attempt, signal) {
      const { png, width, height, placeholder } = await provider.paint(request, attempt, signal)
      return { bytes: png, width, height, placeholder }
    },
  }
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
