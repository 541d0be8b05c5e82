import type { AssetType } from '../spec/asset-spec.schema.js'
import { isSound } from '../spec/spec-frames.js'

export interface ChosenProvider {
  readonly provider: string
  /** Why, and how to have it otherwise, as a sentence. */
  readonly reason: string
}

/**
 * Who makes one asset that somebody orders in words without a provider: a ComfyUI where one is configured, since nobody
 * sets one up to be given placeholders. Sounds stay with the built-in synthesiser: few servers have a model for them.
 * null = nothing is to be chosen: the usual provider. Pure.
 */
export function defaultProviderOf(assetType: AssetType, available: readonly string[]): ChosenProvider | null {
  if (!available.includes('comfyui')) return null
  if (isSound({ assetType }))
    return {
      provider: 'procedural',
      reason: 'made by the built-in synthesiser; --provider comfyui asks a model of the ComfyUI',
    }
  return {
    provider: 'comfyui',
    reason: 'made by the ComfyUI of COMFYUI_URLS; --provider procedural asks the built-in painter instead',
  }
}
