import { findProvider } from '../spec-files/provider-names.js'
import { assetTypes, type AssetType } from '../spec/asset-spec.schema.js'
import { isSound } from '../spec/spec-frames.js'

export interface ChosenProvider {
  readonly provider: string
  /** Why, and how to have it otherwise, as a sentence. */
  readonly reason: string
}

/** Who makes what by the settings of a project; what names nobody is left to the rule. */
export interface ProviderSettings {
  readonly defaults?: { readonly provider?: string | undefined } | undefined
  readonly assetTypes?:
    | Readonly<
        Partial<
          Record<AssetType, { readonly defaults?: { readonly provider?: string | undefined } | undefined }>
        >
      >
    | undefined
}

/** Who makes what of each type; what is not here is made by the usual provider. */
export type UsualProviders = Readonly<Partial<Record<AssetType, ChosenProvider>>>

/**
 * Who makes an asset for which nobody named a provider: whom the project's settings name, for the asset's type before for
 * all; else a ComfyUI where one is configured, since nobody sets one up to be given placeholders. Sounds stay with the
 * built-in synthesiser then: few servers have a model for them. `available` are the providers that are set up; one of the
 * settings that is not is passed over, and the reason says so; one that makes nothing of the kind is for other assets.
 * null = nothing is to be chosen: the usual provider. Pure.
 */
export function defaultProviderOf(
  assetType: AssetType,
  available: readonly string[],
  settings: ProviderSettings = {},
): ChosenProvider | null {
  const makes = isSound({ assetType }) ? 'audio' : 'image'
  const named = [
    [`of the asset type ${assetType}`, settings.assetTypes?.[assetType]?.defaults?.provider],
    ['of the project', settings.defaults?.provider],
  ] as const
  const missing: string[] = []
  for (const [whose, written] of named) {
    const found = written === undefined ? null : findProvider(written, makes)
    if (found === null || 'hint' in found) continue
    if (available.includes(found.name))
      return { provider: found.name, reason: `made by ${found.name}, as the settings ${whose} say` }
    missing.push(`; ${found.name}, which the settings ${whose} name, is not set up here`)
  }
  const chosen = ofComfyui(makes, available)
  if (missing.length === 0) return chosen
  const { provider, reason } = chosen ?? { provider: 'procedural', reason: 'made by the built-in provider' }
  return { provider, reason: reason + missing.join('') }
}

function ofComfyui(makes: 'image' | 'audio', available: readonly string[]): ChosenProvider | null {
  if (!available.includes('comfyui')) return null
  if (makes === 'audio')
    return {
      provider: 'procedural',
      reason: 'made by the built-in synthesiser; --provider comfyui asks a model of the ComfyUI',
    }
  return {
    provider: 'comfyui',
    reason: 'made by the ComfyUI of COMFYUI_URLS; --provider procedural asks the built-in painter instead',
  }
}

/** The same for every type of asset. Pure. */
export function usualProvidersOf(
  available: readonly string[],
  settings: ProviderSettings | undefined,
): UsualProviders {
  const chosen = assetTypes.map((type) => [type, defaultProviderOf(type, available, settings)] as const)
  return Object.fromEntries(chosen.filter(([, one]) => one !== null))
}

/** Whether the settings of a project name a provider for anything. */
export function namesProvider({ defaults, assetTypes: types = {} }: ProviderSettings): boolean {
  const all = [defaults, ...Object.values(types).map((one) => one?.defaults)]
  return all.some((one) => one?.provider !== undefined)
}
