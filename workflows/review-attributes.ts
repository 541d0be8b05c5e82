import type { SearchAttributeUpdatePair } from '@temporalio/common'
import type { SpecStage } from '../core/run-options.js'
import { reviewDueAtKey, reviewStateKey, roundNoKey, specStageKey } from './search-attribute-keys.js'

/**
 * How one spec stands, for lists in the Temporal UI. Its review is `waiting`, with the time from which it is overdue,
 * `decided`, or `notReady`; without `dueMs` nothing is said of it, as executions of before had it.
 */
export function specAttributes(
  stage: SpecStage,
  round: number,
  dueMs: number | undefined,
): SearchAttributeUpdatePair[] {
  const attributes: SearchAttributeUpdatePair[] = [
    { key: specStageKey, value: stage },
    { key: roundNoKey, value: round },
  ]
  if (dueMs === undefined) return attributes
  const dueAt = stage === 'reviewing' ? new Date(Date.now() + dueMs) : null
  return [...attributes, ...waitingAttributes(stateOf(stage), dueAt)]
}

/** How a review stands. */
export function waitingAttributes(
  state: 'notReady' | 'waiting' | 'decided',
  dueAt: Date | null,
): SearchAttributeUpdatePair[] {
  return [
    { key: reviewStateKey, value: state },
    { key: reviewDueAtKey, value: dueAt },
  ]
}

function stateOf(stage: SpecStage): 'notReady' | 'waiting' | 'decided' {
  switch (stage) {
    case 'reviewing':
      return 'waiting'
    case 'finishing':
    case 'done':
    case 'rejected':
      return 'decided'
    case 'waiting':
    case 'generating':
    case 'scoring':
    case 'failed':
    case 'cancelled':
      return 'notReady'
  }
}
