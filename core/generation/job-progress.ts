import type { ComfyProgress } from '../comfyui/comfy-work.js'
import type { GenerationJob } from '../ports.js'

/** How far one job is, told while it runs and kept by nobody. */
export interface JobProgress extends ComfyProgress {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly jobId: string
  readonly specKey: string
  readonly round: number
  readonly variantIndex: number
  /** It makes no variant but a draft. */
  readonly stage?: 'draft'
}

/** Of a job of the spec `specKey`. */
export function jobProgressOf(job: GenerationJob, specKey: string, progress: ComfyProgress): JobProgress {
  const { projectId, runId, specRevisionId, jobId, round, variantIndex, stage } = job
  const of = { projectId, runId, specRevisionId, jobId, specKey, round, variantIndex }
  return { ...of, ...(stage === undefined ? {} : { stage }), ...progress }
}
