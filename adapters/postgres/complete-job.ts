import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationCatalogue, VariantRow } from '../../core/ports.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { selectVariants, toVariant } from './variant-rows.js'
import type { VariantColumns } from './variant-rows.js'

type Input = Parameters<GenerationCatalogue['complete']>[0]

/** Variant, commit and event in one transaction; a second result of the same job changes nothing. */
export async function completeJob(
  { pool, ids }: PostgresCatalogueContext,
  input: Input,
): Promise<VariantRow> {
  const { projectId, runId, jobId, specRevisionId, round, variantIndex } = input.job
  return await inTransaction(pool, async (tx) => {
    // The lock that release takes too: a job is either committed or refunded.
    const [job] = await queryTx(
      tx,
      'SELECT 1 FROM generation_jobs WHERE project_id = $1 AND job_id = $2 FOR UPDATE',
      [projectId, jobId],
    )
    if (!job) throw noSuchJob(jobId)
    const made = await insertVariant(tx, ids.mint('variant'), input)
    const [row] = await queryTx<VariantColumns>(
      tx,
      `${selectVariants} WHERE v.project_id = $1 AND v.job_id = $2`,
      [projectId, jobId],
    )
    const variant = toVariant(row as VariantColumns)
    if (!made) return variant
    await queryTx(
      tx,
      `WITH unrefunded AS (
         DELETE FROM ledger_entries WHERE project_id = $2 AND job_id = $1 AND kind = 'refund')
       INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
       VALUES ($1, 'commit', $2, $3, $4, $5) ON CONFLICT (job_id, kind) DO NOTHING`,
      [jobId, projectId, runId, specRevisionId, Math.ceil(input.costMicros)],
    )
    await appendEvent(tx, {
      projectId,
      runId,
      type: 'variantGenerated',
      data: {
        variantId: variant.variantId,
        specRevisionId,
        specKey: variant.specKey,
        round,
        variantIndex,
        placeholder: variant.placeholder,
      },
    })
    return variant
  })
}

async function insertVariant(tx: ClientBase, variantId: string, input: Input): Promise<boolean> {
  // Identity comes from the reserved job, not from what the caller repeats of it.
  const rows = await queryTx(
    tx,
    `INSERT INTO variants (variant_id, job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed,
       sha256, width, height, provider, provider_version, placeholder, prompt_hash, cost_micros, paint_ms)
     SELECT $1, job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed,
       $4, $5, $6, $7, $8, $9, $10, $11, $12
     FROM generation_jobs WHERE project_id = $2 AND job_id = $3
     ON CONFLICT (job_id) DO NOTHING RETURNING 1`,
    [
      variantId,
      input.job.projectId,
      input.job.jobId,
      input.sha256,
      input.width,
      input.height,
      input.provider,
      input.providerVersion,
      input.placeholder,
      input.promptHash,
      Math.ceil(input.costMicros),
      input.paintMs,
    ],
  )
  return rows.length > 0
}

export function noSuchJob(jobId: string): AssetloomError {
  return new AssetloomError('NotFound', `no generation job ${jobId}`, 'reserve the jobs of the round first', {
    jobId,
  })
}
