import { executeChild, ParentClosePolicy, proxyActivities, sleep } from '@temporalio/workflow'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import { workflowIds } from '../core/ids.js'
import type { ProductionRunInput } from '../core/workflow-inputs.js'
import { describeStart, shortenSummary } from '../core/workflow-texts.js'
import { catalogueOptions, wholeRunOptions } from './activity-options.js'
import { bundleRun } from './bundle-run.js'
import { projectIdKey, runIdKey } from './search-attribute-keys.js'
import { withSummary } from './with-summary.js'

const { bundleState } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const { freezeBundles } = proxyActivities<OrchestrateActivities>(wholeRunOptions)
const askEveryMs = 1_000

/** Freezes the approved set and builds its bundles, one target after the other. Returns why one failed, if one did. */
export async function buildBundles(run: ProductionRunInput): Promise<string | undefined> {
  const { projectId, runId, targets } = run
  const bundles = await freezeBundles.executeWithOptions(
    withSummary(`freeze the approved set for ${targets.join(', ')}`),
    [{ projectId, runId, targets }],
  )
  for (const { contentId, target, published } of bundles) {
    if (published) continue
    const failure = await buildBundle(run, contentId, target)
    if (failure !== undefined) return failure
  }
  return undefined
}

async function buildBundle(
  run: ProductionRunInput,
  contentId: string,
  target: string | undefined,
): Promise<string | undefined> {
  const { projectId, runId } = run
  try {
    return await executeChild(bundleRun, {
      workflowId: workflowIds.bundleRun(contentId),
      args: [
        {
          ...{
            projectId,
            runId,
            contentId,
            closeReviews: run.review === 'auto' && run.contract === undefined,
          },
          ...(target === undefined ? {} : { target }),
        },
      ],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: shortenSummary(target === undefined ? 'bundle' : `${target} bundle`),
      staticDetails: describeStart('bundleRun', { runId }),
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
      ],
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
    // Somebody asked for the same bundle through the API: wait for that one.
    for (;;) {
      const state = await bundleState({ contentId })
      if (state !== 'building') return state === 'failed' ? 'a bundle could not be built' : undefined
      await sleep(askEveryMs, { summary: 'another run builds the same bundle' })
    }
  }
}
