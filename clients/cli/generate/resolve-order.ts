import { usualProvidersOf, type UsualProviders } from '../../../core/generation/default-provider.js'
import { draftObstacle } from '../../../core/generation/draft-rules.js'
import { modelPrompt } from '../../../core/generation/model-prompt.js'
import type { IntakeNote } from '../../../core/intake/intake-report.js'
import { orderOneAsset } from '../../../core/intake/order-one-asset.js'
import { refineText } from '../../../core/intake/refine-text.js'
import { refineWithSettings } from '../../../core/project-settings/refine-with-settings.js'
import { settingsOfStyle } from '../../../core/project-settings/settings-of-style.js'
import { packSpecFiles } from '../../../core/spec-files/pack-spec-files.js'
import { resolveTemplate } from '../../../core/spec-files/resolve-template.js'
import type { SpecFileInput } from '../../../core/spec-files/sort-files.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { isSound } from '../../../core/spec/spec-frames.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { printProblems } from '../print-failure.js'
import { readSpecPath } from '../read-spec-folder.js'
import { assetFileNames, fileStemOf } from './asset-file-names.js'
import type { GenerateOptions } from './generate-options.js'

/** One asset as it would be made: what `--dry-run` shows, and what is submitted otherwise. */
export interface ResolvedOrder {
  readonly spec: AssetSpec
  /** Below the output folder, without extension. */
  readonly name: string
  /** With its extension. */
  readonly file: string
  readonly notes: readonly IntakeNote[]
  /** Of a template: the list that makes exactly this asset. null = words, which the API makes a list of. */
  readonly list: { readonly name: string; readonly text: string } | null
  /** For providers that take prompts; null for sounds. */
  readonly modelPrompt: string | null
}

/** Category and words as a spec, by the rules that the API has too. Throws CliError for what cannot be used. */
export function resolveWords(
  kit: CommandKit,
  category: string,
  prompt: string,
  options: GenerateOptions,
  palette: readonly string[],
): ResolvedOrder {
  const { size, style, outputName } = options
  const order = orderOneAsset({
    ...{ category, prompt },
    ...(size === undefined ? {} : { size }),
    ...(style === undefined ? {} : { style }),
  })
  if ('hint' in order) throw new CliError('usage', `${order.message}.`, order.hint)
  const input = {
    fileName: order.name,
    text: order.text,
    options: {
      palette,
      variantsPerSpec: options.variants ?? null,
      provider: options.provider ?? usualProviders(kit)[order.assetType]?.provider ?? 'procedural',
    },
  }
  const { specs, problems, notes } = refineWithSettings(input, settingsOfStyle(style))
  const [spec] = specs
  if (spec === undefined) {
    printProblems(kit.context, problems)
    throw new CliError('usage', 'Nothing would come of these words.', 'Mend what is listed above.')
  }
  // Named by the words as they were written: a style adds its own.
  const [plain = spec] = refineText(input).specs
  const usual = assetFileNames([plain]).get(plain.key) ?? spec.key
  const name = outputName === undefined ? usual : `${fileStemOf(category, 'assets')}/${safeName(outputName)}`
  return described(spec, name, notes, null)
}

/** Whom the service would choose, as far as this shell's environment is that of the service. */
function usualProviders({ context }: CommandKit): UsualProviders {
  const available = (context.env['COMFYUI_URLS'] ?? '').trim() === '' ? [] : ['comfyui']
  return usualProvidersOf(available, undefined)
}

/** One asset of a template with the values that were given. Throws CliError when nothing would come of it. */
export async function resolveFromTemplate(
  kit: CommandKit,
  template: string,
  options: GenerateOptions,
): Promise<ResolvedOrder> {
  const { outputName } = options
  const found = await readSpecPath(kit.context.cwd, options.from)
  // The folder may be that of a whole game, with much that is no template.
  const files = found.filter(({ path }) => /\.(?:ya?ml|hex|gpl)$/i.test(path))
  const { spec, source, problems, notes } = resolveTemplate({
    ...{ files, name: template, given: options.param },
    ...(outputName === undefined ? {} : { outputName }),
    options: {
      palette: [],
      variantsPerSpec: options.variants ?? null,
      provider: options.provider ?? 'procedural',
      ...(options.provider === undefined ? { usualProviders: usualProviders(kit) } : {}),
    },
  })
  if (spec === null || source === null) {
    printProblems(kit.context, problems)
    throw new CliError(
      'usage',
      `Nothing would come of the template ${template}.`,
      'Mend what is listed above.',
    )
  }
  const place = spec.integration?.manifestPath?.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  const name = place ?? assetFileNames([spec]).get(spec.key) ?? spec.key
  const list = { name: `${spec.key}.template.yaml`, text: packInstance(files, template, source, outputName) }
  return described(spec, name, notes, list)
}

/** The order with its drafts; where it can have none, a note says so. What a template says itself wins. */
export function withDrafts(order: ResolvedOrder, drafts = 0): ResolvedOrder {
  const { spec, notes } = order
  if (drafts === 0 || spec.drafts !== undefined) return order
  const obstacle = draftObstacle(spec)
  if (obstacle === null) return { ...order, spec: { ...spec, drafts } }
  const { file, line } = spec.source
  const message = `${spec.key} is made without drafts: ${obstacle}`
  return { ...order, notes: [...notes, { file, line, message, kind: 'default' }] }
}

/** The template with one file that makes an instance of it, and the palettes that it may name. */
function packInstance(
  files: readonly SpecFileInput[],
  template: string,
  source: { readonly file: string; readonly values: Readonly<Record<string, string | number | boolean>> },
  outputName: string | undefined,
): string {
  const kept = files.filter(({ path }) => path === source.file || /\.(?:hex|gpl)$/i.test(path))
  // JSON is YAML, and needs no care for what a value may hold.
  const instance = {
    id: template,
    from_template: template,
    ...(outputName === undefined ? {} : { output_name: outputName }),
    instances: [source.values],
  }
  const text = Object.entries(instance).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
  return packSpecFiles([...kept, { path: 'generate/instance.yaml', text: text.join('') }])
}

function described(
  spec: AssetSpec,
  name: string,
  notes: readonly IntakeNote[],
  list: ResolvedOrder['list'],
): ResolvedOrder {
  const extension = spec.sound?.formats[0] ?? 'png'
  return {
    ...{ spec, name, notes, list },
    file: spec.integration?.manifestPath ?? `${name}.${extension}`,
    modelPrompt: isSound(spec) ? null : modelPrompt(spec.prompt.positive, spec.category),
  }
}

function safeName(outputName: string): string {
  const stem = outputName.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  if (/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,79}$/u.test(stem) && !stem.includes('..')) return stem
  throw new CliError(
    'usage',
    `"${outputName}" is no file name.`,
    'Write letters, digits, - and _ without a folder: --output-name sfxJump2A',
  )
}
