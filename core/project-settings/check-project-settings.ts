import { checkContract, type ContractSurroundings } from '../autopilot/check-contract.js'
import { canonicalJson } from '../hash.js'
import { isSound } from '../spec/spec-frames.js'
import type { AssetType } from '../spec/asset-spec.schema.js'
import { findProvider } from '../spec-files/provider-names.js'
import { nearestWord } from '../spec-files/nearest-word.js'
import { builtInPresets } from './built-in-presets.js'
import {
  entriesMax,
  projectSettingsSchema,
  settingsLimits,
  settingsMembersAt,
  type ProjectSettings,
} from './project-settings.schema.js'

/** A member of the settings that cannot be used. */
export interface SettingsProblem {
  /** From the root: `['assetTypes', 'prop', 'defaults']`. */
  readonly path: readonly (string | number)[]
  /** The path in words: `assetTypes.prop.defaults`. */
  readonly member: string
  readonly message: string
  readonly hint: string
}

export interface CheckedSettings {
  /** null when there are problems. */
  readonly settings: ProjectSettings | null
  readonly problems: readonly SettingsProblem[]
}

/** What the machine has, as far as whoever checks can know it. */
export type SettingsSurroundings = Pick<ContractSurroundings, 'providers'>

const problemsMax = 100

/**
 * Checks what somebody gives as the settings of a project: shapes, limits, and that every style, palette and LoRA that
 * is named is there, and that the quality contract can be held with what is around. Pure; never throws on input.
 */
export function checkProjectSettings(value: unknown, around: SettingsSurroundings = {}): CheckedSettings {
  const parsed = projectSettingsSchema.safeParse(value)
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(problemsOfIssue).slice(0, problemsMax)
    return { settings: null, problems }
  }
  const problems = [
    ...refuseTooMany(parsed.data),
    ...refuseUnknownNames(parsed.data),
    ...refuseProviders(parsed.data),
    ...refuseContract(parsed.data, around),
    ...refuseTooLarge(parsed.data),
  ]
  return { settings: problems.length === 0 ? parsed.data : null, problems: problems.slice(0, problemsMax) }
}

interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

function problemsOfIssue(issue: Issue): SettingsProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  if (issue.code !== 'unrecognized_keys') {
    const known = settingsMembersAt(path)
    const hint =
      known.length > 0
        ? `It may have: ${known.join(', ')}.`
        : 'docs/guides/project-settings.md names what may stand here.'
    return [problemAt(path, issue.message.charAt(0).toLowerCase() + issue.message.slice(1), hint)]
  }
  const known = settingsMembersAt(path)
  return (issue.keys ?? []).map((key) => {
    const nearest = nearestWord(key, known)
    const meant = nearest === null ? '' : `Did you mean ${nearest}? `
    return problemAt([...path, key], 'is not known', `${meant}Members here: ${known.join(', ')}.`)
  })
}

function problemAt(path: readonly (string | number)[], message: string, hint: string): SettingsProblem {
  return { path, member: path.join('.') || 'the settings', message, hint }
}

/** One that is known and not set up here is passed over where it is asked for: settings travel with their project. */
function refuseProviders({ defaults, assetTypes: types = {} }: ProjectSettings): SettingsProblem[] {
  const common = { path: ['defaults', 'provider'], written: defaults?.provider, makes: null }
  const own = Object.entries(types).map(([type, one]) => ({
    path: ['assetTypes', type, 'defaults', 'provider'],
    written: one.defaults?.provider,
    makes: isSound({ assetType: type as AssetType }) ? ('audio' as const) : ('image' as const),
  }))
  return [common, ...own].flatMap(({ path, written, makes }) => {
    if (written === undefined) return []
    const answers = (makes === null ? (['image', 'audio'] as const) : [makes]).map((kind) =>
      findProvider(written, kind),
    )
    const [refusal] = answers
    if (refusal === undefined || answers.some((answer) => 'name' in answer) || 'name' in refusal) return []
    return [problemAt(path, `names no provider that can be asked: ${refusal.message}`, refusal.hint)]
  })
}

function refuseContract({ policies }: ProjectSettings, around: SettingsSurroundings): SettingsProblem[] {
  const contract = policies?.autopilot?.contract
  if (contract === undefined) return []
  return checkContract(contract, { ...around, budgetMicros: policies?.budgetMicros }).map(
    ({ path, message, hint }) =>
      problemAt(['policies', 'autopilot', 'contract', ...path], lowerFirst(message), hint),
  )
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function refuseTooMany(settings: ProjectSettings): SettingsProblem[] {
  return (Object.keys(entriesMax) as (keyof typeof entriesMax)[]).flatMap((member) => {
    const count = Object.keys(settings[member] ?? {}).length
    const max = entriesMax[member]
    return count <= max
      ? []
      : [problemAt([member], `has ${count} entries, the limit is ${max}`, 'Remove some.')]
  })
}

function refuseTooLarge(settings: ProjectSettings): SettingsProblem[] {
  // Four bytes at most for each UTF-16 unit's character, so most settings need no exact count.
  const bytes = new TextEncoder().encode(canonicalJson(settings)).length
  const { bytesMax } = settingsLimits
  return bytes <= bytesMax
    ? []
    : [problemAt([], `have ${bytes} bytes, the limit is ${bytesMax}`, 'Remove palettes or presets not used.')]
}

function refuseUnknownNames(settings: ProjectSettings): SettingsProblem[] {
  const problems: SettingsProblem[] = []
  const presets = [...new Set([...Object.keys(settings.stylePresets ?? {}), ...Object.keys(builtInPresets)])]
  const need = (
    path: readonly (string | number)[],
    name: unknown,
    what: string,
    names: readonly string[],
  ) => {
    if (typeof name !== 'string' || names.includes(name)) return
    const known = names.length === 0 ? `There is no ${what} yet.` : `Known: ${[...names].sort().join(', ')}.`
    problems.push(problemAt(path, `names the ${what} "${name}", which is not there`, known))
  }
  const palettes = Object.keys(settings.palettes ?? {})
  const loras = Object.keys(settings.loras ?? {})
  const checkpoints = Object.keys(settings.checkpoints ?? {})
  need(['style'], settings.style, 'style preset', presets)
  need(['defaults', 'palette'], settings.defaults?.palette, 'palette', palettes)
  const needLoras = (path: readonly (string | number)[], used: readonly { name: string }[] | undefined) =>
    // Without a catalogue the host's own names count.
    loras.length > 0 && used?.forEach(({ name }, at) => need([...path, at, 'name'], name, 'LoRA', loras))
  for (const [name, preset] of Object.entries(settings.stylePresets ?? {})) {
    need(['stylePresets', name, 'palette'], preset.palette, 'palette', palettes)
    needLoras(['stylePresets', name, 'lora'], preset.lora)
  }
  for (const [type, one] of Object.entries(settings.assetTypes ?? {})) {
    need(['assetTypes', type, 'defaults', 'palette'], one.defaults?.palette, 'palette', palettes)
    needLoras(['assetTypes', type, 'lora'], one.lora)
    if (checkpoints.length > 0)
      need(
        ['assetTypes', type, 'generation', 'checkpoint'],
        one.generation?.checkpoint,
        'checkpoint',
        checkpoints,
      )
  }
  return problems
}
