import { hashOf } from '../hash.js'
import type { BundleKind, FrozenAsset, HandedOverSpec } from '../bundle-ports.js'
import { bundleContentId } from './bundle-content-id.js'
import type { NamedProfile } from './export-profile.schema.js'

/**
 * Content ids of one project's bundles: the manifest names the project, so two projects with equal art do not share a
 * bundle (nor the execution that builds it). What kind of bundle it is, by which profile it is made and what was handed
 * over to a person count where there is such, since its manifest says so.
 */
export function projectContentId(
  projectId: string,
  kind?: BundleKind,
  profile?: NamedProfile,
): (target: string, assets: readonly FrozenAsset[], handedOver?: readonly HandedOverSpec[]) => string {
  const more = { ...(kind === undefined ? {} : { kind }), ...(profile === undefined ? {} : { profile }) }
  return (target, assets, handedOver = []) =>
    hashOf({
      projectId,
      content: bundleContentId(target, assets, profile),
      ...more,
      ...(handedOver.length === 0 ? {} : { handedOver }),
    })
}
