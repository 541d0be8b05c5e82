import { AssetloomError } from '../../core/errors.js'
import type { RunCatalogue } from '../../core/ports.js'
import { generationStages, settledSpecStages } from '../../core/run-options.js'
import { toEventJson } from './event-log.js'
import { tellReviewWaiting } from './waiting-reviews.js'
import { storableText } from './storable-text.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type StageInput = Parameters<RunCatalogue['setSpecStage']>[0]

/**
 * Moves one spec of a run on. Rounds only rise: a late attempt of an earlier round's activity changes nothing, except
 * that settling counts at any round.
 */
export async function setSpecStage({ pool }: PostgresCatalogueContext, input: StageInput): Promise<void> {
  const { runId, specRevisionId, stage, round, unless } = input
  const failure = input.failure === undefined ? null : storableText(input.failure, 2_000)
  const changed = await queryPool(
    pool,
    `WITH changed AS (
       UPDATE run_specs rs SET stage = $3, round = greatest(rs.round, $4), failure = $5,
         reviewing_since = CASE WHEN $3 = 'reviewing' AND (rs.stage <> 'reviewing' OR rs.reviewing_since IS NULL)
           THEN clock_timestamp() ELSE rs.reviewing_since END
       FROM specs s WHERE s.spec_id = rs.spec_id AND rs.run_id = $1 AND rs.spec_revision_id = $2
         AND (rs.round <= $4 OR $6)
         AND (NOT $9 OR NOT EXISTS (SELECT 1 FROM variants v JOIN scores USING (variant_id)
           WHERE v.run_id = $1 AND v.spec_revision_id = $2 AND v.round >= $4))
         AND ($10::text IS NULL OR rs.finished_variant_id IS DISTINCT FROM $10
           AND NOT EXISTS (SELECT 1 FROM asset_versions WHERE variant_id = $10))
         AND (rs.stage, rs.round, rs.failure) IS DISTINCT FROM ($3, greatest(rs.round, $4), $5)
       RETURNING rs.project_id, s.key, rs.round),
     -- Whoever carries the spec is told; assetRun itself knows only the run that owns it.
     woken AS (
       INSERT INTO outbox (project_id, dedupe_key, kind, message)
       SELECT c.project_id, 'wakeRun/' || gen_random_uuid(), 'wakeRun', jsonb_build_object('kind', 'wakeRun',
         'projectId', c.project_id, 'runId', r.run_id, 'specRevisionId', $2::text, 'stage', $3::text)
       FROM changed c CROSS JOIN run_specs x JOIN runs r ON r.run_id = x.run_id
       WHERE $8 AND x.origin_run_id = $1 AND x.spec_revision_id = $2
         AND r.stage NOT IN ('done', 'failed', 'cancelled'))
     SELECT append_event(project_id, $1, 'specStageChanged',
       $7::jsonb || jsonb_build_object('specKey', key, 'round', round)) FROM changed`,
    [
      runId,
      specRevisionId,
      stage,
      round,
      failure,
      settledSpecStages.includes(stage),
      toEventJson({ specRevisionId, stage, ...(failure === null ? {} : { failure }) }),
      !generationStages.includes(stage),
      unless !== undefined && 'scored' in unless,
      unless !== undefined && 'finished' in unless ? unless.finished : null,
    ],
  )
  if (stage === 'reviewing') await tellReviewWaiting(pool, runId)
  if (changed.length > 0) return
  const known = await queryPool(pool, 'SELECT 1 FROM run_specs WHERE run_id = $1 AND spec_revision_id = $2', [
    runId,
    specRevisionId,
  ])
  if (known.length === 0) throw noSuchSpec(runId, specRevisionId)
}

export async function setSpecClosed(
  { pool }: PostgresCatalogueContext,
  runId: string,
  specRevisionId: string,
  closed: boolean,
): Promise<void> {
  const changed = await queryPool(
    pool,
    'UPDATE run_specs SET closed = $3 WHERE run_id = $1 AND spec_revision_id = $2 RETURNING 1',
    [runId, specRevisionId, closed],
  )
  if (changed.length === 0) throw noSuchSpec(runId, specRevisionId)
}

/** False for a spec that the run does not have. */
export async function isSpecClosed(
  { pool }: PostgresCatalogueContext,
  runId: string,
  specRevisionId: string,
): Promise<boolean> {
  const [row] = await queryPool<{ closed: boolean }>(
    pool,
    'SELECT closed FROM run_spec_states WHERE run_id = $1 AND spec_revision_id = $2',
    [runId, specRevisionId],
  )
  return row?.closed ?? false
}

export function noSuchSpec(runId: string, specRevisionId: string): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `run ${runId} has no spec ${specRevisionId}`,
    'list the specs of the run',
    {
      runId,
      specRevisionId,
    },
  )
}
