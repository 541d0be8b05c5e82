import type { IntakeNote } from '../intake/intake-report.js'
import type { AssetSpec, AssetType, LoraUse } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import type { AssetTypeSettings } from './project-settings.schema.js'
import { settingsLimits } from './project-settings.schema.js'
import { coloursOf, joinPrompt, presetOf, type SpecSettings } from './spec-settings.js'

export interface AppliedSettings {
  readonly specs: readonly AssetSpec[]
  /** One for each kind of default, at the first spec that it is for. */
  readonly notes: readonly IntakeNote[]
}

const promptMax = 2000

/**
 * Adds to refined specs what their project settles: the words of their style, the art direction and the scenario, what
 * to avoid, colours where none are named, LoRAs, parameters and the post chain. A spec's own `style` names its preset;
 * without one it has the project's. Sizes and other measures are decided while the list is read (refineWithSettings).
 * Pure; specs stay valid and in order, and their keys are theirs.
 */
export function applyProjectSettings(specs: readonly AssetSpec[], settings: SpecSettings): AppliedSettings {
  const told = new Map<string, { readonly spec: AssetSpec; count: number }>()
  const applied = specs.map((spec) => {
    const tell = (message: string) => {
      const known = told.get(message)
      if (known === undefined) told.set(message, { spec, count: 1 })
      else known.count += 1
    }
    return applyTo(spec, settings, tell)
  })
  const notes = [...told].map(([message, { spec, count }]) => ({
    file: spec.source.file,
    line: spec.source.line,
    message: count === 1 ? message : `${message} (${count} assets)`,
    kind: 'default' as const,
  }))
  return { specs: applied, notes }
}

function applyTo(spec: AssetSpec, settings: SpecSettings, tell: (message: string) => void): AssetSpec {
  const style = spec.style ?? settings.style
  const isSound = spec.assetType === 'sfx' || spec.assetType === 'music'
  // Looks are for pictures: "hard edges" would be read as a sound.
  const preset = isSound ? undefined : presetOf(settings, style)
  const type = settings.assetTypes?.[spec.assetType]
  const positive = joinPrompt([
    preset?.prompt?.before,
    spec.prompt.positive,
    preset?.prompt?.after,
    settings.artDirection,
    settings.scenario,
  ])
  const negative = joinWords([
    spec.prompt.negative,
    type?.defaults?.negative,
    preset?.negative,
    settings.defaults?.negative,
  ])
  if (positive.length >= promptMax) tell(`the prompt is cut at ${promptMax} characters`)
  if (preset !== undefined) tell(`style preset ${style}`)
  if (settings.artDirection !== undefined) tell('the art direction of the project joins the prompt')
  if (settings.scenario !== undefined) tell('the scenario of the project joins the prompt')
  const palette = isSound ? spec.palette : paletteOf(spec, settings, preset?.palette, tell)
  const loras = isSound ? [] : lorasOf(settings, [...(type?.lora ?? []), ...(preset?.lora ?? [])])
  const generation = { ...type?.generation, ...spec.generation }
  tellOfType(spec.assetType, type, loras, tell)
  const { style: _, ...rest } = spec
  return {
    ...rest,
    prompt: { positive, negative },
    ...(positive === spec.prompt.positive ? {} : { subject: spec.prompt.positive }),
    palette: [...palette],
    ...(preset === undefined || style === undefined ? {} : { style }),
    ...(loras.length === 0 ? {} : { loras }),
    ...(Object.keys(generation).length === 0 ? {} : { generation }),
    ...(type?.postChain === undefined || isSound ? {} : { postChain: [...type.postChain] }),
    ...withBorders(spec),
  }
}

/** What to avoid, each phrase once. */
function joinWords(parts: readonly (string | undefined)[]): string {
  const phrases = parts.flatMap((part) => (part ?? '').split(',')).map((phrase) => phrase.trim())
  const seen = new Set<string>()
  const once = phrases.filter((phrase) => {
    const known = seen.has(phrase.toLowerCase())
    seen.add(phrase.toLowerCase())
    return phrase !== '' && !known
  })
  return joinPrompt(once, promptMax)
}

function paletteOf(
  spec: AssetSpec,
  settings: SpecSettings,
  ofPreset: string | readonly string[] | undefined,
  tell: (message: string) => void,
): readonly string[] {
  if (spec.palette.length > 0) return spec.palette
  const sources = [
    [`the asset type ${spec.assetType}`, settings.assetTypes?.[spec.assetType]?.defaults?.palette],
    ['the style preset', ofPreset],
    ['the project', settings.defaults?.palette],
  ] as const
  for (const [whose, palette] of sources) {
    const colours = coloursOf(settings, typeof palette === 'object' ? [...palette] : palette)
    if (colours.length === 0) continue
    const name = typeof palette === 'string' ? ` ${palette}` : ''
    tell(`palette${name} of ${colours.length} colours, from ${whose}`)
    return colours.slice(0, limits.paletteMax)
  }
  return []
}

/** Of the scopes in their order; a LoRA that is named twice counts once, by the asset type's weight. */
function lorasOf(settings: SpecSettings, used: readonly LoraUse[]): LoraUse[] {
  const baseline = new Set(settings.baselineLoras)
  const order = settings.loraSelection ?? ['baseline', 'project']
  const once = used.filter(({ name }, index) => used.findIndex((one) => one.name === name) === index)
  return order
    .flatMap((scope) => once.filter(({ name }) => baseline.has(name) === (scope === 'baseline')))
    .slice(0, settingsLimits.lorasOfOneMax)
    .map(({ name, weight }) => ({ name, weight }))
}

function tellOfType(
  assetType: AssetType,
  type: Omit<AssetTypeSettings, 'fields'> | undefined,
  loras: readonly LoraUse[],
  tell: (message: string) => void,
): void {
  if (loras.length > 0) tell(`LoRA ${loras.map(({ name }) => name).join(', ')}`)
  if (type?.generation !== undefined) tell(`parameters of the asset type ${assetType}`)
  if (type?.postChain !== undefined) tell(`post chain of the asset type ${assetType}`)
}

/** Borders that a smaller default size has no room for shrink with it. */
function withBorders({ nineSlice, size }: AssetSpec): Pick<AssetSpec, 'nineSlice'> {
  if (nineSlice === undefined) return {}
  const across = Math.floor((size.width - 1) / 2)
  const down = Math.floor((size.height - 1) / 2)
  return {
    nineSlice: {
      left: Math.min(nineSlice.left, across),
      right: Math.min(nineSlice.right, across),
      top: Math.min(nineSlice.top, down),
      bottom: Math.min(nineSlice.bottom, down),
    },
  }
}
