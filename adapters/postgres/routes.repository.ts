import { AssetloomError } from '../../core/errors.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import type { RouteCatalogue } from '../../core/generation/route-ports.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { selectVariants, toVariant, type VariantColumns } from './variant-rows.js'

/** Routes of jobs, and the cache of what was made. */
export function createRoutesRepository(context: PostgresCatalogueContext): RouteCatalogue {
  const { pool } = context
  return {
    find: async (jobId) => {
      const [row] = await queryPool<{ route: GenerationRoute | null }>(
        pool,
        'SELECT route FROM generation_jobs WHERE job_id = $1',
        [jobId],
      )
      return row?.route ?? null
    },
    keep: async (input) => await keepRoute(context, input),
    findMade: async (projectId, cacheKey) => {
      const [row] = await queryPool<VariantColumns>(
        pool,
        `${selectVariants} JOIN generation_cache c ON c.variant_id = v.variant_id
         WHERE c.project_id = $1 AND c.cache_key = $2 AND v.picture_removed_at IS NULL`,
        [projectId, cacheKey],
      )
      return row ? toVariant(row) : null
    },
  }
}

const isMade = `(EXISTS (SELECT 1 FROM variants v WHERE v.job_id = j.job_id)
  OR EXISTS (SELECT 1 FROM drafts d WHERE d.job_id = j.job_id))`

async function keepRoute(
  { pool }: PostgresCatalogueContext,
  { projectId, runId, specRevisionId, jobIds, route }: Parameters<RouteCatalogue['keep']>[0],
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const jobs = await queryTx<{ known: boolean; made: boolean }>(
      tx,
      `SELECT j.route = $5::jsonb AS known, ${isMade} AS made
       FROM generation_jobs j
       WHERE j.project_id = $1 AND j.run_id = $2 AND j.spec_revision_id = $3 AND j.job_id = ANY($4)
       ORDER BY j.job_id FOR UPDATE OF j`,
      [projectId, runId, specRevisionId, jobIds, JSON.stringify(route)],
    )
    if (jobs.length < jobIds.length) throw noSuchJobs(jobIds)
    if (jobs.every(({ known, made }) => known || made)) return
    await queryTx(
      tx,
      `UPDATE generation_jobs j SET route = $3::jsonb
       WHERE j.project_id = $1 AND j.job_id = ANY($2)
         AND NOT ${isMade}`,
      [projectId, jobIds, JSON.stringify(route)],
    )
    const [spec] = await queryTx<{ key: string; round: number }>(
      tx,
      `SELECT s.key, j.round FROM generation_jobs j JOIN specs s USING (spec_id) WHERE j.job_id = $1`,
      [jobIds[0]],
    )
    await appendEvent(tx, {
      ...{ projectId, runId, type: 'generationRouted' },
      data: routedData({ specRevisionId, specKey: spec?.key ?? '', round: spec?.round ?? 0, route }),
    })
  })
}

function routedData(input: {
  readonly specRevisionId: string
  readonly specKey: string
  readonly round: number
  readonly route: GenerationRoute
}): Readonly<Record<string, unknown>> {
  const { specRevisionId, specKey, round, route } = input
  const { provider, taskQueue, graph, models, reasons } = route
  return {
    ...{ specRevisionId, specKey, round, provider, taskQueue },
    ...(graph === undefined ? {} : { graph: graph.name }),
    ...(models === undefined ? {} : { checkpoint: models.checkpoint }),
    reasons,
  }
}

function noSuchJobs(jobIds: readonly string[]): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `not all of ${jobIds.length} generation jobs are there`,
    'reserve the jobs of the round first',
    { jobId: jobIds[0] ?? 'none' },
  )
}
