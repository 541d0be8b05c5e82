import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  type LocalActivityOptions,
} from '@temporalio/workflow'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import { catalogueOptions } from './activity-options.js'
import { withSummary } from './with-summary.js'

/** One try of a write that takes milliseconds; what holds it up for longer is waited for in the queue. */
const localOptions: LocalActivityOptions = { startToCloseTimeout: '3s', retry: { maximumAttempts: 1 } }

const queued = proxyActivities<OrchestrateActivities>(catalogueOptions)
const local = proxyLocalActivities<OrchestrateActivities>(localOptions)

type StepName = 'reserveGeneration' | 'recordDecision' | 'setSpecStage'

/**
 * A write to the catalogue within the workflow task itself, which spares the server three events and a task; what does
 * not succeed at once goes to the queue, where it is tried for as long as it takes. Only for what follows from events
 * that are already in the history: an update is not kept until its workflow task ends, so a write that follows from one
 * could outlive it.
 */
export async function inWorkflowTask<Name extends StepName>(
  name: Name,
  summary: string,
  input: Parameters<OrchestrateActivities[Name]>[0],
): Promise<void> {
  try {
    await (local[name] as Step).executeWithOptions(withSummary(summary), [input])
  } catch (error) {
    if (isCancellation(error) || isFinal(error)) throw error
    await inQueue(name, summary, input)
  }
}

/** The same as an activity of the orchestrate queue. */
export async function inQueue<Name extends StepName>(
  name: Name,
  summary: string,
  input: Parameters<OrchestrateActivities[Name]>[0],
): Promise<void> {
  await (queued[name] as Step).executeWithOptions(withSummary(summary), [input])
}

interface Step {
  executeWithOptions(options: { summary: string }, args: [unknown]): Promise<void>
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.nonRetryable === true
  )
}
