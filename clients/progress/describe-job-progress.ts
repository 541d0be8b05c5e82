import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'

/** How far one job is, for people: `knight, variant 2: KSampler, step 12 of 30`. */
export function describeJobProgress(notice: ProgressNotice): string {
  const { specKey, variantIndex, stage = 'variant' } = notice
  return `${specKey}, ${stage} ${variantIndex + 1}: ${describeJobPhase(notice)}`
}

/** The same without whose it is: `KSampler, step 12 of 30, pass 2 of 4`. */
export function describeJobPhase(notice: ProgressNotice): string {
  switch (notice.phase) {
    case 'queued':
      return describeQueue(notice.ahead)
    case 'running':
      return describeStep(notice)
    case 'saving':
      return 'is being saved'
    case 'fetching':
      return 'is being fetched'
  }
}

function describeQueue(ahead: number | undefined): string {
  if (ahead === undefined) return 'waits in the queue of the server'
  return ahead === 0 ? 'is next on the server' : `waits, ${ahead} before it`
}

function describeStep({ node, nodeClass, value, max, pass, passes = 1 }: ProgressNotice): string {
  const name = nodeClass ?? (node === undefined ? '' : `node ${node}`)
  if (value === undefined || max === undefined) return name === '' ? 'is being painted' : `at ${name}`
  const parts = [
    ...(name === '' ? [] : [name]),
    `step ${value} of ${max}`,
    ...(pass !== undefined && passes > 1 ? [`pass ${pass} of ${passes}`] : []),
  ]
  return parts.join(', ')
}
