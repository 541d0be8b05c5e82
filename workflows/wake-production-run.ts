import { getExternalWorkflowHandle, isCancellation, type SignalDefinition } from '@temporalio/workflow'
import { workflowIds } from '../core/ids.js'

/**
 * Tells productionRun that something changed. The run may be over (a reopened review): the catalogue has the truth,
 * the signal is only a wake-up, so a missing receiver is no error.
 */
export async function wakeProductionRun(
  scope: { readonly runId: string; readonly specRevisionId: string },
  signal: SignalDefinition<[string]> | SignalDefinition<[string?]>,
): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowIds.productionRun(scope.runId)).signal(
      signal,
      scope.specRevisionId,
    )
  } catch (error) {
    if (isCancellation(error)) throw error
  }
}
