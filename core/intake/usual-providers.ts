import { usualProvidersOf, type UsualProviders } from '../generation/default-provider.js'
import type { RunOptions } from '../run-options.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { providerNoteStart, type IntakeNote } from './intake-report.js'
import type { RefinedText } from './refine-text.js'

type Ordered = Pick<RunOptions, 'provider' | 'providerBy' | 'availableProviders' | 'settings'>

/** Who makes what names nobody, by type, as it was when the list was handed in. Pure. */
export function usualProvidersOfRun({
  providerBy,
  availableProviders = [],
  settings,
}: Ordered): UsualProviders {
  return providerBy === 'default' ? usualProvidersOf(availableProviders, settings) : {}
}

/** Assets that somebody makes whom nobody named, and why. */
export interface ProviderReason {
  readonly reason: string
  readonly assets: number
  /** The first of them; null = all of the list. */
  readonly first: AssetSpec | null
}

/**
 * Why specs without a provider of their own are made by whom they are made, each reason once. Empty where the built-in
 * painter is the only one, or where somebody was named. Pure.
 */
export function reasonsOfProviders(options: Ordered, specs: readonly AssetSpec[]): ProviderReason[] {
  if (options.providerBy === 'earlier')
    return [
      {
        reason: `an earlier revision of this list was made by ${options.provider}, and so is this one; --provider comfyui makes all of it anew`,
        ...{ assets: specs.length, first: null },
      },
    ]
  const usual = usualProvidersOfRun(options)
  const told = new Map<string, { first: AssetSpec; assets: number }>()
  for (const spec of specs) {
    const chosen = usual[spec.assetType]
    if (chosen === undefined || spec.origin !== undefined || spec.provider !== chosen.provider) continue
    const known = told.get(chosen.reason)
    if (known === undefined) told.set(chosen.reason, { first: spec, assets: 1 })
    else known.assets += 1
  }
  return [...told].map(([reason, { first, assets }]) => ({ reason, first, assets }))
}

/** The same as sentences, for people who ask before they order. */
export function tellProviders(options: Ordered, specs: readonly AssetSpec[]): string[] {
  if (options.providerBy === undefined) return []
  return reasonsOfProviders(options, specs).map(({ reason, assets, first }) =>
    first === null
      ? `No provider is named: ${reason}.`
      : `${assets === 1 ? '1 asset names' : `${assets} assets name`} no provider: ${reason}.`,
  )
}

/** The list with a note for each reason. Files say themselves of each spec that it names nobody. */
export function noteProviders(
  file: string,
  read: RefinedText,
  options: Ordered,
  isFiles: boolean,
): RefinedText {
  if (options.providerBy === undefined || (isFiles && options.providerBy === 'default')) return read
  const notes = reasonsOfProviders(options, read.specs).map(({ reason, assets, first }): IntakeNote => {
    const where = first === null ? { file, line: 1 } : { file: first.source.file, line: first.source.line }
    const many = assets === 1 ? '' : ` (${assets} assets)`
    return {
      ...where,
      message: `${providerNoteStart}${reason}${first === null ? '' : many}`,
      kind: 'default',
    }
  })
  return { ...read, notes: [...notes, ...read.notes].sort((a, b) => a.line - b.line) }
}
