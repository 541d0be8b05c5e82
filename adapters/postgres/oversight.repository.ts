import { AssetloomError } from '../../core/errors.js'
import type { OversightCatalogue, RunWaits, ServiceInterval } from '../../core/oversight-ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import type { RunStage } from '../../core/run-options.js'
import { lockUntilCommit } from './advisory-lock.js'
import { readBudgetWait } from './project-budget.js'
import { readProjectSpending, readProviderFigures } from './project-spending.js'
import { countIntegrity, readFigures } from './report-figures.js'
import { statesOf } from './run-states.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

const intervalsMax = 1_000
/** So many pictures tell the pace; a longer pause between two of them is not painting. */
const pacePicturesMax = 65
const pauseCountedMs = 30_000

/** What people are told about the whole. Reads only, but for the intervals. */
export function createOversightRepository(context: PostgresCatalogueContext): OversightCatalogue {
  const { pool } = context
  return {
    extendInterval: async (input) => {
      await inTransaction(pool, async (tx) => {
        await lockUntilCommit(tx, 'named', `interval ${input.part} ${input.bootId}`)
        const extended = await queryTx(
          tx,
          `UPDATE service_intervals SET last_seen = greatest(last_seen, clock_timestamp()) WHERE interval_no = (
             SELECT max(interval_no) FROM service_intervals WHERE part = $1 AND boot_id = $2)
             AND last_seen > clock_timestamp() - $3 * interval '1 millisecond' RETURNING 1`,
          [input.part, input.bootId, input.gapMs],
        )
        if (extended.length === 0)
          await queryTx(tx, 'INSERT INTO service_intervals (part, boot_id, process) VALUES ($1, $2, $3)', [
            input.part,
            input.bootId,
            input.process,
          ])
      })
    },
    intervals: async (part, since) => {
      const rows = await queryPool<{ part: ServiceInterval['part']; boot: string; began: Date; seen: Date }>(
        pool,
        `SELECT * FROM (
           SELECT interval_no, part, boot_id AS boot, began_at AS began, last_seen AS seen FROM service_intervals
           WHERE part = $1 AND last_seen >= $2 ORDER BY interval_no DESC LIMIT $3) newest ORDER BY began, interval_no`,
        [part, since, intervalsMax],
      )
      return rows.map((row) => ({
        part: row.part,
        bootId: row.boot,
        from: row.began.toISOString(),
        lastSeen: row.seen.toISOString(),
      }))
    },
    runWaits: async (runId) => await readRunWaits(context, runId),
    figuresSince: async (since, projectIds = null) => await readFigures(context, since, projectIds),
    integrity: async (projectIds = null) => await countIntegrity(context, projectIds),
    spending: async (projectId) => await readProjectSpending(context, projectId),
    providerFigures: async () => await readProviderFigures(context, null),
  }
}

interface WaitRow {
  stage: RunStage
  waiting: string
  held: string
  waiting_since: Date | null
  review_since: Date | null
  paused_since: Date | null
  outbox: string
  outbox_since: Date | null
  holders: RunWaits['holders']
}

async function readRunWaits(context: PostgresCatalogueContext, runId: string): Promise<RunWaits> {
  const [row] = await queryPool<WaitRow>(
    context.pool,
    `WITH run AS (SELECT run_id, project_id, paused, stage, created_at FROM runs WHERE run_id = $1),
     own AS (SELECT granted_at, queued_at FROM permits WHERE run_id = $1),
     holders AS (
       SELECT p.run_id, w.name, count(*)::int AS permits
       FROM permits p JOIN runs r USING (run_id) JOIN wishlist_revisions USING (wishlist_revision_id)
         JOIN wishlists w USING (wishlist_id)
       WHERE p.granted_at IS NOT NULL AND p.project_id = (SELECT project_id FROM run)
       GROUP BY p.run_id, w.name ORDER BY count(*) DESC, p.run_id LIMIT 10),
     mail AS (SELECT created_at FROM outbox WHERE closed_at IS NULL AND message ->> 'runId' = $1)
     SELECT
       (SELECT count(*) FROM own WHERE granted_at IS NULL) AS waiting,
       (SELECT count(*) FROM own WHERE granted_at IS NOT NULL) AS held,
       (SELECT min(queued_at) FROM own WHERE granted_at IS NULL) AS waiting_since,
       (SELECT min(coalesce(st.reviewing_since, run.created_at)) FROM (${statesOf('$1')}) st WHERE st.stage = 'reviewing')
         AS review_since,
       CASE WHEN run.paused THEN (SELECT max(at) FROM events e
          WHERE e.project_id = run.project_id AND e.run_id = $1 AND e.type = 'runPaused') END AS paused_since,
       (SELECT count(*) FROM mail) AS outbox,
       (SELECT min(created_at) FROM mail) AS outbox_since,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('runId', run_id, 'name', name, 'permits', permits)
          ORDER BY permits DESC, run_id), '[]') FROM holders) AS holders,
       stage
     FROM run`,
    [runId],
  )
  if (!row) throw new AssetloomError('NotFound', `no run ${runId}`, 'list the runs', { runId })
  const budget = await readBudgetWait(context, runId)
  return {
    ...(budget === null ? {} : { budget }),
    permitsWaiting: Number(row.waiting),
    permitsHeld: Number(row.held),
    waitingSince: row.waiting_since?.toISOString() ?? null,
    holders: row.holders,
    reviewSince: row.review_since?.toISOString() ?? null,
    pausedSince: row.paused_since?.toISOString() ?? null,
    outboxOpen: Number(row.outbox),
    outboxSince: row.outbox_since?.toISOString() ?? null,
    pace: terminalRunStages.includes(row.stage) ? null : await readPace(context, runId),
  }
}

/**
 * A pause longer than any picture takes (a night, a review) counts as one picture's longest time, not as work. Another
 * run tells something only where the same provider made it: a painter in this process says nothing of a GPU.
 */
async function readPace({ pool }: PostgresCatalogueContext, runId: string): Promise<RunWaits['pace']> {
  const [row] = await queryPool<{
    pictures: string
    span: number | null
    deviation: number
    gaps_ms: number[] | null
    is_own: boolean
  }>(
    pool,
    `WITH own AS (SELECT created_at FROM variants WHERE run_id = $1 ORDER BY created_at DESC LIMIT $2),
     other AS (
       SELECT created_at FROM variants WHERE run_id = (
         SELECT run_id FROM variants WHERE run_id <> $1 AND provider IN (
           SELECT sr.content ->> 'provider' FROM run_specs rs JOIN spec_revisions sr USING (spec_revision_id)
           WHERE rs.run_id = $1)
         ORDER BY created_at DESC LIMIT 1)
       ORDER BY created_at DESC LIMIT $2),
     chosen AS (
       SELECT created_at FROM own WHERE (SELECT count(*) FROM own) >= 5
       UNION ALL SELECT created_at FROM other WHERE (SELECT count(*) FROM own) < 5),
     gaps AS (SELECT created_at,
       extract(epoch FROM created_at - lag(created_at) OVER (ORDER BY created_at)) * 1000 AS gap FROM chosen)
     SELECT count(gap) AS pictures, sum(least(gap, $3))::float8 AS span,
       coalesce(stddev_samp(least(gap, $3)), 0)::float8 AS deviation,
       array_agg(least(gap, $3)::float8 ORDER BY created_at) FILTER (WHERE gap IS NOT NULL) AS gaps_ms, (SELECT count(*) FROM own) >= 5 AS is_own
     FROM gaps`,
    [runId, pacePicturesMax, pauseCountedMs],
  )
  const pictures = Number(row?.pictures ?? 0)
  const spanMs = Math.round(row?.span ?? 0)
  if (row === undefined || pictures < 4 || spanMs <= 0) return null
  const { deviation, gaps_ms: gapsMs, is_own: isOwn } = row
  return { pictures, spanMs, deviationMs: Math.round(deviation), gapsMs: gapsMs ?? [], isOwn }
}
