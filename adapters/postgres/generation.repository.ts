import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationCatalogue, VariantRow } from '../../core/ports.js'
import { completeJob, noSuchJob } from './complete-job.js'
import { toEventJson } from './event-log.js'
import { listPermits, releaseGeneration, releaseRound, reserveGeneration } from './permits.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { selectVariants, toVariant } from './variant-rows.js'
import type { VariantColumns } from './variant-rows.js'

/** Permits, jobs, variants, scores and the ledger. */
export function createGenerationRepository(context: PostgresCatalogueContext): GenerationCatalogue {
  return {
    reserve: async (input) => await reserveGeneration(context, input),
    release: async (input) => await releaseGeneration(context, input),
    listPermits: async () => await listPermits(context),
    findVariantOfJob: async (jobId) =>
      (await readVariants(context, 'WHERE v.job_id = $1', [jobId]))[0] ?? null,
    beginExecution: async (jobId) => await beginExecution(context, jobId),
    complete: async (input) => await completeJob(context, input),
    variantsOfRound: async (runId, specRevisionId, round) =>
      await readVariants(
        context,
        `WHERE v.run_id = $1 AND v.spec_revision_id = $2 AND v.round = $3 ORDER BY v.variant_index, v.variant_id`,
        [runId, specRevisionId, round],
      ),
    saveScores: async (input) => await saveScores(context, input),
    ledger: async (runId) => await readLedger(context, runId),
  }
}

async function readVariants(
  { pool }: PostgresCatalogueContext,
  rest: string,
  values: readonly unknown[],
): Promise<VariantRow[]> {
  return (await queryPool<VariantColumns>(pool, `${selectVariants} ${rest}`, values)).map(toVariant)
}

async function beginExecution({ pool }: PostgresCatalogueContext, jobId: string): Promise<number> {
  const [row] = await queryPool<{ executions: number }>(
    pool,
    'UPDATE generation_jobs SET executions = executions + 1 WHERE job_id = $1 RETURNING executions',
    [jobId],
  )
  if (!row) throw noSuchJob(jobId)
  return row.executions
}

async function saveScores(
  { pool }: PostgresCatalogueContext,
  input: Parameters<GenerationCatalogue['saveScores']>[0],
): Promise<void> {
  const { endsRound } = input
  await inTransaction(pool, async (tx) => {
    // First, since the event's lock is held from its write to the end of the transaction.
    if (endsRound !== undefined) await releaseRound(tx, input, endsRound)
    await insertScores(tx, input)
  })
}

async function insertScores(
  tx: ClientBase,
  { projectId, runId, specRevisionId, scores }: Parameters<GenerationCatalogue['saveScores']>[0],
): Promise<void> {
  // All or none: nothing is written unless every variant is one of this spec. Counting the saved rows writes all of
  // them before the event takes its lock.
  const [counted] = await queryTx<{ known: string }>(
    tx,
    `WITH given AS (
       SELECT v.variant_id, g.score, g.checks, count(*) OVER () AS known
       FROM jsonb_to_recordset($4::jsonb) AS g("variantId" text, score float8, checks jsonb)
       JOIN variants v ON v.variant_id = g."variantId"
         AND v.project_id = $1 AND v.run_id = $2 AND v.spec_revision_id = $3),
     saved AS (
       INSERT INTO scores (variant_id, project_id, score, checks)
       SELECT variant_id, $1, score, checks FROM given WHERE known = $5 ORDER BY variant_id
       ON CONFLICT (variant_id) DO UPDATE
         SET score = excluded.score, checks = excluded.checks, scored_at = clock_timestamp()
         WHERE (scores.score, scores.checks) IS DISTINCT FROM (excluded.score, excluded.checks)
       RETURNING 1)
     SELECT (SELECT count(*) FROM given) AS known,
       CASE WHEN (SELECT count(*) FROM saved) > 0 THEN append_event($1, $2, 'variantsScored', $6) END AS seq`,
    [
      projectId,
      runId,
      specRevisionId,
      JSON.stringify(scores),
      scores.length,
      toEventJson({ specRevisionId, variants: scores.length }),
    ],
  )
  if (Number(counted?.known) === scores.length) return
  throw new AssetloomError(
    'NotFound',
    'a scored variant does not belong to this spec of the run',
    'score the variants that variantsOfRound returns, each once',
    { runId, specRevisionId },
  )
}

async function readLedger(
  { pool }: PostgresCatalogueContext,
  runId: string,
): ReturnType<GenerationCatalogue['ledger']> {
  const [row] = await queryPool<
    Record<'reserved' | 'committed' | 'refunded' | 'cost' | 'executions', string>
  >(
    pool,
    `SELECT count(*) FILTER (WHERE kind = 'reserve') AS reserved, count(*) FILTER (WHERE kind = 'commit') AS committed,
       count(*) FILTER (WHERE kind = 'refund') AS refunded,
       coalesce(sum(cost_micros) FILTER (WHERE kind = 'commit'), 0) AS cost,
       (SELECT coalesce(sum(executions), 0) FROM generation_jobs
         WHERE run_id = $1 AND stage IS DISTINCT FROM 'reproduction') AS executions
     FROM ledger_entries WHERE run_id = $1`,
    [runId],
  )
  const reserved = Number(row?.reserved)
  const committed = Number(row?.committed)
  const refunded = Number(row?.refunded)
  return {
    reserved,
    committed,
    refunded,
    open: reserved - committed - refunded,
    executions: Number(row?.executions),
    costMicros: Number(row?.cost),
  }
}
