import type { AssetType, GenerationParameters, LightDirection, LoraUse } from '../spec/asset-spec.schema.js'
import type { SpecFrame } from '../spec/spec-frames.js'
import type { ComfyProgress } from '../comfyui/comfy-work.js'
import type { CutoutProvenance } from './cutout-route.js'
import type { GenerationRoute, MakingProvenance } from './generation-route.js'
import type { Adjustable, JobAdjust } from './job-adjust.js'
import type { JobSource } from './job-source.schema.js'

/** What a provider needs to make one picture. Content only: no ids, so it also makes the cache key. */
export interface PaintRequest {
  readonly prompt: string
  readonly negative: string
  readonly assetType: AssetType
  /** Size in the game of one frame, native pixels. */
  readonly nativeSize: { readonly width: number; readonly height: number }
  /** Size to deliver of one frame, pixels; a whole multiple of the native size for the procedural provider. */
  readonly generatedSize: { readonly width: number; readonly height: number }
  readonly seamless: boolean
  readonly background: 'transparent' | 'opaque'
  /** `#rrggbb`; empty = the painter's own. */
  readonly palette: readonly string[]
  readonly outlinePx: number
  readonly light: LightDirection
  /** At least two: they are delivered side by side in one picture, in this order. Absent = one still picture. */
  readonly frames?: readonly SpecFrame[]
  /** Widths of the borders that do not stretch, native pixels. */
  readonly nineSlice?: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  /** Graded alpha is wanted. */
  readonly alpha?: 'soft'
  /** SHA-256 of the bytes that a person handed in; only for the provider of such art. */
  readonly imported?: string
  /** The part of the prompt that says what it is, where the rest says how the whole game looks. */
  readonly subject?: string
  /** What a diffusion model is told; absent where the spec leaves it to the provider. */
  readonly generation?: GenerationParameters
  readonly loras?: readonly LoraUse[]
  /** The picture that it begins from; a provider that takes no `source` is never asked. */
  readonly source?: JobSource
  /** What a later try does otherwise; a provider follows what it says that it takes. */
  readonly adjust?: Pick<JobAdjust, 'promptWeight' | 'parameters'>
  /** 16 hex digits (64 bits), as core/generation/seed.ts derives it. */
  readonly seed: string
}

export interface PaintedImage {
  /** Encoded PNG. */
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
  /** True for pictures that only stand in for real art. */
  readonly placeholder: boolean
  readonly provenance?: MakingProvenance
  /** Price of this very picture, millionths of the currency; absent = that of the provider. */
  readonly costMicros?: number
}

/** A picture whose background a model made transparent, in the size that it had. */
export interface CutPicture {
  /** Encoded PNG; pixels that are clear have no colour. */
  readonly png: Uint8Array
  readonly provenance: CutoutProvenance
  readonly costMicros: number
}

/** Whose job a request is and how it was routed, for providers that hand work on. No part of what is made. */
export interface MakingContext {
  readonly jobId: string
  readonly route: GenerationRoute | null
  /** Whether the signal fired because nobody wants the result any more; else another attempt goes on with the work. */
  readonly cancels: (reason: unknown) => boolean
  /** It has to be made anew: nothing that a server kept of an earlier making may be taken. Unique to this making. */
  readonly anew?: string
  readonly onProgress: (progress: ComfyProgress) => void
  /** Stored bytes by their SHA-256: what a request names as its source. Throws as ObjectStore.get does. */
  readonly load: (sha256: string) => Promise<Uint8Array>
}

/** Removes the background of pictures, as the `cutout` of a job's route says. */
export interface BackgroundRemover {
  /** What one is reserved at, millionths of the currency. */
  readonly reserveMicros: number
  /**
   * `context.jobId` is that of the removal itself. Throws as `paint` does, and ProviderFailed where the model found no
   * subject or no background.
   */
  cutOut(png: Uint8Array, signal: AbortSignal, context: MakingContext): Promise<CutPicture>
}

/** One generator of pictures. The same request gives the same bytes for the same `version`. */
export interface ImageProvider {
  readonly name: string
  readonly version: string
  /** What of `adjust` it follows; absent = nothing. */
  readonly takes?: readonly Adjustable[]
  /** Price of one picture, millionths of the currency; absent = 0. */
  readonly costMicros?: number
  /** It counts its executions itself, with each submission to a server (SubmissionCatalogue.begin). */
  readonly countsExecutions?: true
  /** Present where it can remove backgrounds by a model. */
  readonly remover?: BackgroundRemover
  /** `context` is given by generateVariant; only providers of routed jobs ask for it. */
  paint(
    request: PaintRequest,
    attempt: number,
    signal: AbortSignal,
    context?: MakingContext,
  ): Promise<PaintedImage>
}
