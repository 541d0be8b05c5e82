import { v5 } from 'uuid'

/** Name space of Assetloom's prompts (RFC 9562, 6.5): drawn once at random and never changed. */
const promptNamespace = '6f0c3d0e-64b1-4b0e-9d6f-2f0f0a3c7a51'

/**
 * The prompt id of a job's submission: a canonical lower-case UUID of version 5 (RFC 9562, 5.5), the same again for the
 * same job and number. ComfyUI from 0.25.0 on refuses any other form.
 */
export function promptIdOf(jobId: string, submitNo: number): string {
  return v5(`${jobId}/${submitNo}`, promptNamespace)
}

/** The file name prefix of a submission's outputs: `al-<12 hex of the job>-<number>`. */
export function prefixOf(jobId: string, submitNo: number): string {
  return `al-${jobId.slice(0, 12)}-${submitNo}`
}
