import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf, isSound } from '../spec/spec-frames.js'

/** Who makes drafts, and finals from them. The others paint what they are asked for at once. */
export const draftProviders: readonly string[] = ['comfyui', 'automatic1111']

/** How much of a draft its final changes, 0-1: motif and colours stay, the drawing is made anew. */
export const draftStrength = 0.45

/** Of the time and cost of a final; `1` = the same. */
interface DraftShare {
  readonly low: number
  readonly likely: number
  readonly high: number
}

/**
 * How much of a final a draft takes where its models are not known. A ComfyUI paints it with 512 px and two thirds of the
 * steps (core/models/choose-parameters.ts): beside finals of 1024 px that is a sixth, beside finals of 512 px two thirds;
 * likely is their geometric mean. The others make drafts in full size.
 */
export function draftShareOf(provider: string): DraftShare {
  return provider === 'comfyui' ? { low: 1 / 6, likely: 1 / 3, high: 2 / 3 } : { low: 1, likely: 1, high: 1 }
}

/** Why a spec is made without drafts, as the end of a sentence about it; null = it can have some. */
export function draftObstacle(
  spec: Pick<
    AssetSpec,
    'assetType' | 'animations' | 'states' | 'seamless' | 'reference' | 'origin' | 'provider'
  >,
): string | null {
  if (spec.origin !== undefined) return 'its picture was handed in'
  if (isSound(spec)) return 'it is a sound'
  if (framesOf(spec).length > 1) return 'it has several frames'
  if (spec.seamless) return 'it is seamless'
  if (spec.reference !== undefined) return 'it begins from a picture already'
  if (!draftProviders.includes(spec.provider)) return `${spec.provider} makes none`
  return null
}
