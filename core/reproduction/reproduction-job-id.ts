import { hashOf } from '../hash.js'

/** The generation job by which the job of an order makes a variant again. */
export function reproductionJobId(jobId: string): string {
  return hashOf({ reproduction: jobId })
}
