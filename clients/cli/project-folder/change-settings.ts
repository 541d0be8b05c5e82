import { canonicalJson } from '../../../core/hash.js'
import type { IntakeProblem } from '../../../core/intake/intake-report.js'
import { builtInPresets } from '../../../core/project-settings/built-in-presets.js'
import {
  checkProjectSettings,
  type CheckedSettings,
} from '../../../core/project-settings/check-project-settings.js'
import {
  settingsLimits,
  type ProjectSettings,
  type StylePreset,
} from '../../../core/project-settings/project-settings.schema.js'
import { setMember } from '../../../core/project-settings/set-member.js'
import { readSettingsYaml } from '../../../core/project-settings/settings-yaml.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { printProblems } from '../print-failure.js'
import { readTextFile } from '../read-text-file.js'

/** What a preset is given on the command line. */
export interface PresetOptions {
  readonly from?: string
  readonly before?: string
  readonly after?: string
  readonly negative?: string
  readonly description?: string
  readonly size?: { readonly width: number; readonly height: number }
  readonly palette?: string
  readonly lora?: readonly { readonly name: string; readonly weight: number }[]
  readonly default?: boolean
}

/** The settings after each `PATH=VALUE` in turn. Throws a CliError that names the member. */
export function applyAssignments(settings: ProjectSettings, assignments: readonly string[]): ProjectSettings {
  let changed = settings
  for (const assignment of assignments) {
    const at = assignment.indexOf('=')
    if (at < 1)
      throw new CliError(
        'usage',
        `"${assignment}" is no PATH=VALUE.`,
        'Write it like artDirection="muted oils" or assetTypes.prop.defaults.variants=3.',
      )
    changed = usable(setMember(changed, assignment.slice(0, at), assignment.slice(at + 1)))
  }
  return changed
}

/** The settings with the preset added, or changed where the project has one of that name. */
export function addPreset(settings: ProjectSettings, name: string, options: PresetOptions): ProjectSettings {
  const { from, before, after, negative, description, size, palette, lora } = options
  const own = settings.stylePresets ?? {}
  const source = from ?? name
  const known: StylePreset | undefined = own[source] ?? builtInPresets[source]
  if (from !== undefined && known === undefined)
    throw new CliError(
      'notFound',
      `There is no style preset "${from}".`,
      'See them: npx assetloom project preset list',
    )
  const preset: StylePreset = {
    ...known,
    ...(before === undefined && after === undefined
      ? {}
      : {
          prompt: {
            ...known?.prompt,
            ...(before === undefined ? {} : { before }),
            ...(after === undefined ? {} : { after }),
          },
        }),
    ...(negative === undefined ? {} : { negative }),
    ...(description === undefined ? {} : { description }),
    ...(size === undefined ? {} : { nativeSize: size }),
    ...(palette === undefined ? {} : { palette }),
    ...(lora === undefined ? {} : { lora: lora.map((one) => ({ ...one })) }),
  }
  return usable(
    checkProjectSettings({
      ...settings,
      stylePresets: { ...own, [name]: preset },
      ...(options.default === true ? { style: name } : {}),
    }),
  )
}

/** The settings without the preset; what names it is refused with its place. */
export function removePreset(settings: ProjectSettings, name: string): ProjectSettings {
  const { [name]: removed, ...others } = settings.stylePresets ?? {}
  if (removed === undefined)
    throw new CliError(
      'notFound',
      `The project has no style preset "${name}" of its own.`,
      'See them: npx assetloom project preset list. Those that are built in stay.',
    )
  const { stylePresets: _, ...rest } = settings
  return usable(
    checkProjectSettings(Object.keys(others).length === 0 ? rest : { ...rest, stylePresets: others }),
  )
}

/** Settings from a file. Prints what is wrong with its lines, and throws. */
export async function readSettingsFile(context: CliContext, file: string): Promise<ProjectSettings> {
  const { name, text } = await readTextFile(
    context.cwd,
    file,
    'settings in a YAML file',
    settingsLimits.bytesMax * 2,
  )
  const read = readSettingsYaml(name, text)
  if ('settings' in read) return read.settings
  throw refuseProblems(context, name, read.problems)
}

function refuseProblems(context: CliContext, name: string, problems: readonly IntakeProblem[]): CliError {
  printProblems(context, problems)
  return new CliError('failed', `${name} was not applied: nothing was changed.`, 'Correct the lines above.')
}

/** Members that differ, such as `artDirection, stylePresets`; empty where nothing does. */
export function changedMembers(before: ProjectSettings, after: ProjectSettings): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.filter(
    (name) =>
      canonicalJson(before[name as keyof ProjectSettings] ?? null) !==
      canonicalJson(after[name as keyof ProjectSettings] ?? null),
  )
}

function usable({ settings, problems }: CheckedSettings): ProjectSettings {
  if (settings !== null) return settings
  const [first] = problems
  throw new CliError('usage', `${first?.member}: ${first?.message}.`, first?.hint ?? 'Correct it.')
}
