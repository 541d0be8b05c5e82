import type { ClientBase } from 'pg'
import type { ClaimCatalogue, ClaimRow } from '../../core/review-together/claim-ports.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import { appendEvent } from './event-log.js'
import { requireRun } from './require-run.js'
import { signedBy } from './signed-by.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  key: string
  spec_revision_id: string
  handle: string
  claimed_at: Date
  lease_until: Date
}

const selectClaims = `SELECT s.key, c.spec_revision_id, c.handle, c.claimed_at, c.lease_until
  FROM run_spec_states rs JOIN specs s USING (spec_id)
    JOIN review_claims c ON c.run_id = rs.owner_run_id AND c.spec_revision_id = rs.spec_revision_id
  WHERE rs.run_id = $1 AND c.lease_until > clock_timestamp()`

/** Who has taken which specs of a run to review. Leases end by the clock of the database. */
export function createReviewClaimsRepository({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): ClaimCatalogue {
  const list = async (runId: string) =>
    (await queryPool<Row>(pool, `${selectClaims} ORDER BY rs.position`, [runId])).map(toRow)
  return {
    list,
    take: async (input) => {
      const taken = await inTransaction(pool, async (tx) => await take(tx, input))
      return (await list(input.runId)).filter(
        (claim) => claim.handle === input.handle && taken.has(claim.specRevisionId),
      )
    },
    renew: async ({ runId, handle }) => {
      await queryPool(
        pool,
        `UPDATE review_claims c SET lease_until = clock_timestamp() + c.lease_ms * interval '1 ms'
         FROM run_spec_states rs
         WHERE rs.run_id = $1 AND c.run_id = rs.owner_run_id AND c.spec_revision_id = rs.spec_revision_id
           AND c.handle = $2 AND c.lease_until > clock_timestamp()`,
        [runId, handle],
      )
      return (await list(runId)).filter((claim) => claim.handle === handle)
    },
    release: async (input) => await inTransaction(pool, async (tx) => await release(tx, input)),
  }
}

async function take(
  tx: ClientBase,
  { projectId, runId, handle, count, leaseMs }: Parameters<ClaimCatalogue['take']>[0],
): Promise<Set<string>> {
  await requireRun(tx, projectId, runId)
  const held = await queryTx(tx, `${selectClaims} AND c.handle = $2`, [runId, handle])
  const wanted = Math.min(count, togetherLimits.claimsHeldMax - held.length)
  const taken = new Set<string>()
  // What others took while this statement waited is skipped; the next statement sees it and goes on behind it.
  for (let isAny = true; isAny && taken.size < wanted;) {
    const rows = await claimNext(tx, { runId, handle, leaseMs, count: wanted - taken.size })
    for (const { spec_revision_id } of rows) taken.add(spec_revision_id)
    isAny = rows.length > 0
  }
  if (taken.size > 0) await announce(tx, projectId, runId, { handle, taken: taken.size, released: 0 })
  return taken
}

/** Specs that another taker is just claiming are locked, and skipped. */
async function claimNext(
  tx: ClientBase,
  input: { runId: string; handle: string; leaseMs: number; count: number },
): Promise<{ spec_revision_id: string }[]> {
  return await queryTx(
    tx,
    `WITH free AS (
       SELECT o.run_id, o.spec_revision_id, o.project_id
       FROM waiting_reviews w
         JOIN run_specs o ON o.run_id = w.owner_run_id AND o.spec_revision_id = w.spec_revision_id
       WHERE w.run_id = $1
         AND NOT EXISTS (SELECT 1 FROM review_claims c WHERE c.run_id = o.run_id
           AND c.spec_revision_id = o.spec_revision_id AND c.lease_until > clock_timestamp())
         AND NOT EXISTS (SELECT 1 FROM review_assignments a WHERE a.run_id = o.run_id
           AND a.spec_revision_id = o.spec_revision_id AND a.handle <> $2)
         AND NOT ${signedBy('o.run_id', 'o.spec_revision_id', '$2')}
       ORDER BY w.position LIMIT $4 FOR NO KEY UPDATE OF o SKIP LOCKED)
     INSERT INTO review_claims AS c (run_id, spec_revision_id, project_id, handle, lease_ms, lease_until)
     SELECT run_id, spec_revision_id, project_id, $2, $3::int, clock_timestamp() + $3::int * interval '1 ms' FROM free
     ON CONFLICT (run_id, spec_revision_id) DO UPDATE SET handle = excluded.handle, lease_ms = excluded.lease_ms,
       claimed_at = clock_timestamp(), lease_until = excluded.lease_until
       WHERE c.lease_until <= clock_timestamp()
     RETURNING spec_revision_id`,
    [input.runId, input.handle, Math.floor(input.leaseMs), input.count],
  )
}

async function release(
  tx: ClientBase,
  { projectId, runId, handle, specKeys }: Parameters<ClaimCatalogue['release']>[0],
): Promise<number> {
  const gone = await queryTx<{ is_live: boolean }>(
    tx,
    `DELETE FROM review_claims c USING run_spec_states rs, specs s
     WHERE rs.project_id = $1 AND rs.run_id = $2 AND s.spec_id = rs.spec_id AND c.run_id = rs.owner_run_id
       AND c.spec_revision_id = rs.spec_revision_id AND c.handle = $3 AND ($4::text[] IS NULL OR s.key = ANY($4))
     RETURNING c.lease_until > clock_timestamp() AS is_live`,
    [projectId, runId, handle, specKeys ?? null],
  )
  const released = gone.filter(({ is_live }) => is_live).length
  if (released > 0) await announce(tx, projectId, runId, { handle, taken: 0, released })
  return released
}

async function announce(
  tx: ClientBase,
  projectId: string,
  runId: string,
  data: { handle: string; taken: number; released: number },
): Promise<void> {
  await appendEvent(tx, { projectId, runId, type: 'claimsChanged', data })
}

function toRow(row: Row): ClaimRow {
  return {
    specKey: row.key,
    specRevisionId: row.spec_revision_id,
    handle: row.handle,
    claimedAt: row.claimed_at.toISOString(),
    leaseUntil: row.lease_until.toISOString(),
  }
}
