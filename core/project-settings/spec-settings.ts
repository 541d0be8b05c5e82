import type { AssetType } from '../spec/asset-spec.schema.js'
import { assetTypeDefaults, type TypeDefaultsTable } from '../intake/asset-type-defaults.js'
import { builtInPresets } from './built-in-presets.js'
import type {
  AssetTypeSettings,
  ProjectSettings,
  StylePreset,
  TypeDefaults,
} from './project-settings.schema.js'

/**
 * The part of a project's settings that decides what its specs are: a snapshot in the options of a run. What only
 * people or the service see (tag groups, fields, catalogues, other policies) is not in it, so that changing that makes
 * no new revision of any list.
 */
export type SpecSettings = Pick<
  ProjectSettings,
  'artDirection' | 'scenario' | 'style' | 'defaults' | 'stylePresets' | 'palettes'
> & {
  readonly assetTypes?: Readonly<Partial<Record<AssetType, Omit<AssetTypeSettings, 'fields'>>>>
  /** Names of the LoRAs of the baseline, and which scope comes first. */
  readonly baselineLoras?: readonly string[]
  readonly loraSelection?: readonly ('baseline' | 'project')[]
}

/** The snapshot; undefined where the settings change no spec, so that such a project's lists stay as they are. */
export function specSettingsOf(settings: ProjectSettings): SpecSettings | undefined {
  const types = Object.entries(settings.assetTypes ?? {}).flatMap(([type, whole]) => {
    const { fields: _, ...one } = whole
    return hasMembers(one) ? [[type, one] as const] : []
  })
  const baseline = Object.entries(settings.loras ?? {}).filter(([, { scope }]) => scope === 'baseline')
  const order = settings.policies?.loraSelection
  const snapshot: SpecSettings = {
    ...withMember('artDirection', settings.artDirection),
    ...withMember('scenario', settings.scenario),
    ...withMember('style', settings.style),
    ...withMember('defaults', settings.defaults),
    ...withMember('stylePresets', settings.stylePresets),
    ...withMember('palettes', settings.palettes),
    ...(types.length > 0 ? { assetTypes: Object.fromEntries(types) } : {}),
    ...(order === undefined ? {} : { loraSelection: order }),
    ...(baseline.length > 0 ? { baselineLoras: baseline.map(([name]) => name).sort() } : {}),
  }
  return hasMembers(snapshot) ? snapshot : undefined
}

function withMember<Key extends keyof SpecSettings>(key: Key, value: SpecSettings[Key] | undefined) {
  const isEmpty = value === undefined || (typeof value === 'object' && !hasMembers(value))
  return isEmpty ? {} : { [key]: value }
}

function hasMembers(value: object): boolean {
  return Object.values(value).some((member) => member !== undefined)
}

/** Every preset that a list of the project may name: its own before those that are built in. */
export function presetsOf(
  settings: Pick<SpecSettings, 'stylePresets'>,
): Readonly<Record<string, StylePreset>> {
  return { ...builtInPresets, ...settings.stylePresets }
}

/** The preset with this name; undefined for none and for names that nobody knows. */
export function presetOf(settings: SpecSettings, style: string | undefined): StylePreset | undefined {
  const presets = presetsOf(settings)
  return style !== undefined && Object.hasOwn(presets, style) ? presets[style] : undefined
}

/** The colours that a palette's name, or the colours themselves, stand for. */
export function coloursOf(settings: SpecSettings, palette: TypeDefaults['palette']): readonly string[] {
  if (palette === undefined) return []
  if (typeof palette !== 'string') return palette
  const { palettes = {} } = settings
  return Object.hasOwn(palettes, palette) ? (palettes[palette] ?? []) : []
}

/** Whether a size said for all kinds is one for this kind. */
export function followsCommonSize(assetType: AssetType): boolean {
  return assetType !== 'backdrop' && assetType !== 'sfx' && assetType !== 'music'
}

/**
 * What an asset of each type is under a style where its list does not say: by the project's asset type, else by the
 * style preset, else by the project's common defaults, else as built in.
 */
export function typeDefaultsOf(settings: SpecSettings, style: string | undefined): TypeDefaultsTable {
  const preset = presetOf(settings, style)
  const common = settings.defaults
  const table = Object.entries(assetTypeDefaults).map(([name, builtIn]) => {
    const assetType = name as AssetType
    const own = settings.assetTypes?.[assetType]?.defaults
    const commonSize = followsCommonSize(assetType) ? (preset?.nativeSize ?? common?.size) : undefined
    const isSound = assetType === 'sfx' || assetType === 'music'
    const background = own?.background ?? (isSound ? undefined : common?.background) ?? builtIn.background
    // What is said for all is for things with a silhouette: tiles and backdrops fill their frame.
    const fillsFrame = builtIn.background === 'opaque'
    return [
      assetType,
      {
        ...builtIn,
        size: isSound ? builtIn.size : (own?.size ?? commonSize ?? builtIn.size),
        pivot: own?.pivot ?? common?.pivot ?? builtIn.pivot,
        background: fillsFrame ? (own?.background ?? builtIn.background) : background,
        outlinePx: own?.outlinePx ?? (fillsFrame ? undefined : common?.outlinePx) ?? builtIn.outlinePx,
        ...variantsOf(own, common),
      },
    ] as const
  })
  return Object.fromEntries(table) as TypeDefaultsTable
}

function variantsOf(own: TypeDefaults | undefined, common: TypeDefaults | undefined) {
  const variants = own?.variants ?? common?.variants
  return variants === undefined ? {} : { variants }
}

/** The words that join a prompt, with commas between them and cut to what a prompt may have. */
export function joinPrompt(parts: readonly (string | undefined)[], max = 2000): string {
  return parts
    .flatMap((part) =>
      part === undefined || part.trim() === '' ? [] : [part.trim().replace(/[,;\s]+$/, '')],
    )
    .join(', ')
    .slice(0, max)
    .trimEnd()
}
