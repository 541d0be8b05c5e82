import type { Pool } from 'pg'
import type { PresenceNotice } from '../../core/review-together/presence.schema.js'
import { queryPool } from './transaction.js'

/** Channel of NOTIFY; the payload is a PresenceNotice. */
export const presenceChannel = 'assetloom_presence'

/** Tells every API that listens where a person is. Throws Unavailable where the database does not answer. */
export function createPresenceTeller(pool: Pool): (notice: PresenceNotice) => Promise<void> {
  return async (notice) => {
    await queryPool(pool, 'SELECT pg_notify($1, $2)', [presenceChannel, JSON.stringify(notice)])
  }
}
