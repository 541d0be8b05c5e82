import {
  ActivityFailure,
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  setCurrentDetails,
  sleep,
} from '@temporalio/workflow'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import type { ImageActivities, OrchestrateActivities } from '../activities/activity-sets.js'
import { workflowIds } from '../core/ids.js'
import type { BundleRunInput } from '../core/workflow-inputs.js'
import { describeBundleRun, describeStart, type BundleRunText } from '../core/workflow-texts.js'
import { catalogueOptions, everyExecutionOptions, imageOptions } from './activity-options.js'
import { atlasRun } from './atlas-run.js'
import { failureMessage, isDamagedBytes } from './failure-message.js'
import { makeLostPictures } from './lost-pictures.js'
import { projectIdKey, runIdKey } from './search-attribute-keys.js'
import { withSummary } from './with-summary.js'

const { publishBundle } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { closeAssetRuns } = proxyActivities<OrchestrateActivities>(everyExecutionOptions)
const { preparePictures, planAtlas, exportBundle, verifyBundleFiles, repairFrozenAssets } =
  proxyActivities<ImageActivities>(imageOptions)
const askEveryMs = 1_000

/** A frozen set of approved assets to a verified, published bundle of one target. Returns why it failed, if it did. */
export async function bundleRun(input: BundleRunInput): Promise<string | undefined> {
  const { contentId } = input
  let shown: BundleRunText = { step: 'packing', target: input.target }
  const tell: Tell = (news) => {
    shown = { ...shown, ...news }
    setCurrentDetails(describeBundleRun(shown))
  }
  tell({})
  try {
    await buildMending(input, tell)
    await publishBundle.executeWithOptions(withSummary('publish the bundle'), [{ contentId }])
    tell({ step: 'done' })
    if (input.closeReviews)
      await closeAssetRuns.executeWithOptions(withSummary('end the reviews that a policy decided'), [
        { contentId },
      ])
    return undefined
  } catch (error) {
    // A bundle that stays "building" would be started again by reconcile, although its run was cancelled.
    if (isCancellation(error) && patched('cancelled-bundle-fails'))
      return await CancellationScope.nonCancellable(() => giveUpCancelled(contentId))
    if (!(error instanceof ActivityFailure) && !(error instanceof ChildWorkflowFailure)) throw error
    const failure = failureMessage(error instanceof ChildWorkflowFailure ? error.cause : error)
    tell({ step: 'failed', failure })
    await publishBundle.executeWithOptions(withSummary(`note the failure: ${failure}`), [
      { contentId, failure },
    ])
    return failure
  }
}

type Tell = (news: Partial<BundleRunText>) => void

/** On a disk so bad that every build meets damage, somebody has to look at it. */
const repairsMax = 4

/** A stored picture that no longer gives its hash is made again from its source, then everything is built anew. */
async function buildMending(input: BundleRunInput, tell: Tell): Promise<void> {
  const { contentId } = input
  for (let repairs = 0; ; repairs++) {
    try {
      if (repairs > 0) {
        tell({ step: 'repairing' })
        if (patched('makes-lost-pictures-anew')) await makeLostPictures(contentId)
        await repairFrozenAssets.executeWithOptions(withSummary('make damaged pictures again'), [
          { contentId },
        ])
      }
      return await build(input, tell)
    } catch (error) {
      if (!isDamage(error) || repairs === repairsMax) throw error
      if (repairs > 0 && !patched('mends-more-than-once')) throw error
    }
  }
}

const isDamage = (error: unknown): boolean =>
  isDamagedBytes(error) || (error instanceof ChildWorkflowFailure && isDamagedBytes(error.cause))

async function build(input: BundleRunInput, tell: Tell): Promise<void> {
  const { projectId, runId, contentId } = input
  if (input.prepares) {
    tell({ step: 'preparing' })
    await preparePictures.executeWithOptions(
      withSummary('paint what stands for assets that are not there yet'),
      [{ contentId }],
    )
  }
  tell({ step: 'packing' })
  const plan = await planAtlas.executeWithOptions(withSummary('see whether the atlas is packed already'), [
    { contentId },
  ])
  if (!plan.ready) await packAtlasOnce(projectId, runId, contentId, plan.atlasContentId)
  tell({ step: 'writing' })
  const written = await exportBundle.executeWithOptions(withSummary('write the files of the bundle'), [
    { contentId, atlasContentId: plan.atlasContentId },
  ])
  tell({ ...written, step: 'checking' })
  await verifyBundleFiles.executeWithOptions(withSummary('read every file back and check it'), [
    { contentId },
  ])
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
      staticSummary: 'atlas of the approved pictures',
      staticDetails: describeStart('atlasRun', { runId }),
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
      ],
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
    while (!(await planAtlas({ contentId })).ready)
      await sleep(askEveryMs, { summary: 'another bundle packs the same atlas' })
  }
}

async function giveUpCancelled(contentId: string): Promise<string> {
  const failure = 'its run was cancelled'
  await publishBundle({ contentId, failure })
  return failure
}
