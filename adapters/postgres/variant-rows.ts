import type { MakingProvenance } from '../../core/generation/generation-route.js'
import type { JobAdjust } from '../../core/generation/job-adjust.js'
import type { VariantRow } from '../../core/ports.js'
import type { ReviewMarks, Verdict } from '../../core/review/verdict.js'
import type { AssetCheck } from '../../core/spec/asset-check.js'
import { primaryFirst } from './show-primary.js'

/** Columns of a VariantRow; the statement has variants as v, specs as s, and scores as sc (LEFT JOIN). */
export const variantColumns = `v.variant_id, v.job_id, v.project_id, v.run_id, v.spec_id, s.key AS spec_key,
  v.spec_revision_id, v.round, v.variant_index, v.seed, v.sha256, v.width, v.height, v.provider, v.provider_version,
  v.placeholder, v.prompt_hash, v.cost_micros, v.paint_ms, sc.score, sc.checks, v.version, v.verdict, v.decision_id,
  v.created_at, v.picture_removed_at, v.provenance,
  v.marks, CASE WHEN v.verdict = 'approved' THEN v.variant_id = (
    SELECT p.variant_id FROM variants p
    WHERE p.run_id = v.run_id AND p.spec_revision_id = v.spec_revision_id AND p.verdict = 'approved'
    ORDER BY ${primaryFirst.replaceAll('v.', 'p.')} LIMIT 1) ELSE false END AS is_primary,
  (SELECT j.adjust FROM generation_jobs j WHERE j.job_id = v.job_id) AS adjust`

/** Add WHERE and ORDER BY. */
export const selectVariants = `SELECT ${variantColumns}
  FROM variants v JOIN specs s USING (spec_id) LEFT JOIN scores sc USING (variant_id)`

export interface VariantColumns {
  variant_id: string
  job_id: string
  project_id: string
  run_id: string
  spec_id: string
  spec_key: string
  spec_revision_id: string
  round: number
  variant_index: number
  seed: string
  sha256: string
  width: number
  height: number
  provider: string
  provider_version: string
  placeholder: boolean
  prompt_hash: string
  cost_micros: string
  paint_ms: number
  score: number | null
  checks: AssetCheck[] | null
  version: number
  verdict: Verdict
  decision_id: string | null
  created_at: Date
  picture_removed_at: Date | null
  adjust: JobAdjust | null
  provenance: MakingProvenance | null
  marks: ReviewMarks | null
  is_primary: boolean
}

export function toVariant(row: VariantColumns): VariantRow {
  return {
    variantId: row.variant_id,
    jobId: row.job_id,
    projectId: row.project_id,
    runId: row.run_id,
    specId: row.spec_id,
    specKey: row.spec_key,
    specRevisionId: row.spec_revision_id,
    round: row.round,
    variantIndex: row.variant_index,
    seed: row.seed,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    provider: row.provider,
    providerVersion: row.provider_version,
    placeholder: row.placeholder,
    promptHash: row.prompt_hash,
    costMicros: Number(row.cost_micros),
    paintMs: row.paint_ms,
    score: row.score,
    checks: row.checks ?? [],
    version: row.version,
    verdict: row.verdict,
    decisionId: row.decision_id,
    createdAt: row.created_at.toISOString(),
    ...row.marks,
    ...(row.is_primary ? { primary: true as const } : {}),
    ...(row.adjust === null ? {} : { adjust: row.adjust }),
    ...(row.provenance === null ? {} : { provenance: row.provenance }),
    ...(row.picture_removed_at === null ? {} : { pictureRemovedAt: row.picture_removed_at.toISOString() }),
  }
}
