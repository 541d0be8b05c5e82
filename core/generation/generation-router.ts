import type { ModelSet } from '../scheduling/model-set.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { GenerationRoute, GenerationStage } from './generation-route.js'
import type { JobAdjust } from './job-adjust.js'

/** What a route is asked for. */
export interface RouteOrder {
  readonly projectId: string
  /** With the provider that is wanted now. */
  readonly spec: AssetSpec
  /** What the jobs do otherwise than the spec says; its provider is in `spec` already. */
  readonly adjust?: JobAdjust
  /** `draft`: cheap ones, of which the best are made in earnest. Absent = `final`. */
  readonly stage?: GenerationStage
  /** How many of it. */
  readonly jobs: number
  /** How long nothing has come of it; milliseconds. */
  readonly waitedMs: number
  /** The way that it was to be made until now. */
  readonly current: GenerationRoute | null
}

/** Knows who can make what at the moment. */
export interface GenerationRouter {
  /**
   * The way in which a spec is made now. Throws InvalidInput where nobody here can make it, Unavailable while nobody can
   * who could.
   */
  choose(order: RouteOrder): Promise<GenerationRoute>
  /** As GpuHostCatalogue has it: from now on the jobs wait for whoever serves their models. */
  queueJobs(input: {
    readonly projectId: string
    readonly jobIds: readonly string[]
    readonly provider: string
    readonly models: ModelSet | null
  }): Promise<void>
}
