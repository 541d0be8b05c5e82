import { AssetloomError } from '../../core/errors.js'
import type { ReviewQueue, WaitingReview } from '../../core/review-together/assignment-ports.js'
import { reviewDueDefaultMs } from '../../core/workflow-inputs.js'
import { boundLimit } from './page-limit.js'
import { signedBy } from './signed-by.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Row {
  project_id: string
  run_id: string
  name: string
  spec_revision_id: string
  position: number
  key: string
  since: Date
  since_micros: string
  due_at: Date | null
  claimed_by: string | null
  assigned_to: string | null
  total: string
}

/** Where a spec is in several runs, the newest one shows it. */
const standingSql = `WITH waiting AS (
    SELECT DISTINCT ON (w.owner_run_id, w.spec_revision_id) w.*, r.created_at, r.wishlist_revision_id
    FROM waiting_reviews w JOIN runs r ON r.run_id = w.run_id
    WHERE ($1::text[] IS NULL OR w.project_id = ANY($1)) AND ($2::text IS NULL OR w.run_id = $2)
    ORDER BY w.owner_run_id, w.spec_revision_id, r.created_at DESC, w.run_id DESC),
  standing AS (
    SELECT w.*, s.key, wl.name, coalesce(o.reviewing_since, w.created_at) AS since,
      CASE WHEN wr.options ? 'reviewDueMs' THEN (wr.options ->> 'reviewDueMs')::float8 ELSE $8 END AS due_ms,
      c.handle AS claimed_by, coalesce(a.handle, ra.handle) AS assigned_to
    FROM waiting w
      JOIN specs s ON s.spec_id = w.spec_id
      JOIN run_specs o ON o.run_id = w.owner_run_id AND o.spec_revision_id = w.spec_revision_id
      JOIN wishlist_revisions wr ON wr.wishlist_revision_id = w.wishlist_revision_id
      JOIN wishlists wl ON wl.wishlist_id = wr.wishlist_id
      LEFT JOIN review_claims c ON c.run_id = w.owner_run_id AND c.spec_revision_id = w.spec_revision_id
        AND c.lease_until > clock_timestamp()
      LEFT JOIN review_assignments a ON a.run_id = w.owner_run_id AND a.spec_revision_id = w.spec_revision_id
      LEFT JOIN run_assignments ra ON ra.run_id = w.run_id),
  wanted AS (
    SELECT *, (extract(epoch FROM since) * 1000000)::bigint AS since_micros FROM standing
    WHERE $3::text IS NULL OR NOT ${signedBy('standing.owner_run_id', 'standing.spec_revision_id', '$3')} AND (
      claimed_by = $3 OR assigned_to = $3 OR (claimed_by IS NULL AND assigned_to IS NULL)))`

/** What waits for people, over all projects. */
export function createReviewQueue({ pool }: Pick<PostgresCatalogueContext, 'pool'>): ReviewQueue {
  return {
    waiting: async ({ projectIds, mine, runId, cursor, limit: asked }) => {
      const limit = boundLimit(asked)
      const after = cursor === undefined ? [null, null, null] : parseCursor(cursor)
      const rows = await queryPool<Row>(
        pool,
        `${standingSql}
         SELECT w.*, total.n AS total, since + due_ms * interval '1 ms' AS due_at
         FROM (SELECT count(*) AS n FROM wanted) total LEFT JOIN LATERAL (
           SELECT * FROM wanted WHERE $4::bigint IS NULL OR (since_micros, run_id, position) > ($4, $5::text, $6::int)
           ORDER BY since_micros, run_id, position LIMIT $7) w ON true
         ORDER BY since_micros, run_id, position`,
        [projectIds, runId ?? null, mine ?? null, ...after, limit + 1, reviewDueDefaultMs],
      )
      const found = rows.filter((row) => row.run_id !== null)
      const last = found.length > limit ? found[limit - 1] : undefined
      return {
        items: found.slice(0, limit).map(toItem),
        total: Number(rows[0]?.total ?? 0),
        nextCursor: last ? `${last.since_micros}.${last.run_id}.${last.position}` : null,
      }
    },
  }
}

function parseCursor(cursor: string): [string, string, number] {
  const match = /^(\d{1,17})\.([\w-]{1,100})\.(\d{1,9})$/.exec(cursor)
  if (match) return [String(match[1]), String(match[2]), Number(match[3])]
  throw new AssetloomError(
    'InvalidInput',
    'this cursor was not given by this list',
    'start again without a cursor',
  )
}

function toItem(row: Row): WaitingReview {
  return {
    projectId: row.project_id,
    runId: row.run_id,
    wishlistName: row.name,
    specRevisionId: row.spec_revision_id,
    specKey: row.key,
    waitingSince: row.since.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    claimedBy: row.claimed_by,
    assignedTo: row.assigned_to,
  }
}
