import type { Submission, SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'

/** Submissions that this process alone makes and nobody needs after it: kept in memory. */
export interface PassingSubmissions extends SubmissionCatalogue {
  promptIds(): ReadonlySet<string>
}

export function createPassingSubmissions(): PassingSubmissions {
  const byJob = new Map<string, Submission[]>()
  const promptIds = new Set<string>()
  return {
    promptIds: () => promptIds,
    newest: async (jobId) => byJob.get(jobId)?.at(-1) ?? null,
    begin: async ({ after, timesSmaller = 0, ...input }) => {
      const rows = byJob.get(input.jobId) ?? []
      const newest = rows.at(-1)
      if ((newest?.submitNo ?? 0) !== after || newest?.state === 'open')
        throw new AssetloomError('Conflict', `job ${input.jobId} has another submission`, 'attach to it')
      const hostFaults = newest?.hostFaults ?? 0
      const row: Submission = {
        ...{ ...input, submitNo: after + 1, state: 'open', executionMs: null, hostFaults, timesSmaller },
      }
      byJob.set(input.jobId, [...rows, row])
      promptIds.add(row.promptId)
      return row
    },
    end: async ({ jobId, submitNo, state, executionMs = null, isHostFault = false }) => {
      const rows = byJob.get(jobId) ?? []
      byJob.set(
        jobId,
        rows.map((row) =>
          row.submitNo === submitNo && row.state === 'open'
            ? { ...row, state, executionMs, hostFaults: row.hostFaults + (isHostFault ? 1 : 0) }
            : row,
        ),
      )
    },
  }
}
