import { AssetloomError } from '../../core/errors.js'
import type { GenerationCatalogue, VariantRow } from '../../core/ports.js'
import { tellCap } from './tell-cap.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { selectVariants, toVariant, variantColumns } from './variant-rows.js'
import type { VariantColumns } from './variant-rows.js'

type Input = Parameters<GenerationCatalogue['complete']>[0]

/**
 * Variant, commit and event in one statement, which is one transaction; a second result of the same job changes
 * nothing. A refund that came first becomes the commit. The job waits for no host any more. Identity comes from the
 * reserved job, not from what the caller repeats of it.
 */
const completeStatement = `WITH v AS (
    INSERT INTO variants (variant_id, job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed,
      sha256, width, height, provider, provider_version, placeholder, prompt_hash, cost_micros, paint_ms, provenance)
    SELECT $1, job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed,
      $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb
    FROM generation_jobs WHERE project_id = $2 AND job_id = $3
    ON CONFLICT (job_id) DO NOTHING RETURNING *),
  paid AS (
    INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
    SELECT job_id, 'commit', project_id, run_id, spec_revision_id, cost_micros FROM v
    ON CONFLICT (job_id) WHERE kind IN ('commit', 'refund') DO UPDATE
      SET kind = 'commit', cost_micros = excluded.cost_micros, created_at = clock_timestamp()
    RETURNING job_id),
  cached AS (
    INSERT INTO generation_cache (project_id, cache_key, variant_id)
    SELECT project_id, $14, variant_id FROM v WHERE $14::text IS NOT NULL
    ON CONFLICT (project_id, cache_key) DO UPDATE SET variant_id = excluded.variant_id),
  ended AS (
    UPDATE generation_jobs SET state = 'done', lease_until = NULL
    WHERE job_id IN (SELECT job_id FROM v) AND state IS NOT NULL)
  SELECT ${variantColumns}, append_event(v.project_id, v.run_id, 'variantGenerated', jsonb_build_object(
    'variantId', v.variant_id, 'specRevisionId', v.spec_revision_id, 'specKey', s.key, 'round', v.round,
    'variantIndex', v.variant_index, 'placeholder', v.placeholder))
  FROM v JOIN paid USING (job_id) JOIN specs s USING (spec_id) LEFT JOIN scores sc USING (variant_id)`

export async function completeJob(context: PostgresCatalogueContext, input: Input): Promise<VariantRow> {
  const made = await keepResult(context, input)
  await tellCap(context, made)
  return made
}

async function keepResult({ pool, ids }: PostgresCatalogueContext, input: Input): Promise<VariantRow> {
  const { projectId, jobId } = input.job
  const [made] = await queryPool<VariantColumns>(pool, completeStatement, [
    ids.mint('variant'),
    projectId,
    jobId,
    input.sha256,
    input.width,
    input.height,
    input.provider,
    input.providerVersion,
    input.placeholder,
    input.promptHash,
    Math.ceil(input.costMicros),
    input.paintMs,
    input.provenance === undefined ? null : JSON.stringify(input.provenance),
    input.cacheKey ?? null,
  ])
  if (made) return toVariant(made)
  const [known] = await queryPool<VariantColumns>(
    pool,
    `${selectVariants} WHERE v.project_id = $1 AND v.job_id = $2`,
    [projectId, jobId],
  )
  if (!known) throw noSuchJob(jobId)
  return toVariant(known)
}

export function noSuchJob(jobId: string): AssetloomError {
  return new AssetloomError('NotFound', `no generation job ${jobId}`, 'reserve the jobs of the round first', {
    jobId,
  })
}
