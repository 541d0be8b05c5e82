import {
  ActivityFailure,
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  sleep,
} from '@temporalio/workflow'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import type { ImageActivities, OrchestrateActivities } from '../activities/activity-sets.js'
import { workflowIds } from '../core/ids.js'
import type { BundleRunInput } from '../core/workflow-inputs.js'
import { catalogueOptions, imageOptions, wholeRunOptions } from './activity-options.js'
import { atlasRun } from './atlas-run.js'
import { failureMessage, isDamagedBytes } from './failure-message.js'
import { projectIdKey, runIdKey } from './search-attribute-keys.js'

const { publishBundle } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { closeAssetRuns } = proxyActivities<OrchestrateActivities>(wholeRunOptions)
const { planAtlas, exportBundle, verifyBundleFiles, repairFrozenAssets } =
  proxyActivities<ImageActivities>(imageOptions)
const askEveryMs = 1_000

/** A frozen set of approved assets to a verified, published bundle of one target. Returns why it failed, if it did. */
export async function bundleRun(input: BundleRunInput): Promise<string | undefined> {
  const { contentId } = input
  try {
    try {
      await build(input)
    } catch (error) {
      if (!isDamagedBytes(error) && !(error instanceof ChildWorkflowFailure && isDamagedBytes(error.cause)))
        throw error
      // A stored picture no longer gives its hash: it is made again from its source, then everything is built anew.
      await repairFrozenAssets({ contentId })
      await build(input)
    }
    await publishBundle({ contentId })
    if (input.closeReviews) await closeAssetRuns({ contentId })
    return undefined
  } catch (error) {
    // A bundle that stays "building" would be started again by reconcile, although its run was cancelled.
    if (isCancellation(error) && patched('cancelled-bundle-fails'))
      return await CancellationScope.nonCancellable(() => giveUpCancelled(contentId))
    if (!(error instanceof ActivityFailure) && !(error instanceof ChildWorkflowFailure)) throw error
    const failure = failureMessage(error instanceof ChildWorkflowFailure ? error.cause : error)
    await publishBundle({ contentId, failure })
    return failure
  }
}

async function build({ projectId, runId, contentId }: BundleRunInput): Promise<void> {
  const plan = await planAtlas({ contentId })
  if (!plan.ready) await packAtlasOnce(projectId, runId, contentId, plan.atlasContentId)
  await exportBundle({ contentId, atlasContentId: plan.atlasContentId })
  await verifyBundleFiles({ contentId })
}

/** Two targets share one atlas: where another bundle packs it already, this one waits for it. */
async function packAtlasOnce(
  projectId: string,
  runId: string,
  contentId: string,
  atlasContentId: string,
): Promise<void> {
  try {
    await executeChild(atlasRun, {
      workflowId: workflowIds.atlasRun(atlasContentId),
      args: [{ contentId, atlasContentId }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `atlas ${atlasContentId.slice(0, 12)}`,
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
      ],
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
    while (!(await planAtlas({ contentId })).ready) await sleep(askEveryMs)
  }
}

async function giveUpCancelled(contentId: string): Promise<string> {
  const failure = 'its run was cancelled'
  await publishBundle({ contentId, failure })
  return failure
}
