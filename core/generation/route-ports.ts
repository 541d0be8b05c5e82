import type { VariantRow } from '../ports.js'
import type { GenerationRoute } from './generation-route.js'

/** Routes of jobs, and what was made before of the same content. */
export interface RouteCatalogue {
  /** The kept route of a job; null = none yet, or no such job. */
  find(jobId: string): Promise<GenerationRoute | null>
  /**
   * Keeps the route of reserved jobs that have no variant or draft. Emits generationRouted when it is another one than before.
   * Throws NotFound for jobs that are not reserved.
   */
  keep(input: {
    readonly projectId: string
    readonly runId: string
    readonly specRevisionId: string
    readonly jobIds: readonly string[]
    readonly route: GenerationRoute
  }): Promise<void>
  /** The first variant of the project that was made of this content and whose picture is kept. */
  findMade(projectId: string, cacheKey: string): Promise<VariantRow | null>
}
