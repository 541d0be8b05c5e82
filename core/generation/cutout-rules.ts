import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { isSound, keepsBackground } from '../spec/spec-frames.js'

/** Who removes backgrounds by a model. The others leave them to the colours. */
export const cutoutProviders: readonly string[] = ['comfyui']

/** Why a spec has no background that a model could remove, as the end of a sentence about it; null = it has one. */
export function cutoutObstacle(
  spec: Pick<AssetSpec, 'assetType' | 'seamless' | 'background' | 'states' | 'origin'>,
): string | null {
  if (spec.origin !== undefined) return 'its picture was handed in'
  if (isSound(spec)) return 'it is a sound'
  return keepsBackground(spec) ? 'its background stays' : null
}
