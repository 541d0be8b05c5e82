import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { DraftCatalogue, DraftRow, MadeDraft } from '../../core/generation/draft-ports.js'
import type { MakingProvenance } from '../../core/generation/generation-route.js'
import type { JobAdjust } from '../../core/generation/job-adjust.js'
import type { AssetCheck } from '../../core/spec/asset-check.js'
import { noSuchJob } from './complete-job.js'
import { appendEvent } from './event-log.js'
import { tellCap } from './tell-cap.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

const columns = `d.job_id, d.project_id, d.run_id, d.spec_revision_id, d.round, d.draft_index, d.seed, d.sha256, d.width,
  d.height, d.provider, d.provider_version, d.placeholder, d.cost_micros, d.paint_ms, d.provenance, d.score, d.checks,
  d.place, d.picture_removed_at, (SELECT j.adjust FROM generation_jobs j WHERE j.job_id = d.job_id) AS adjust`

const ofRound = `SELECT ${columns} FROM drafts d
  WHERE d.run_id = $1 AND d.spec_revision_id = $2 AND d.round = $3 ORDER BY d.draft_index`

interface Columns {
  job_id: string
  project_id: string
  run_id: string
  spec_revision_id: string
  round: number
  draft_index: number
  seed: string
  sha256: string
  width: number
  height: number
  provider: string
  provider_version: string
  placeholder: boolean
  cost_micros: string
  paint_ms: number
  provenance: MakingProvenance | null
  score: number | null
  checks: AssetCheck[] | null
  place: number | null
  picture_removed_at: Date | null
  adjust: JobAdjust | null
}

/** Drafts, and which of them finals are made from. */
export function createDraftsRepository(context: PostgresCatalogueContext): DraftCatalogue {
  const { pool } = context
  return {
    findOfJob: async (jobId) => await findOfJob(context, jobId),
    findMade: async (projectId, cacheKey) => {
      const [row] = await queryPool<Columns>(
        pool,
        `SELECT ${columns} FROM drafts d
         WHERE d.project_id = $1 AND d.cache_key = $2 AND d.picture_removed_at IS NULL
         ORDER BY d.created_at DESC, d.job_id LIMIT 1`,
        [projectId, cacheKey],
      )
      return row ? toDraft(row) : null
    },
    complete: async (made) => await completeDraft(context, made),
    ofRound: async (runId, specRevisionId, round) =>
      (await queryPool<Columns>(pool, ofRound, [runId, specRevisionId, round])).map(toDraft),
    choose: async (input) => await inTransaction(pool, async (tx) => await chooseDrafts(tx, input)),
    placeFinals: async (projectId, jobs) => {
      await queryPool(
        pool,
        `UPDATE generation_jobs j SET seed = w.seed, adjust = w.adjust
         FROM jsonb_to_recordset($2::jsonb) AS w("jobId" text, seed text, adjust jsonb)
         WHERE j.project_id = $1 AND j.job_id = w."jobId"
           AND (j.seed, j.adjust) IS DISTINCT FROM (w.seed, w.adjust)
           AND NOT EXISTS (SELECT 1 FROM variants v WHERE v.job_id = j.job_id)`,
        [projectId, JSON.stringify(jobs)],
      )
    },
  }
}

async function findOfJob({ pool }: PostgresCatalogueContext, jobId: string): Promise<DraftRow | null> {
  const [row] = await queryPool<Columns>(pool, `SELECT ${columns} FROM drafts d WHERE d.job_id = $1`, [jobId])
  return row ? toDraft(row) : null
}

/** One statement, as that of a variant (complete-job.ts): a second result changes nothing, a refund becomes the commit. */
const completeStatement = `WITH d AS (
    INSERT INTO drafts (job_id, project_id, run_id, spec_revision_id, round, draft_index, seed, sha256, width, height,
      provider, provider_version, placeholder, cost_micros, paint_ms, provenance, cache_key)
    SELECT job_id, project_id, run_id, spec_revision_id, round, variant_index, seed, $3, $4, $5, $6, $7, $8, $9, $10,
      $11::jsonb, $12
    FROM generation_jobs WHERE project_id = $1 AND job_id = $2 AND stage = 'draft'
    ON CONFLICT DO NOTHING RETURNING *),
  paid AS (
    INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
    SELECT job_id, 'commit', project_id, run_id, spec_revision_id, cost_micros FROM d
    ON CONFLICT (job_id) WHERE kind IN ('commit', 'refund') DO UPDATE
      SET kind = 'commit', cost_micros = excluded.cost_micros, created_at = clock_timestamp()),
  ended AS (
    UPDATE generation_jobs SET state = 'done', lease_until = NULL
    WHERE job_id IN (SELECT job_id FROM d) AND state IS NOT NULL)
  SELECT ${columns} FROM d`

async function completeDraft(context: PostgresCatalogueContext, made: MadeDraft): Promise<DraftRow> {
  const { projectId, jobId } = made.job
  const [row] = await queryPool<Columns>(context.pool, completeStatement, [
    projectId,
    jobId,
    ...[made.sha256, made.width, made.height, made.provider, made.providerVersion, made.placeholder],
    ...[Math.ceil(made.costMicros), made.paintMs],
    made.provenance === undefined ? null : JSON.stringify(made.provenance),
    made.cacheKey ?? null,
  ])
  const kept = row ? toDraft(row) : await findOfJob(context, jobId)
  if (kept === null) throw noSuchJob(jobId)
  await tellCap(context, { runId: made.job.runId, costMicros: kept.costMicros })
  return kept
}

async function chooseDrafts(
  tx: ClientBase,
  input: Parameters<DraftCatalogue['choose']>[0],
): Promise<DraftRow[]> {
  const { projectId, runId, specRevisionId, round, scores, chosen } = input
  const read = async () => await queryTx<Columns>(tx, ofRound, [runId, specRevisionId, round])
  // Two that choose at once come one after the other: the second one finds the choice of the first.
  const there = await queryTx<{ job_id: string; place: number | null }>(
    tx,
    `SELECT job_id, place FROM drafts
     WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND round = $4 ORDER BY job_id FOR UPDATE`,
    [projectId, runId, specRevisionId, round],
  )
  if (there.some(({ place }) => place !== null)) return (await read()).map(toDraft)
  const known = new Set(there.map((one) => one.job_id))
  for (const jobId of [...scores.map((one) => one.jobId), ...chosen])
    if (!known.has(jobId)) throw noSuchDraft(jobId)
  await queryTx(
    tx,
    `UPDATE drafts d SET score = g.score, checks = g.checks, place = array_position($2::text[], d.job_id)
     FROM jsonb_to_recordset($1::jsonb) AS g("jobId" text, score float8, checks jsonb) WHERE d.job_id = g."jobId"`,
    [JSON.stringify(scores), chosen],
  )
  const [spec] = await queryTx<{ key: string }>(
    tx,
    'SELECT s.key FROM generation_jobs j JOIN specs s USING (spec_id) WHERE j.job_id = $1',
    [chosen[0]],
  )
  const data = {
    specRevisionId,
    specKey: spec?.key ?? '',
    round,
    drafts: there.length,
    chosen: chosen.length,
  }
  await appendEvent(tx, { projectId, runId, type: 'draftsChosen', data })
  return (await read()).map(toDraft)
}

function toDraft(row: Columns): DraftRow {
  return {
    jobId: row.job_id,
    projectId: row.project_id,
    runId: row.run_id,
    specRevisionId: row.spec_revision_id,
    round: row.round,
    draftIndex: row.draft_index,
    seed: row.seed,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    provider: row.provider,
    providerVersion: row.provider_version,
    placeholder: row.placeholder,
    costMicros: Number(row.cost_micros),
    paintMs: row.paint_ms,
    score: row.score,
    checks: row.checks ?? [],
    place: row.place,
    ...(row.adjust === null ? {} : { adjust: row.adjust }),
    ...(row.provenance === null ? {} : { provenance: row.provenance }),
    ...(row.picture_removed_at === null ? {} : { pictureRemovedAt: row.picture_removed_at.toISOString() }),
  }
}

function noSuchDraft(jobId: string): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `there is no draft of the job ${jobId} in this round`,
    'choose among the drafts that ofRound returns',
    { jobId },
  )
}
