import type { AssetSpec, SoundSpec } from '../spec/asset-spec.schema.js'
import type { MakingProvenance } from './generation-route.js'
import { adjustSpec } from './adjust-spec.js'
import type { Adjustable, JobAdjust } from './job-adjust.js'
import type { MakingContext } from './paint-request.js'
import { adjustOf, subjectOf } from './resolve-paint-request.js'

/** What a provider needs to make one sound; the twin of PaintRequest. Content only, so it also makes the cache key. */
export interface SoundRequest {
  readonly prompt: string
  readonly negative: string
  /** As of a PaintRequest. */
  readonly subject?: string
  readonly assetType: 'sfx' | 'music'
  readonly sound: SoundSpec
  /** SHA-256 of the bytes that a person handed in; only for the provider of such sounds. */
  readonly imported?: string
  /** As of a PaintRequest. */
  readonly adjust?: Pick<JobAdjust, 'promptWeight' | 'parameters'>
  /** 16 hex digits (64 bits), as core/generation/variant-plan.ts derives it. */
  readonly seed: string
}

export interface RenderedSound {
  /** A WAV file, whatever the formats of the spec: finishing and encoding come later. */
  readonly wav: Uint8Array
  readonly durationMs: number
  /** True for sounds that only stand in for real ones. */
  readonly placeholder: boolean
  /** This and the next as of a PaintedImage. */
  readonly provenance?: MakingProvenance
  readonly costMicros?: number
}

/** One generator of sounds. The same request gives the same bytes for the same `version`. */
export interface SoundProvider {
  readonly name: string
  readonly version: string
  /** As of an ImageProvider. */
  readonly takes?: readonly Adjustable[]
  readonly costMicros?: number
  /** This and `context` as of an ImageProvider. */
  readonly countsExecutions?: true
  render(
    request: SoundRequest,
    attempt: number,
    signal: AbortSignal,
    context?: MakingContext,
  ): Promise<RenderedSound>
}

/** What the provider is asked for. Throws a RangeError for a spec without `sound`: it is no sound's spec. */
export function resolveSoundRequest(ordered: AssetSpec, seed: string, adjust?: JobAdjust): SoundRequest {
  const spec = adjustSpec(ordered, adjust)
  if (spec.sound === undefined) throw new RangeError(`spec "${spec.key}" says nothing about a sound`)
  return {
    prompt: spec.prompt.positive,
    negative: spec.prompt.negative,
    ...subjectOf(spec),
    assetType: spec.assetType === 'music' ? 'music' : 'sfx',
    sound: spec.sound,
    ...(spec.origin ? { imported: spec.origin.sha256 } : {}),
    ...adjustOf(adjust),
    seed,
  }
}
