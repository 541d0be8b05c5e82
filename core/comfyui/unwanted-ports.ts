import type { Submission } from './submission-ports.js'

export type UnwantedSubmission = Pick<Submission, 'jobId' | 'submitNo' | 'promptId'>

/** Submissions that were left behind. */
export interface UnwantedSubmissions {
  /**
   * Open ones of a host whose jobs were given back and are in nobody's hands: the workflow ended before their attempt
   * could be told, or the process that followed them died. Oldest first, some hundred at most.
   */
  unwanted(host: string): Promise<readonly UnwantedSubmission[]>
}
