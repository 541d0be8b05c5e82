import { findBundleTarget } from '../core/bundle/find-bundle-target.js'
import { projectContentId } from '../core/bundle/project-content-id.js'
import { memberOf } from '../core/chain/json-value.js'
import { AssetloomError } from '../core/errors.js'
import type { OrchestratePorts } from './activity-ports.js'
import { notYet, type ChainStepInput } from './chain-generate.js'
import { inputOf, requireStep } from './chain-steps.js'

export interface JobBundles {
  readonly runId: string
  readonly contentIds: readonly string[]
}

/** Freezes the approved set of the run that an `export` job names, or that the job before it made; one bundle a target. */
export function startJobBundles({ catalogue }: OrchestratePorts) {
  return async ({ projectId, jobId }: ChainStepInput): Promise<JobBundles> => {
    const row = await requireStep(catalogue, projectId, jobId)
    const { targets: asked = ['generic'], runId: named } = inputOf('export', row)
    const targets = [...new Set(asked.map((target) => findBundleTarget(target).name))]
    const before = row.parentJobId === null ? null : await requireStep(catalogue, projectId, row.parentJobId)
    const told = before?.output == null ? undefined : memberOf(before.output, 'runId')
    const runId = named ?? (typeof told === 'string' ? told : undefined)
    const run = runId === undefined ? null : await catalogue.runs.find(runId)
    if (run === null || run.projectId !== projectId)
      throw new AssetloomError(
        'NotFound',
        runId === undefined ? 'there is no run to export' : `no run ${runId} in this project`,
        'give runId, "$output.runId" after a generate job for example',
      )
    if ((await catalogue.runs.counts(run.runId)).assets === 0)
      throw new AssetloomError(
        'Conflict',
        `no asset of run ${run.runId} is approved and finished`,
        'approve a variant, then export',
      )
    // Freezing writes the outbox rows that start the bundles, in the same transaction.
    const contentIdOf = projectContentId(projectId)
    const order = { projectId, runId: run.runId, targets, contentIdOf, start: true }
    const bundles = await catalogue.bundles.freeze(order)
    return { runId: run.runId, contentIds: bundles.map(({ contentId }) => contentId) }
  }
}

export interface AwaitJobBundlesInput extends ChainStepInput, JobBundles {}

/** Waits by failing until every bundle is built, then writes the job's output: `{ runId, bundles }`. */
export function awaitJobBundles({ catalogue }: OrchestratePorts) {
  return async ({ projectId, jobId, runId, contentIds }: AwaitJobBundlesInput): Promise<void> => {
    const bundles = []
    for (const contentId of contentIds) bundles.push((await catalogue.bundles.loadFrozen(contentId)).bundle)
    const building = bundles.filter(({ state }) => state === 'building')
    if (building.length > 0) throw notYet(`${building.length} bundles are being built`)
    const failed = bundles.find(({ state }) => state === 'failed')
    if (failed)
      throw new AssetloomError(
        'Conflict',
        `the ${failed.target} bundle failed: ${failed.failure ?? 'see its workflow'}`,
        'export the run again',
      )
    const output = {
      runId,
      bundles: bundles.map(({ bundleId, target, contentId }) => ({ bundleId, target, contentId })),
    }
    await catalogue.chains.settle({ projectId, jobId, stage: 'done', output })
  }
}
