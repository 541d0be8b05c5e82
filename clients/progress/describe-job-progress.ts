import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'

/** How far one job is, for people: `knight, variant 2: step 12 of 30`. */
export function describeJobProgress(notice: ProgressNotice): string {
  const { specKey, variantIndex } = notice
  return `${specKey}, variant ${variantIndex + 1}: ${describePhase(notice)}`
}

function describePhase({ phase, ahead, value, max }: ProgressNotice): string {
  switch (phase) {
    case 'queued':
      return ahead === undefined ? 'waits in the queue of the server' : `waits, ${ahead} before it`
    case 'running':
      return value === undefined || max === undefined ? 'is being painted' : `step ${value} of ${max}`
    case 'saving':
      return 'is being saved'
    case 'fetching':
      return 'is being fetched'
  }
}
