import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type {
  ReproductionCatalogue,
  ReproductionReport,
  ReproductionRow,
} from '../../core/reproduction/reproduction-ports.js'
import { beginWithLock } from './advisory-lock.js'
import { isWithinBudget, readSpendingPower } from './project-budget.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Columns {
  job_id: string
  project_id: string
  variant_id: string
  report: ReproductionReport
  created_at: Date
}

const selectRows = 'SELECT job_id, project_id, variant_id, report, created_at FROM reproductions'

/** Pictures that were made again to compare. */
export function createReproductionsRepository({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): ReproductionCatalogue {
  const read = async (rest: string, values: readonly unknown[]) =>
    (await queryPool<Columns>(pool, `${selectRows} ${rest}`, values)).map(toRow)
  const find: ReproductionCatalogue['find'] = async (jobId) =>
    (await read('WHERE job_id = $1', [jobId]))[0] ?? null
  return {
    find,
    ofVariant: async (variantId) =>
      await read('WHERE variant_id = $1 ORDER BY created_at, job_id LIMIT 1000', [variantId]),
    begin: async (input) =>
      await inTransaction(
        pool,
        async (tx) => await begin(tx, input),
        beginWithLock('permits', input.projectId),
      ),
    complete: async (input) => {
      await complete(pool, input)
      const kept = await find(input.jobId)
      if (kept === null) throw noSuchVariant(input.variantId)
      return kept
    },
    abandon: async (projectId, generationJobId) => {
      await queryPool(
        pool,
        `INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros, currency)
         SELECT r.job_id, 'refund', r.project_id, r.run_id, r.spec_revision_id, r.cost_micros, r.currency
         FROM ledger_entries r JOIN generation_jobs j USING (job_id)
         WHERE j.project_id = $1 AND j.stage = 'reproduction' AND r.kind = 'reserve' AND (j.job_id = $2
           OR j.job_id = (SELECT job_id FROM cutouts WHERE picture_job_id = $2))
           AND NOT EXISTS (
             SELECT 1 FROM ledger_entries s WHERE s.job_id = j.job_id AND s.kind IN ('commit', 'refund'))
         ON CONFLICT DO NOTHING`,
        [projectId, generationJobId],
      )
    },
  }
}

async function begin(
  tx: ClientBase,
  input: Parameters<ReproductionCatalogue['begin']>[0],
): ReturnType<ReproductionCatalogue['begin']> {
  const { projectId, jobId, generationJobId, variantId, costMicros, prices } = input
  const [variant] = await queryTx<{
    run_id: string
    spec_id: string
    spec_revision_id: string
    round: number
    variant_index: number
    seed: string
  }>(
    tx,
    `SELECT run_id, spec_id, spec_revision_id, round, variant_index, seed
     FROM variants WHERE project_id = $1 AND variant_id = $2`,
    [projectId, variantId],
  )
  if (!variant) throw noSuchVariant(variantId)
  const { run_id: runId, spec_revision_id: specRevisionId, spec_id: specId, round, seed } = variant
  const job = { projectId, runId, specId, specRevisionId, round, seed }
  const order = {
    ...{ projectId, runId, specRevisionId, cap: 1, costMicros },
    jobs: [{ ...job, jobId: generationJobId, variantIndex: variant.variant_index }],
    ...(prices === undefined ? {} : { prices }),
  }
  const power = await readSpendingPower(tx, order)
  if (!(await isWithinBudget(tx, order, power))) return { waitsForBudget: true }
  await queryTx(
    tx,
    `WITH job AS (
       INSERT INTO generation_jobs (job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed, stage)
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, 'reproduction') ON CONFLICT (job_id) DO NOTHING)
     INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
     VALUES ($2, 'reserve', $1, $9, $5, $10) ON CONFLICT (job_id, kind) DO NOTHING`,
    [
      ...[projectId, generationJobId, runId, specId, specRevisionId, round, variant.variant_index, seed],
      ...[jobId, power.priceMicros],
    ],
  )
  return { waitsForBudget: false }
}

/** One statement: a second result changes nothing, and a refund that came first becomes the commit. */
async function complete(
  pool: PostgresCatalogueContext['pool'],
  input: Parameters<ReproductionCatalogue['complete']>[0],
): Promise<void> {
  const { projectId, jobId, generationJobId, variantId, report } = input
  await queryPool(
    pool,
    `WITH made AS (
       INSERT INTO reproductions (job_id, generation_job_id, project_id, variant_id, outcome, report, cost_micros)
       SELECT $2, j.job_id, j.project_id, v.variant_id, $5, $6::jsonb, $7
       FROM generation_jobs j JOIN variants v ON v.project_id = j.project_id AND v.variant_id = $4
       WHERE j.project_id = $1 AND j.job_id = $3 AND j.stage = 'reproduction'
       ON CONFLICT (job_id) DO NOTHING RETURNING *),
     paid AS (
       INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
       SELECT j.job_id, 'commit', j.project_id, made.job_id, j.spec_revision_id, made.cost_micros
       FROM made JOIN generation_jobs j ON j.job_id = made.generation_job_id
       ON CONFLICT (job_id) WHERE kind IN ('commit', 'refund') DO UPDATE
         SET kind = 'commit', cost_micros = excluded.cost_micros, created_at = clock_timestamp())
     UPDATE generation_jobs SET state = 'done', lease_until = NULL
     WHERE job_id IN (SELECT generation_job_id FROM made) AND state IS NOT NULL`,
    [
      ...[projectId, jobId, generationJobId, variantId, report.outcome, JSON.stringify(report)],
      Math.ceil(report.costMicros),
    ],
  )
}

function toRow({ job_id, project_id, variant_id, report, created_at }: Columns): ReproductionRow {
  return {
    ...report,
    ...{ jobId: job_id, projectId: project_id, variantId: variant_id },
    createdAt: created_at.toISOString(),
  }
}

function noSuchVariant(variantId: string): AssetloomError {
  return new AssetloomError('NotFound', `no variant ${variantId} in this project`, 'list those of a run', {
    variantId,
  })
}
