import { projectContentId } from '../core/bundle/project-content-id.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface FreezeBundlesInput {
  readonly projectId: string
  readonly runId: string
  readonly targets: readonly string[]
}

export interface FrozenBundle {
  readonly contentId: string
  /** Absent in results that earlier versions left in histories. */
  readonly target?: string
  readonly published: boolean
}

/** Freezes the approved set of the run, one bundle a target. The same set gives the same bundles. */
export function freezeBundles({ catalogue }: OrchestratePorts) {
  return async ({ projectId, runId, targets }: FreezeBundlesInput): Promise<FrozenBundle[]> => {
    const bundles = await catalogue.bundles.freeze({
      projectId,
      runId,
      targets,
      contentIdOf: projectContentId(projectId),
      start: false,
    })
    return bundles.map(({ contentId, target, state }) => ({
      contentId,
      target,
      published: state === 'published',
    }))
  }
}

/** Whether a bundle that another workflow builds is ready. */
export function bundleState({ catalogue }: OrchestratePorts) {
  return async ({ contentId }: { contentId: string }): Promise<'building' | 'published' | 'failed'> =>
    (await catalogue.bundles.loadFrozen(contentId)).bundle.state
}

export interface PublishBundleInput {
  readonly contentId: string
  readonly failure?: string
}

/** The last step of bundleRun: the bundle can be fetched, or says why it cannot. */
export function publishBundle({ catalogue }: OrchestratePorts) {
  return async ({ contentId, failure }: PublishBundleInput): Promise<void> =>
    failure === undefined
      ? await catalogue.bundles.publish(contentId)
      : await catalogue.bundles.fail(contentId, failure)
}
