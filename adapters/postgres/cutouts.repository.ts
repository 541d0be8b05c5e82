import type { CutoutCatalogue, CutoutPicture, CutoutRow } from '../../core/generation/cutout-ports.js'
import type { CutoutProvenance } from '../../core/generation/cutout-route.js'
import { noSuchJob } from './complete-job.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Columns {
  job_id: string
  picture_sha256: string
  picture: Omit<CutoutPicture, 'sha256'>
  sha256: string | null
  outcome: CutoutProvenance | { readonly refused: string } | null
}

const columns = 'job_id, picture_sha256, picture, sha256, outcome'

/** Backgrounds that a model removes. */
export function createCutoutsRepository({ pool }: Pick<PostgresCatalogueContext, 'pool'>): CutoutCatalogue {
  const find: CutoutCatalogue['find'] = async (jobId) => {
    const [row] = await queryPool<Columns>(pool, `SELECT ${columns} FROM cutouts WHERE job_id = $1`, [jobId])
    return row ? toRow(row) : null
  }
  return {
    find,
    begin: async ({ jobId, pictureJobId, picture, costMicros }) => {
      const { sha256, ...rest } = picture
      const [row] = await queryPool<Columns>(pool, beginStatement, [
        ...[jobId, pictureJobId, sha256, JSON.stringify(rest), Math.ceil(costMicros)],
      ])
      if (!row) throw noSuchJob(pictureJobId)
      return toRow(row)
    },
    settle: async ({ jobId, outcome, costMicros }) => {
      const isMade = 'sha256' in outcome
      await queryPool(pool, settleStatement, [
        ...[jobId, isMade ? outcome.sha256 : null, JSON.stringify(isMade ? outcome.provenance : outcome)],
        ...[isMade ? 'commit' : 'refund', Math.ceil(costMicros)],
      ])
      const settled = await find(jobId)
      if (settled === null) throw noSuchJob(jobId)
      return settled
    },
    abandon: async (jobId) => {
      await queryPool(
        pool,
        `INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros, currency)
         SELECT r.job_id, 'refund', r.project_id, r.run_id, r.spec_revision_id, r.cost_micros, r.currency
         FROM ledger_entries r JOIN cutouts c USING (job_id)
         WHERE r.job_id = $1 AND r.kind = 'reserve' AND NOT EXISTS (
           SELECT 1 FROM ledger_entries s WHERE s.job_id = r.job_id AND s.kind IN ('commit', 'refund'))
         ON CONFLICT DO NOTHING`,
        [jobId],
      )
    },
  }
}

/**
 * Identity comes from the job of the picture; of a reproduction, one that its run neither counts nor pays for. A refund
 * of what is wanted again is taken back.
 */
const beginStatement = `WITH of AS (
    SELECT p.*, r.run_id AS payer FROM generation_jobs p
      JOIN ledger_entries r ON r.job_id = p.job_id AND r.kind = 'reserve' WHERE p.job_id = $2),
  job AS (
    INSERT INTO generation_jobs (job_id, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed, stage)
    SELECT $1, project_id, run_id, spec_id, spec_revision_id, round, variant_index, seed,
      CASE WHEN stage = 'reproduction' THEN stage ELSE 'cutout' END
    FROM of ON CONFLICT (job_id) DO NOTHING),
  unrefunded AS (
    DELETE FROM ledger_entries WHERE job_id = $1 AND kind = 'refund'
      AND NOT EXISTS (SELECT 1 FROM cutouts WHERE job_id = $1 AND ended_at IS NOT NULL)),
  reserved AS (
    INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
    SELECT $1, 'reserve', project_id, payer, spec_revision_id, $5::bigint FROM of ON CONFLICT (job_id, kind) DO NOTHING)
  INSERT INTO cutouts (job_id, picture_job_id, project_id, picture_sha256, picture)
  SELECT $1, $2, project_id, $3, $4::jsonb FROM of
  ON CONFLICT (job_id) DO UPDATE SET picture_sha256 = excluded.picture_sha256, picture = excluded.picture
  RETURNING ${columns}`

/** One statement: a second outcome changes nothing, and a refund that came first becomes the commit. */
const settleStatement = `WITH ended AS (
    UPDATE cutouts SET sha256 = $2, outcome = $3::jsonb, ended_at = clock_timestamp()
    WHERE job_id = $1 AND ended_at IS NULL RETURNING job_id),
  paid AS (
    INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
    SELECT r.job_id, $4::text, r.project_id, r.run_id, r.spec_revision_id,
      CASE WHEN $4::text = 'refund' THEN r.cost_micros ELSE $5::bigint END
    FROM ended JOIN ledger_entries r ON r.job_id = ended.job_id AND r.kind = 'reserve'
    ON CONFLICT (job_id) WHERE kind IN ('commit', 'refund') DO UPDATE
      SET kind = excluded.kind, cost_micros = excluded.cost_micros, created_at = clock_timestamp())
  UPDATE generation_jobs SET state = 'done', lease_until = NULL WHERE job_id IN (SELECT job_id FROM ended)`

function toRow({ job_id, picture_sha256, picture, sha256, outcome }: Columns): CutoutRow {
  return {
    jobId: job_id,
    picture: { ...picture, sha256: picture_sha256 },
    outcome: outcomeOf(sha256, outcome),
  }
}

function outcomeOf(sha256: string | null, outcome: Columns['outcome']): CutoutRow['outcome'] {
  if (outcome === null) return null
  if (sha256 !== null && 'graph' in outcome) return { sha256, provenance: outcome }
  return { refused: outcome.refused ?? '' }
}
