import { Context } from '@temporalio/activity'
import { AssetloomError } from '../core/errors.js'
import type { GenerationRoute, GenerationStage } from '../core/generation/generation-route.js'
import type { JobAdjust } from '../core/generation/job-adjust.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface RouteGenerationInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  /** Reserved jobs of one round. */
  readonly jobIds: readonly string[]
  /** Who makes it instead of the spec's provider. */
  readonly provider?: string
  /** What the jobs do otherwise. */
  readonly adjust?: JobAdjust
  /** Absent = `final`. */
  readonly stage?: GenerationStage
  /** Its route made nothing for so long. Left out: a kept route is the answer. */
  readonly waitedMs?: number
  /** Its picture was made and is lost: it waits again for whoever serves its models. */
  readonly again?: true
}

/**
 * Chooses who makes the jobs, where and with what, keeps that with them and queues them. Asked again it answers what is
 * kept, unless nothing came of it. Throws InvalidInput where nobody here can make it, and Unavailable, to be asked again,
 * while nobody can who could: no host is there, or its breaker is open.
 */
export function routeGeneration({ catalogue, routing }: OrchestratePorts) {
  return async (input: RouteGenerationInput): Promise<GenerationRoute> => {
    const { projectId, runId, specRevisionId, jobIds, provider, adjust, stage, waitedMs, again } = input
    const [first] = jobIds
    if (first === undefined) throw new RangeError('a round without jobs has no route')
    const kept = await catalogue.routes.find(first)
    if (kept !== null && waitedMs === undefined) {
      if (again === true)
        await routing?.queueJobs({
          ...{ projectId, jobIds, provider: kept.provider },
          models: kept.models ?? null,
        })
      return kept
    }
    if (routing === undefined)
      throw new AssetloomError(
        'InvalidInput',
        'nothing here knows how to reach a generator',
        'set COMFYUI_URLS, or choose the provider procedural',
      )
    const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
    const route = await routing.choose({
      ...{ projectId, jobs: jobIds.length },
      spec: provider === undefined ? spec : { ...spec, provider },
      waitedMs: waitedMs ?? sinceFirstAttemptMs(),
      current: kept,
      ...(adjust === undefined ? {} : { adjust }),
      ...(stage === undefined ? {} : { stage }),
    })
    await catalogue.routes.keep({ projectId, runId, specRevisionId, jobIds, route })
    await routing.queueJobs({
      ...{ projectId, jobIds, provider: route.provider },
      models: route.models ?? null,
    })
    return route
  }
}

/** How long this very question has been asked, over all its attempts. */
function sinceFirstAttemptMs(): number {
  try {
    const { scheduledTimestampMs } = Context.current().info
    return Math.max(0, Date.now() - scheduledTimestampMs)
  } catch {
    return 0
  }
}
