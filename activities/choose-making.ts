import { AssetloomError } from '../core/errors.js'
import { cacheKeyOf } from '../core/generation/cache-key.js'
import type { GenerationRoute, MakingProvenance } from '../core/generation/generation-route.js'
import type { Adjustable, JobAdjust } from '../core/generation/job-adjust.js'
import { promptHashOf, resolvePaintRequest } from '../core/generation/resolve-paint-request.js'
import { resolveSoundRequest } from '../core/generation/sound-request.js'
import type {
  BackgroundRemover,
  ImageProvider,
  MakingContext,
  PaintRequest,
} from '../core/generation/paint-request.js'
import type { SoundProvider, SoundRequest } from '../core/generation/sound-request.js'
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
  readonly provenance?: MakingProvenance
  /** Price of this very one; absent = that of the making. */
  readonly costMicros?: number
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
  /** Whether the job's own source, if it has one, is what it begins from. */
  readonly followsSource: boolean
  /** Its provider counts executions itself. */
  readonly countsExecutions: boolean
  /** Of what is made, where the work is dear enough to be looked for; null = it is simply made. */
  readonly cacheKey: string | null
  /** Present where its provider removes backgrounds by a model. */
  readonly remover?: BackgroundRemover
  make(attempt: number, signal: AbortSignal, context: MakingContext): Promise<MadeVariant>
}

/** Whose work it is: the route's, else the adjustment's, else the spec's provider. */
export interface MakingOrder {
  readonly seed: string
  readonly adjust?: JobAdjust
  readonly route?: GenerationRoute | undefined
}

/** Who makes this spec from this seed, adjusted if the job says so. Throws InvalidInput when the provider is not here or makes no such thing. */
export function chooseMaking(
  { providers, soundProviders }: Pick<PixelPorts, 'providers' | 'soundProviders'>,
  ordered: AssetSpec,
  { seed, adjust, route }: MakingOrder,
): Making {
  const name = route?.provider ?? adjust?.provider
  const spec = name === undefined ? ordered : { ...ordered, provider: name }
  if (isSound(spec)) {
    const provider = requireProvider(soundProviders, spec)
    const request = resolveSoundRequest(spec, seed, adjust)
    return {
      ...termsOf(provider, request, route),
      async make(attempt, signal, context) {
        const { wav, durationMs: _, ...made } = await provider.render(request, attempt, signal, context)
        return { bytes: wav, ...spec.size, ...made }
      },
    }
  }
  const provider = requireProvider(providers, spec)
  const request = resolvePaintRequest(spec, seed, followed(provider, adjust))
  const { remover } = provider
  return {
    ...termsOf(provider, request, route),
    ...(remover === undefined ? {} : { remover }),
    async make(attempt, signal, context) {
      const { png, ...made } = await provider.paint(request, attempt, signal, context)
      return { bytes: png, ...made }
    },
  }
}

/** Who takes no picture to begin from makes it from the words alone, so that a fallback has something to deliver. */
function followed({ takes }: ImageProvider, adjust: JobAdjust | undefined): JobAdjust | undefined {
  if (adjust?.source === undefined || takes?.includes('source')) return adjust
  const { source: _, ...rest } = adjust
  return rest
}

function termsOf(
  { name, version, costMicros, takes, countsExecutions }: ImageProvider | SoundProvider,
  request: PaintRequest | SoundRequest,
  route: GenerationRoute | undefined,
): Omit<Making, 'make'> {
  return {
    ...{ provider: name, providerVersion: version, takes: takes ?? [] },
    promptHash: promptHashOf(request),
    cacheKey: route === undefined ? null : cacheKeyOf({ request, route, providerVersion: version }),
    costMicros: costMicros ?? route?.costMicros ?? 0,
    followsSource: takes?.includes('source') ?? false,
    countsExecutions: countsExecutions ?? false,
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
