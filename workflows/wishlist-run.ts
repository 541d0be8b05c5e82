import { ActivityFailure, ParentClosePolicy, proxyActivities, startChild } from '@temporalio/workflow'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import { workflowIds } from '../core/ids.js'
import type { WishlistRunInput } from '../core/workflow-inputs.js'
import { catalogueOptions, wholeRunOptions } from './activity-options.js'
import { failureMessage } from './failure-message.js'
import { productionRun } from './production-run.js'
import { projectIdKey, runIdKey } from './search-attribute-keys.js'

const { setRunStage } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { refineWishlist } = proxyActivities<OrchestrateActivities>(wholeRunOptions)

/** Raw text to specs, then on to production. */
export async function wishlistRun({ wishlistRevisionId, production }: WishlistRunInput): Promise<number> {
  const { projectId, runId } = production
  try {
    const { specs } = await refineWishlist({ projectId, wishlistRevisionId })
    if (specs === 0) {
      const failure = 'the wishlist holds no usable line: its problems say what to write instead'
      await setRunStage({ runId, stage: 'failed', failure })
      return 0
    }
    await setRunStage({ runId, stage: 'generating' })
    await startChild(productionRun, {
      workflowId: workflowIds.productionRun(runId),
      args: [production],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `production of ${specs} specs`,
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
      ],
    })
    return specs
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 0
    if (!(error instanceof ActivityFailure)) throw error
    await setRunStage({ runId, stage: 'failed', failure: failureMessage(error) })
    return 0
  }
}
