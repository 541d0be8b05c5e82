import type { ModelUse } from '../models/model-use.js'
import type { CutoutProvenance, CutoutRoute } from './cutout-route.js'
import type { JobSource } from './job-source.schema.js'
import type { ModelSet } from '../scheduling/model-set.js'

/** Providers whose jobs are routed before each round: they need a host, a model, an account. The others paint at once. */
export const routedProviders: readonly string[] = ['comfyui', 'automatic1111', 'openai-images', 'elevenlabs']

export type GenerationStage = 'draft' | 'final'

/**
 * Who makes the jobs of a round, where and with what: chosen once by routeGeneration and kept with the jobs, so that a
 * later attempt, or a repair, makes the same picture.
 */
export interface GenerationRoute {
  readonly provider: string
  /** Task queue of generateVariant. */
  readonly taskQueue: string
  /** Of `models`, as core/scheduling/model-set.ts names it. Absent = no models of ours. */
  readonly modelKey?: string
  /** The ComfyUI graph. `hash` is that of its template: another one makes other pictures. */
  readonly graph?: { readonly name: string; readonly version: number; readonly hash: string }
  readonly models?: ModelSet
  /** The same models as people know them: provenance. */
  readonly uses?: readonly ModelUse[]
  /** Values of the graph's inputs that follow from the models, by input name. */
  readonly values?: Readonly<Record<string, string | number | boolean>>
  /** Words that the models listen to; they join the prompt. Absent = none. */
  readonly words?: readonly string[]
  /** The background goes by a model, in a job of its own after each picture. Absent = by its colours, when it is finished. */
  readonly cutout?: CutoutRoute
  /** What one job is expected to cost, millionths of the currency. */
  readonly costMicros: number
  /** Ask again for a route when nothing was made for so long. Absent = wait for as long as it takes. */
  readonly fallbackAfterMs?: number
  /** Why it is this one, for people. */
  readonly reasons: readonly string[]
}

/** The draft that a variant was made from. */
export interface DraftOrigin {
  /** From 0, among the drafts of the round. */
  readonly index: number
  /** Of its bytes. */
  readonly sha256: string
  /** 0-1, by the same checks as a variant's. */
  readonly score: number
}

/** How one variant was made, kept with its row. Absent members: nobody knows, or there is no such thing. */
export interface MakingProvenance {
  readonly graph?: { readonly name: string; readonly version: number; readonly hash: string }
  readonly models?: readonly ModelUse[]
  /** What the model was told, by input name of the graph. */
  readonly values?: Readonly<Record<string, string | number | boolean>>
  /** As the model got it; decimal. */
  readonly modelSeed?: string
  /** From 1: how often the job was given to a server until it had this result. */
  readonly submitNo?: number
  readonly executionMs?: number
  /** The words that a hosted service made of the prompt. */
  readonly revisedPrompt?: string
  /** Which server made it. */
  readonly host?: string
  /** Of the ComfyUI that made it. */
  readonly serverVersion?: string
  /** The stored picture that it began from. */
  readonly source?: JobSource
  /** It was to be painted in this size, for which the memory of the server was too small; pixels. */
  readonly downsizedFrom?: { readonly width: number; readonly height: number }
  /** The variant whose bytes were taken, because the same was asked for: nothing was executed. */
  readonly cachedFrom?: string
  readonly draft?: DraftOrigin
  /** A model removed its background, or was to. */
  readonly cutout?: CutoutProvenance
}
