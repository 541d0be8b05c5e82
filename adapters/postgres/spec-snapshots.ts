import type { QualityContract } from '../../core/autopilot/quality-contract.schema.js'
import type { QualityReport } from '../../core/autopilot/quality-report.js'
import { routedProviders } from '../../core/generation/generation-route.js'
import type { SpecSnapshot } from '../../core/ports.js'
import { primaryOf } from '../../core/review/primary-variant.js'
import type { AskedRound, ReviewMarks, VariantReview } from '../../core/review/verdict.js'
import type { SpecStage } from '../../core/run-options.js'

/** Spec, its variants with their reviews, and whether its round is scored, in one statement; add WHERE and ORDER BY. */
export const selectSnapshots = `SELECT rs.position, rs.spec_id, rs.spec_revision_id, s.key, rs.variants_per_round,
    rs.stage, rs.round, rs.finished_variant_id, rs.origin_run_id, made.variants,
    made.scored > 0 AND made.scored = (
      SELECT count(*) FROM generation_jobs j WHERE j.run_id = rs.owner_run_id
        AND j.spec_revision_id = rs.spec_revision_id AND j.round = rs.round AND j.stage IS NULL) AS scored,
    sr.content -> 'qualityContract' AS contract, sr.content ? 'origin' AS handed_in,
    sr.content ->> 'provider' AS provider, (sr.content ->> 'drafts')::int AS drafts,
    (SELECT o.quality FROM run_specs o
     WHERE o.run_id = rs.owner_run_id AND o.spec_revision_id = rs.spec_revision_id) AS quality,
    (SELECT jsonb_agg(jsonb_build_object('round', p.round, 'changes', p.changes) ORDER BY p.round) FROM (
       SELECT DISTINCT ON (d.marks #> '{asked,round}') (d.marks #>> '{asked,round}')::int AS round,
         d.marks #> '{asked,changes}' AS changes
       FROM decisions d WHERE d.run_id = rs.owner_run_id AND d.spec_revision_id = rs.spec_revision_id AND d.marks ? 'asked'
       ORDER BY d.marks #> '{asked,round}', d.decision_no DESC) p
     WHERE p.changes IS NOT NULL AND p.round <= rs.round) AS plans,
    (rs.origin_run_id IS NOT NULL AND EXISTS (
      SELECT 1 FROM runs r WHERE r.run_id = rs.origin_run_id AND r.stage NOT IN ('done', 'failed', 'cancelled')))
    OR EXISTS (
      SELECT 1 FROM run_specs x JOIN runs r ON r.run_id = x.run_id
      WHERE x.origin_run_id = rs.owner_run_id AND x.spec_revision_id = rs.spec_revision_id AND x.run_id <> rs.run_id
        AND r.stage NOT IN ('done', 'failed', 'cancelled')) AS held_elsewhere
  FROM run_spec_states rs JOIN specs s USING (spec_id) JOIN spec_revisions sr USING (spec_revision_id)
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('variantId', v.variant_id, 'variantIndex', v.variant_index,
        'round', v.round, 'version', v.version, 'decisionId', v.decision_id, 'verdict', v.verdict,
        'score', coalesce(sc.score, 0), 'marks', v.marks) ORDER BY v.round, v.variant_index, v.variant_id), '[]') AS variants,
      count(sc.variant_id) FILTER (WHERE v.round = rs.round) AS scored
    FROM variants v LEFT JOIN scores sc USING (variant_id)
    WHERE v.run_id = rs.owner_run_id AND v.spec_revision_id = rs.spec_revision_id) made`

export interface SnapshotRow {
  position: number
  spec_id: string
  spec_revision_id: string
  key: string
  variants_per_round: number
  stage: SpecStage
  round: number
  finished_variant_id: string | null
  origin_run_id: string | null
  held_elsewhere: boolean
  variants: (Omit<VariantReview, keyof ReviewMarks> & { readonly marks: ReviewMarks | null })[]
  scored: boolean
  contract: QualityContract | null
  handed_in: boolean
  provider: string
  drafts: number | null
  quality: QualityReport | null
  plans: AskedRound[] | null
}

export function toSnapshot(row: SnapshotRow): SpecSnapshot {
  const variants = row.variants.map(({ marks, ...variant }): VariantReview => ({ ...variant, ...marks }))
  const primary = primaryOf(variants)
  return {
    specId: row.spec_id,
    specRevisionId: row.spec_revision_id,
    specKey: row.key,
    variantsPerRound: row.variants_per_round,
    stage: row.stage,
    round: row.round,
    variants,
    roundScored: row.scored,
    finishedVariantId: row.finished_variant_id,
    ...(primary === undefined ? {} : { primaryVariantId: primary.variantId }),
    ...(row.origin_run_id === null ? {} : { originRunId: row.origin_run_id }),
    ...(row.held_elsewhere ? { heldElsewhere: true as const } : {}),
    ...(row.contract === null ? {} : { contract: row.contract }),
    ...(row.handed_in ? { isHandedIn: true as const } : {}),
    ...(routedProviders.includes(row.provider) ? { routedTo: row.provider } : {}),
    ...(row.drafts === null ? {} : { drafts: row.drafts }),
    ...(row.quality === null ? {} : { quality: row.quality }),
    ...(row.plans === null ? {} : { plans: row.plans }),
  }
}
