import type { Pool } from 'pg'
import type { UnwantedSubmission, UnwantedSubmissions } from '../../core/comfyui/unwanted-ports.js'
import { queryPool } from './transaction.js'

const readMax = 100

/** A job that was given back has a refund; it is taken back when the job is wanted again. Throws as queryPool does. */
export function createUnwantedSubmissions(pool: Pool): UnwantedSubmissions {
  return {
    unwanted: async (host) =>
      await queryPool<UnwantedSubmission>(
        pool,
        `SELECT s.job_id AS "jobId", s.submit_no AS "submitNo", s.prompt_id AS "promptId"
         FROM generation_submissions s JOIN generation_jobs j USING (job_id)
         WHERE s.host = $1 AND s.state = 'open' AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
           AND EXISTS (SELECT 1 FROM ledger_entries l WHERE l.job_id = s.job_id AND l.kind = 'refund')
         ORDER BY s.posted_at LIMIT $2`,
        [host, readMax],
      ),
  }
}
