import type { IdempotencyCatalogue, IdempotencyClaim } from '../../core/idempotency-ports.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type ClaimInput = Parameters<IdempotencyCatalogue['claim']>[0]

/** Requests that were answered once and are not to be done twice. */
export function createIdempotencyRepository(context: PostgresCatalogueContext): IdempotencyCatalogue {
  const { pool } = context
  return {
    claim: async (input) => await claim(context, input),
    answer: async ({ projectId, key, requestHash, answer }) => {
      await queryPool(
        pool,
        `UPDATE idempotency_keys SET status = $4, location = $5, body = $6
         WHERE project_id = $1 AND key = $2 AND request_hash = $3 AND status IS NULL`,
        [projectId, key, requestHash, answer.status, answer.location, JSON.stringify(answer.body ?? null)],
      )
    },
    release: async (projectId, key) => {
      await queryPool(
        pool,
        'DELETE FROM idempotency_keys WHERE project_id = $1 AND key = $2 AND status IS NULL',
        [projectId, key],
      )
    },
  }
}

async function claim(
  { pool }: PostgresCatalogueContext,
  { projectId, key, requestHash, leaseMs, keepMs }: ClaimInput,
): Promise<IdempotencyClaim> {
  return await inTransaction(pool, async (tx) => {
    await queryTx(
      tx,
      'DELETE FROM idempotency_keys WHERE project_id = $1 AND expires_at <= clock_timestamp()',
      [projectId],
    )
    // The row stays locked to the commit whether it is taken or not, so what is read next is what stands.
    const taken = await queryTx(
      tx,
      `INSERT INTO idempotency_keys AS known (project_id, key, request_hash, lease_until, expires_at)
       VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond',
         clock_timestamp() + $5 * interval '1 millisecond')
       ON CONFLICT (project_id, key) DO UPDATE SET lease_until = excluded.lease_until
       WHERE known.status IS NULL AND known.lease_until <= clock_timestamp()
         AND known.request_hash = excluded.request_hash
       RETURNING 1`,
      [projectId, key, requestHash, leaseMs, keepMs],
    )
    if (taken.length > 0) return { state: 'claimed' }
    const [row] = await queryTx<{
      request_hash: string
      status: number | null
      location: string | null
      body: unknown
    }>(
      tx,
      'SELECT request_hash, status, location, body FROM idempotency_keys WHERE project_id = $1 AND key = $2',
      [projectId, key],
    )
    // DO UPDATE has locked it, so it cannot be gone.
    if (!row) return { state: 'inFlight' }
    if (row.request_hash !== requestHash) return { state: 'mismatch' }
    if (row.status === null) return { state: 'inFlight' }
    return { state: 'answered', answer: { status: row.status, location: row.location, body: row.body } }
  })
}
