import { ApplicationFailure } from '@temporalio/workflow'
import { contractPolicy } from '../core/autopilot/quality-loop.js'
import { bestScorePolicy } from '../core/review/choose-automatically.js'
import type { DecisionOutcome, RecordedDecision } from '../core/review/verdict.js'

/** A refused decision as its sender gets it; an applied one is returned. */
export function refusedAsFailure(outcome: DecisionOutcome): DecisionOutcome {
  if (outcome.status === 'applied') return outcome
  throw ApplicationFailure.nonRetryable(outcome.message, outcome.reason, outcome.current ?? null)
}

/** `keep: pick by anna`: what a decision was and whose. */
export function decisionSummary(decisions: readonly RecordedDecision[]): string {
  const [first] = decisions
  return first === undefined ? 'keep a decision' : `keep: ${first.verb} by ${first.reviewer}`
}

/** Whether nobody but a policy decided. */
export function isByPolicy(decisions: readonly RecordedDecision[]): boolean {
  return decisions.every(({ reviewer }) => reviewer === bestScorePolicy || reviewer === contractPolicy)
}
