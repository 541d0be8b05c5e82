import { CancellationScope, isCancellation, proxyActivities, sleep } from '@temporalio/workflow'
import type { OrchestrateActivities, PaintActivities } from '../activities/activity-sets.js'
import type { GeneratedVariant } from '../activities/generate-variant.js'
import type { GenerationRoute } from '../core/generation/generation-route.js'
import type { GenerationJob } from '../core/ports.js'
import { catalogueOptions, routedPaintOptions } from './activity-options.js'
import { withSummary } from './with-summary.js'

const { routeGeneration } = proxyActivities<OrchestrateActivities>(catalogueOptions)

/** A route that makes nothing is asked about again later and later, up to this long apart. */
const askAgainMaxMs = 3_600_000

/** Paints jobs where their route says, and asks for another route when nothing comes of it for too long. */
export class RoutedPainting {
  private readonly byRound = new Map<string, Promise<GenerationRoute>>()

  /** The way of a round, chosen once; after a loss of this execution it is the one that the catalogue kept. */
  async routeOf(round: number, jobs: readonly GenerationJob[]): Promise<GenerationRoute> {
    const { stage } = jobs[0] ?? {}
    const key = `${round} ${stage}`
    const known = this.byRound.get(key)
    if (known) return await known
    const what = stage === 'draft' ? `the drafts of round ${round}` : `round ${round}`
    const asked = this.ask(jobs, `choose who makes ${what}`)
    this.byRound.set(key, asked)
    return await asked
  }

  /** The way in which one job was made, for making it again. */
  async routeOfJob(job: GenerationJob): Promise<GenerationRoute> {
    const one = job.stage ?? 'variant'
    const what = `who made ${one} ${job.variantIndex + 1} of round ${job.round}`
    return await this.ask([job], what, { again: true })
  }

  /** Makes a lost picture again as it was made, and in no other way: another one would be another picture. */
  async paintAgain(job: GenerationJob, summary: string): Promise<GeneratedVariant> {
    return await this.generate(job, { repair: true, summary, route: await this.routeOfJob(job) })
  }

  async paint(
    job: GenerationJob,
    { repair, summary, route }: { repair: boolean; summary: string; route: GenerationRoute },
  ): Promise<GeneratedVariant> {
    let way = route
    let waitMs = route.fallbackAfterMs
    for (;;) {
      const scope = new CancellationScope()
      const made = scope.run(() => this.generate(job, { repair, summary, route: way }))
      const next = await this.whileMaking(made, { job, way, waitMs })
      if (next === null) return await made
      scope.cancel()
      const late = await made.catch((error: unknown) => {
        if (!isCancellation(error)) throw error
        return null
      })
      // It came while somebody else was being looked for.
      if (late !== null) return late
      way = next
      waitMs = next.fallbackAfterMs
    }
  }

  /** null = it was made, or failed; else the other route that the job has by now. */
  private async whileMaking(
    made: Promise<GeneratedVariant>,
    of: { job: GenerationJob; way: GenerationRoute; waitMs: number | undefined },
  ): Promise<GenerationRoute | null> {
    if (of.waitMs === undefined) return null
    const settled = made.then(
      () => true,
      () => true,
    )
    for (let waitMs = of.waitMs; ; waitMs = Math.min(askAgainMaxMs, waitMs * 2)) {
      const timer = new CancellationScope()
      const waited = timer.run(() => sleep(waitMs, { summary: `until another way for ${of.way.provider}` }))
      const isSettled = await Promise.race([settled, waited.then(() => false)])
      if (isSettled) {
        timer.cancel()
        await waited.catch(() => undefined)
        return null
      }
      const asked = await this.ask([of.job], `is there another way than ${of.way.provider}?`, {
        waitedMs: waitMs,
      })
      if (asked.taskQueue !== of.way.taskQueue) return asked
    }
  }

  private async generate(
    job: GenerationJob,
    { repair, summary, route }: { repair: boolean; summary: string; route: GenerationRoute },
  ): Promise<GeneratedVariant> {
    const { generateVariant } = proxyActivities<PaintActivities>({
      ...routedPaintOptions,
      taskQueue: route.taskQueue,
      // A project with hundreds of jobs for a model must not make another's three wait behind all of them.
      priority: { fairnessKey: job.projectId },
    })
    return await generateVariant.executeWithOptions(withSummary(`${summary}, with ${route.provider}`), [
      { job, repair, route },
    ])
  }

  private async ask(
    jobs: readonly GenerationJob[],
    summary: string,
    how: { readonly waitedMs?: number; readonly again?: true } = {},
  ): Promise<GenerationRoute> {
    const [first] = jobs
    if (first === undefined) throw new RangeError('a round without jobs has no route')
    const { projectId, runId, specRevisionId, adjust, stage } = first
    return await routeGeneration.executeWithOptions(withSummary(summary), [
      {
        ...{ projectId, runId, specRevisionId, jobIds: jobs.map(({ jobId }) => jobId) },
        ...(adjust?.provider === undefined ? {} : { provider: adjust.provider }),
        ...(adjust === undefined ? {} : { adjust }),
        ...(stage === undefined ? {} : { stage }),
        ...how,
      },
    ])
  }
}
