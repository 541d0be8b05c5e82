import { canonicalJson } from '../hash.js'
import { assetTypeDefaults, type TypeDefaultsTable } from '../intake/asset-type-defaults.js'
import { soundDefaults } from '../intake/sound-defaults.js'
import { typeDefaultsOf } from '../project-settings/spec-settings.js'
import type { RunOptions } from '../run-options.js'
import { isSound } from '../spec/spec-frames.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import type { SpecDraft } from './spec-edit.schema.js'

const variantsByDefault = 4

export interface DraftPlace {
  /** Of the list. */
  readonly file: string
  /** Where its line is now; null when the list has it no longer, or never had one. */
  readonly line: number | null
}

type Ordered = Pick<RunOptions, 'palette' | 'provider' | 'variantsPerSpec' | 'settings'>

/** The spec that a draft is: what it leaves out comes from its asset type and the order, as for a written line. */
export function specOfDraft(key: string, draft: SpecDraft, order: Ordered, place: DraftPlace): AssetSpec {
  const { from, refinedBy: _, prompt, assetType, ...given } = draft
  const { settings } = order
  const table: TypeDefaultsTable =
    settings === undefined ? assetTypeDefaults : typeDefaultsOf(settings, settings.style)
  const defaults = table[assetType]
  const sound = isSound(draft) ? (draft.sound ?? soundDefaults(assetType, prompt.positive)) : undefined
  const usual: Omit<AssetSpec, 'key' | 'assetType' | 'prompt' | 'source'> = {
    category: assetType,
    size: { ...defaults.size },
    pivot: { ...defaults.pivot },
    seamless: defaults.seamless,
    background: defaults.background,
    variants: order.variantsPerSpec ?? defaults.variants ?? variantsByDefault,
    palette: order.palette.slice(0, limits.paletteMax),
    outlinePx: defaults.outlinePx,
    light: 'upper-left',
    provider: order.provider,
    tags: [],
  }
  return {
    key,
    assetType,
    ...usual,
    ...defined(given),
    prompt: { positive: prompt.positive, negative: prompt.negative ?? '' },
    ...(sound === undefined ? {} : { sound }),
    source: { file: place.file, line: place.line ?? 1, text: from?.text ?? `added by hand: ${key}` },
  }
}

/** The members that are there, `undefined` taken out. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

/**
 * The draft of a proposed spec. What the order or the asset type gives anyway is left out, so that another palette or
 * another provider of the list is that of an accepted proposal too.
 */
export function draftOfProposal(spec: AssetSpec, refinedBy: string, order: Ordered): SpecDraft {
  const { key: _, source, assetType, prompt, ...members } = spec
  const { line, text } = source
  const bare: SpecDraft = { assetType, prompt: { positive: prompt.positive }, refinedBy }
  // A proposal is made without the settings of its project: what is usual there comes when it is accepted.
  const { settings: _settings, ...plain } = order
  const usual: Record<string, unknown> = specOfDraft(spec.key, bare, plain, { file: source.file, line })
  const own = Object.entries(members).filter(
    ([name, member]) => canonicalJson(member ?? null) !== canonicalJson(usual[name] ?? null),
  )
  const isFromLine = text.trim() !== ''
  return {
    ...bare,
    ...(Object.fromEntries(own) as Partial<SpecDraft>),
    ...(prompt.negative === '' ? {} : { prompt: { ...prompt } }),
    ...(isFromLine ? { from: { line, text: text.slice(0, 2000) } } : {}),
  }
}

/**
 * Variants that a round of a spec has: the order's number is for all specs but those whose own number, or whose draft, was
 * given by hand.
 */
export function variantsPerRoundOf(
  spec: Pick<AssetSpec, 'key' | 'variants'>,
  { variantsPerSpec, specEdits = [] }: Pick<RunOptions, 'variantsPerSpec' | 'specEdits'>,
): number {
  if (variantsPerSpec === null) return spec.variants
  const edit = specEdits.find(({ key }) => key === spec.key)
  return edit?.set?.variants === undefined && edit?.add === undefined ? variantsPerSpec : spec.variants
}
