import type { Submission, SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'

/** Submissions in memory with the rules of the real catalogue, for tests of what submits. */
export interface MemorySubmissions extends SubmissionCatalogue {
  /** Every row, oldest first; an end has its reason. */
  readonly rows: readonly (Submission & { readonly failure?: string })[]
}

export function createMemorySubmissions(): MemorySubmissions {
  const rows: (Submission & { failure?: string; isHostFault?: boolean })[] = []
  const faultsOf = (jobId: string) =>
    rows.filter((row) => row.jobId === jobId && row.isHostFault === true).length
  const newestOf = (jobId: string) => rows.findLast((row) => row.jobId === jobId)
  return {
    rows,
    newest: async (jobId) => {
      const newest = newestOf(jobId)
      return newest === undefined ? null : { ...newest, hostFaults: faultsOf(jobId) }
    },
    begin: async ({ after, timesSmaller = 0, ...input }) => {
      const newest = newestOf(input.jobId)
      if ((newest?.submitNo ?? 0) !== after || newest?.state === 'open')
        throw new AssetloomError('Conflict', `job ${input.jobId} has another submission`, 'attach to it')
      const row: Submission = {
        ...input,
        submitNo: after + 1,
        state: 'open',
        executionMs: null,
        hostFaults: faultsOf(input.jobId),
        timesSmaller,
      }
      rows.push(row)
      return structuredClone(row)
    },
    end: async ({ jobId, submitNo, state, executionMs = null, failure, isHostFault = false }) => {
      const at = rows.findIndex(
        (row) => row.jobId === jobId && row.submitNo === submitNo && row.state === 'open',
      )
      const row = rows[at]
      if (row !== undefined)
        rows[at] = { ...row, state, executionMs, isHostFault, ...(failure === undefined ? {} : { failure }) }
    },
  }
}
