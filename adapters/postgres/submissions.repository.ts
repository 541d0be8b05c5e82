import type { Submission, SubmissionCatalogue, SubmissionState } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { noSuchJob } from './complete-job.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface Columns {
  job_id: string
  submit_no: number
  host: string
  prompt_id: string
  prefix: string
  state: SubmissionState
  execution_ms: number | null
  host_faults: number
  times_smaller: number
}

const columns = `job_id, submit_no, host, prompt_id, prefix, state, execution_ms, times_smaller, (SELECT count(*)::int
  FROM generation_submissions f WHERE f.job_id = generation_submissions.job_id AND f.is_host_fault) AS host_faults`
const failureCharactersMax = 2_000

/** What was posted to which ComfyUI. */
export function createSubmissionsRepository({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): SubmissionCatalogue {
  return {
    async newest(jobId) {
      const [row] = await queryPool<Columns>(
        pool,
        `SELECT ${columns} FROM generation_submissions WHERE job_id = $1 ORDER BY submit_no DESC LIMIT 1`,
        [jobId],
      )
      return row ? toSubmission(row) : null
    },
    begin: async (input) =>
      await inTransaction(pool, async (tx) => {
        // The job's row is the lock: two attempts that begin at once come one after the other.
        const counted = await queryTx(
          tx,
          'UPDATE generation_jobs SET executions = executions + 1 WHERE job_id = $1 RETURNING 1',
          [input.jobId],
        )
        if (counted.length === 0) throw noSuchJob(input.jobId)
        const [newest] = await queryTx<Columns>(
          tx,
          `SELECT ${columns} FROM generation_submissions WHERE job_id = $1 ORDER BY submit_no DESC LIMIT 1`,
          [input.jobId],
        )
        if ((newest?.submit_no ?? 0) !== input.after || newest?.state === 'open')
          throw otherSubmission(input.jobId, input.after, newest)
        const [row] = await queryTx<Columns>(
          tx,
          `INSERT INTO generation_submissions (job_id, submit_no, host, prompt_id, prefix, times_smaller)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${columns}`,
          [
            ...[input.jobId, input.after + 1, input.host, input.promptId, input.prefix],
            input.timesSmaller ?? 0,
          ],
        )
        return toSubmission(row!)
      }),
    async end({ jobId, submitNo, state, executionMs, failure, isHostFault = false }) {
      await queryPool(
        pool,
        `UPDATE generation_submissions
         SET state = $3, execution_ms = $4, failure = $5, is_host_fault = $6, ended_at = clock_timestamp()
         WHERE job_id = $1 AND submit_no = $2 AND state = 'open'`,
        [
          ...[jobId, submitNo, state, executionMs ?? null],
          failure === undefined ? null : storableText(failure, failureCharactersMax),
          isHostFault,
        ],
      )
    },
  }
}

function toSubmission(row: Columns): Submission {
  return {
    jobId: row.job_id,
    submitNo: row.submit_no,
    host: row.host,
    promptId: row.prompt_id,
    prefix: row.prefix,
    state: row.state,
    executionMs: row.execution_ms,
    hostFaults: row.host_faults,
    timesSmaller: row.times_smaller,
  }
}

function otherSubmission(jobId: string, after: number, newest: Columns | undefined): AssetloomError {
  return new AssetloomError(
    'Conflict',
    newest?.state === 'open' && newest.submit_no === after
      ? `submission ${after} of job ${jobId} is still open`
      : `job ${jobId} is at submission ${newest?.submit_no ?? 0}, not at ${after}`,
    'attach to its newest submission',
    { jobId, submitNo: newest?.submit_no ?? 0 },
  )
}
