import type { RunView } from '../../../core/http/http-api.js'
import { terminalRunStages } from '../../../core/run-options.js'

type RunWithoutSpecs = Pick<RunView, 'stage' | 'failure' | 'problems'>

/** Why a run has no specs: its list is still read, or it ended before it had one. */
export function describeNoSpecs({ stage, failure, problems }: RunWithoutSpecs): string {
  if (!terminalRunStages.includes(stage)) return 'The list is being read. Specs appear here as soon as it is.'
  if (problems.length > 0) return 'This run has no specs: no line of its list could be used.'
  if (stage === 'cancelled') return 'This run has no specs: it was cancelled before its list was read.'
  if (stage === 'done') return 'This run has no specs: its list held nothing to make.'
  const reason = (failure ?? 'the reason was not recorded').replace(/\.$/, '')
  return `This run has no specs. It failed: ${reason}.`
}

/** The same below the list of specs, where there is little room; nothing while nobody knows. */
export function describeEmptyQueue(run: RunWithoutSpecs | null, isLoaded: boolean): string {
  if (run === null || !isLoaded) return ''
  return terminalRunStages.includes(run.stage) ? 'No specs.' : 'The list is being read.'
}
