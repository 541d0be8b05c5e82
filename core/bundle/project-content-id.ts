import { hashOf } from '../hash.js'
import type { FrozenAsset } from '../bundle-ports.js'
import { bundleContentId } from './bundle-content-id.js'

/**
 * Content ids of one project's bundles: the manifest names the project, so two projects with equal art do not share a
 * bundle (nor the execution that builds it).
 */
export function projectContentId(
  projectId: string,
): (target: string, assets: readonly FrozenAsset[]) => string {
  return (target, assets) => hashOf({ projectId, content: bundleContentId(target, assets) })
}
