import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  setCurrentDetails,
  startChild,
} from '@temporalio/workflow'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import type { LlmActivities, OrchestrateActivities } from '../activities/activity-sets.js'
import type { ProposeSpecsInput } from '../activities/propose-specs.js'
import { workflowIds } from '../core/ids.js'
import type { WishlistRunInput } from '../core/workflow-inputs.js'
import { describeStart, describeWishlistRun } from '../core/workflow-texts.js'
import { catalogueOptions, llmOptions, wholeRunOptions } from './activity-options.js'
import { failureMessage } from './failure-message.js'
import { productionRun } from './production-run.js'
import { projectIdKey, runIdKey } from './search-attribute-keys.js'
import { withSummary } from './with-summary.js'

const { setRunStage } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { refineWishlist } = proxyActivities<OrchestrateActivities>(wholeRunOptions)
const { proposeSpecs } = proxyActivities<LlmActivities>(llmOptions)

/** Raw text to specs, then on to production. */
export async function wishlistRun({ wishlistRevisionId, production }: WishlistRunInput): Promise<number> {
  const { projectId, runId } = production
  try {
    setCurrentDetails('The list is being read and turned into specs.')
    const refined = await refineWishlist.executeWithOptions(withSummary('turn the list into specs'), [
      { projectId, wishlistRevisionId },
    ])
    const { specs, openLines = [] } = refined
    // A worker of before this step may have taken the answer of an activity of after it.
    const asks = openLines.length > 0 && patched('model-proposes')
    const question = { projectId, wishlistRevisionId, openLines }
    const productionId = specs === 0 ? null : workflowIds.productionRun(runId)
    setCurrentDetails(describeWishlistRun({ ...refined, productionId }))
    if (specs === 0) {
      if (asks) await askModel(question)
      const failure = 'the wishlist holds no usable line: its problems say what to write instead'
      await setRunStage.executeWithOptions(withSummary('nothing to make'), [
        { runId, stage: 'failed', failure },
      ])
      return 0
    }
    await setRunStage.executeWithOptions(withSummary('stage: generating'), [{ runId, stage: 'generating' }])
    await startChild(productionRun, {
      workflowId: workflowIds.productionRun(runId),
      args: [production],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `production of ${specs} ${specs === 1 ? 'spec' : 'specs'}`,
      staticDetails: describeStart('productionRun', { runId }),
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
      ],
    })
    if (asks) await askMeanwhile(question)
    return specs
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 0
    // A run whose row does not say so would be started again by the next reconcile, and be made after all.
    if (isCancellation(error)) return await CancellationScope.nonCancellable(() => writeCancelled(runId))
    if (!(error instanceof ActivityFailure)) throw error
    await setRunStage({ runId, stage: 'failed', failure: failureMessage(error) })
    return 0
  }
}

/** The production run has its own cancellation and its own end: neither is this workflow's to write any more. */
async function askMeanwhile(question: ProposeSpecsInput): Promise<void> {
  try {
    await askModel(question)
  } catch (error) {
    if (!isCancellation(error)) throw error
  }
}

/** The list is kept as the rules read it: a model that gives no answer costs its proposals and nothing else. */
async function askModel(input: ProposeSpecsInput): Promise<void> {
  try {
    await proposeSpecs.executeWithOptions(withSummary(`propose assets for ${input.openLines.length} lines`), [
      input,
    ])
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
  }
}

async function writeCancelled(runId: string): Promise<number> {
  await setRunStage.executeWithOptions(withSummary('stage: cancelled'), [{ runId, stage: 'cancelled' }])
  return 0
}
