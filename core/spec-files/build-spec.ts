import type { UsualProviders } from '../generation/default-provider.js'
import { draftObstacle, draftProviders } from '../generation/draft-rules.js'
import { cutoutObstacle, cutoutProviders } from '../generation/cutout-rules.js'
import { routedProviders } from '../generation/generation-route.js'
import { assetTypeDefaults, type TypeDefaultsTable } from '../intake/asset-type-defaults.js'
import { assetSpecSchema, type AssetSpec, type AssetType } from '../spec/asset-spec.schema.js'
import { providerNoteStart } from '../intake/intake-report.js'
import type { NamedPictures } from '../intake/named-pictures.js'
import { limits } from '../spec/spec-limits.js'
import { findPictureType, findSoundType, type FoundType } from './find-asset-type.js'
import { foldPrompt } from './fold-prompt.js'
import { listWords } from './nearest-word.js'
import { readNamedStyle } from './read-named-style.js'
import { quote, type SpecReport } from './open-report.js'
import { refuseUnfollowed } from '../autopilot/check-contract.js'
import { chooseProvider, findProvider, type ProviderOrder } from './provider-names.js'
import { extensionOf, readIntegration, stemOf, type Integration } from './read-integration.js'
import { readPicture } from './read-picture.js'
import { readFileReference, settleReference } from './read-reference.js'
import { readSound } from './read-sound.js'
import { specKeyOf } from './spec-key.js'
import { formatVersions, soundFormats, type SpecFile } from './spec-file.schema.js'

export interface SpecFileOptions {
  /** `#rrggbb`, lower case; every spec gets it. */
  readonly palette: readonly string[]
  /** 1 to 16; wins over n_variations. null = the file, else 4. */
  readonly variantsPerSpec: number | null
  /** Makes what no available provider was ordered for. */
  readonly provider: string
  /** Providers that can work here. Absent: `procedural` and the run's own. */
  readonly availableProviders?: readonly string[]
  /** Who makes what of a type, instead of `provider`. */
  readonly usualProviders?: UsualProviders
  /** Of the project; absent = those of the product. */
  readonly typeDefaults?: TypeDefaultsTable
  /** Uploads that it may begin from, by the names that it has for them. */
  readonly pictures?: NamedPictures
  /** Style presets that a spec may name; absent = a style is words and nothing else. */
  readonly styles?: readonly string[]
}

export interface BuildInput {
  readonly data: SpecFile
  readonly report: SpecReport
  readonly options: SpecFileOptions
  readonly findPalette: (name: string) => readonly string[] | null
  readonly source: AssetSpec['source']
  /** What a template adds for the value of its enum. */
  readonly promptExtra?: string
  /** Of an instance: its file name gives the key, not the id of its set. */
  readonly isInstance?: boolean
  /** A file name that a person wrote, without extension; wins over the pattern. */
  readonly outputName?: string
}

const variantsByDefault = 4
const promptMaxLength = 2000

/** The spec that a file, a shot or an instance of a template stands for; null when its report has a problem. */
export function buildSpec(input: BuildInput): AssetSpec | null {
  const { data, report, options, source } = input
  checkHead(data, report)
  const integration = readIntegration(data.integration, report, input.outputName)
  const makes = readMakes(data, integration, report)
  const prompt = foldPrompt([data.prompt.base, input.promptExtra, data.prompt.style])
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(data.prompt.base))
    report.refuse(
      ['prompt', 'base'],
      'the prompt asks for nothing',
      'Say what it is, such as base: clay jar.',
    )
  if (prompt.length > promptMaxLength)
    report.refuse(
      ['prompt'],
      `the prompt has ${prompt.length} characters, the limit is ${promptMaxLength}`,
      'Shorten base or style.',
    )
  const found = readType(input, makes, integration)
  const { assetType } = found
  const making = readProvider(input, makes, assetType)
  const name = input.isInstance === true ? (stemOf(integration?.manifestPath) ?? data.id) : data.id
  const shared = {
    key: specKeyOf(name, assetType),
    category: data.metadata?.category ?? (found.from === 'folder' ? found.word : assetType),
    prompt: { positive: prompt, negative: foldPrompt([data.prompt.negative]) },
    variants: readVariants(input, assetType),
    ...making,
    tags: [...new Set((data.metadata?.tags ?? []).map((tag) => String(tag).slice(0, 60)))],
    ...(integration === undefined ? {} : { integration }),
    ...readQualityContract(input, makes),
    ...readNamedStyle(data, { styles: options.styles, provider: making.provider }, report),
    ...readFileReference(data, options.pictures, report),
    source,
  }
  noteWithoutEffect(data, making.provider, report)
  const spec: AssetSpec =
    assetType === 'sfx' || assetType === 'music'
      ? {
          ...shared,
          assetType,
          ...soundPicture(assetType),
          palette: options.palette.slice(0, limits.paletteMax),
          sound: readSound({ data, assetType, prompt, report, integration }),
        }
      : {
          ...shared,
          assetType,
          ...readPicture({
            data,
            assetType,
            prompt,
            report,
            integration,
            palette: options.palette,
            defaults: (options.typeDefaults ?? assetTypeDefaults)[assetType],
            findPalette: input.findPalette,
          }),
        }
  const settled = withDrafts(settleReference(spec, report), data, report)
  checkCutout(settled, data, report)
  if (report.problems.length > 0) return null
  return checkSpec(settled, report)
}

/** A file that asks for drafts where there can be none is wrong; an order of a whole list leaves such specs out. */
function withDrafts(spec: AssetSpec, { generation }: SpecFile, report: SpecReport): AssetSpec {
  const drafts = generation?.drafts
  if (drafts === undefined) return spec
  const obstacle = draftObstacle(spec)
  if (obstacle === null) return { ...spec, drafts }
  report.refuse(
    ['generation', 'drafts'],
    `${spec.key} cannot have drafts: ${obstacle}`,
    `Leave drafts out; they are for single pictures by ${draftProviders.join(' or ')}.`,
  )
  return spec
}

/** A model needs something to remove; who has no such model leaves the background to its colours. */
function checkCutout(spec: AssetSpec, { post_processing: steps = [] }: SpecFile, report: SpecReport): void {
  if (spec.cutout !== 'model') return
  const at = steps.findIndex(({ action }) => action === 'remove_background')
  const path = ['post_processing', at, 'by']
  const obstacle = cutoutObstacle(spec)
  if (obstacle !== null)
    report.refuse(path, `no model removes the background of ${spec.key}: ${obstacle}`, 'Leave the step out.')
  else if (!cutoutProviders.includes(spec.provider))
    report.note(path, `${spec.provider} has no model for it: the background goes by its colours`)
}

/** A net: whatever the blocks let through, no spec leaves that the rest of the product does not take. */
function checkSpec(spec: AssetSpec, report: SpecReport): AssetSpec | null {
  const checked = assetSpecSchema.safeParse(spec)
  if (checked.success) return spec
  const [issue] = checked.error.issues
  report.refuse(
    [],
    `this cannot become a spec: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    'Change that part.',
  )
  return null
}

function soundPicture(assetType: 'sfx' | 'music') {
  const { size, pivot, seamless, background, outlinePx } = assetTypeDefaults[assetType]
  return {
    size: { ...size },
    pivot: { ...pivot },
    seamless,
    background,
    outlinePx,
    light: 'upper-left' as const,
  }
}

function checkHead({ version, metadata, observability }: SpecFile, report: SpecReport): void {
  if (metadata === undefined) report.note([], 'no metadata: no author and no tags')
  if (observability === undefined)
    report.note([], 'no observability: cost and quality are tracked all the same')
  if (version === undefined) report.note([], 'no version: read as 1.0')
  else if (!formatVersions.includes(String(version)))
    report.refuse(['version'], `the version ${quote(version)} is not known`, 'Write version: "1.0".')
  const created = metadata?.created
  if (created !== undefined && !isDate(created))
    report.refuse(['metadata', 'created'], `${quote(created)} is no date`, 'Write it like 2025-11-01.')
}

/** A day of the calendar, with or without a time after it. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function readMakes(
  { generation, post_processing, integration: block }: SpecFile,
  integration: Integration | undefined,
  report: SpecReport,
): 'image' | 'audio' {
  if (generation?.type !== undefined) return generation.type
  const isAudio =
    block?.manifest_type === 'audio' ||
    /^(?:audio|sounds?|sfx|music)(?:[.]|$)/.test(integration?.manifestSection ?? '') ||
    soundFormats.some((format) => format === extensionOf(integration?.manifestPath)) ||
    (post_processing ?? []).some(({ action }) => action === 'normalize' || action === 'trim_silence')
  const makes = isAudio ? 'audio' : 'image'
  report.note(
    ['generation'],
    `${generation === undefined ? 'no generation' : 'generation has no type'}: ${isAudio ? 'a sound' : 'a picture'}`,
  )
  return makes
}

const fromWords: Readonly<Record<FoundType['from'], string>> = {
  category: 'by the category',
  folder: 'by the folder that it goes to',
  id: 'by the id',
  prompt: 'by the words of the prompt',
  nothing: 'since nothing says otherwise',
}

function readType(
  { data, report }: BuildInput,
  makes: 'image' | 'audio',
  integration: Integration | undefined,
): FoundType {
  const clues = {
    category: data.metadata?.category,
    manifestPath: integration?.manifestPath,
    manifestSection: integration?.manifestSection,
    id: data.id,
    prompt: data.prompt.base,
  }
  const found = makes === 'audio' ? findSoundType(clues) : findPictureType(clues)
  if (found.from === 'category' && found.word === found.assetType) return found
  const by = found.from === 'nothing' ? '' : ` ${quote(found.word)}`
  const unknown =
    clues.category !== undefined && found.from !== 'category'
      ? `the category ${quote(clues.category)} is none of ours; `
      : ''
  report.note(
    data.metadata?.category === undefined ? ['metadata'] : ['metadata', 'category'],
    `${unknown}type ${found.assetType}, ${fromWords[found.from]}${by}`,
  )
  return found
}

function readVariants({ data, options, report }: BuildInput, assetType: AssetType): number {
  if (options.variantsPerSpec !== null) return options.variantsPerSpec
  const written = data.prompt.parameters?.n_variations
  const usual = options.typeDefaults?.[assetType].variants ?? variantsByDefault
  if (written === undefined) report.note([], `no n_variations: ${usual} variants`)
  return written ?? usual
}

/** Who makes it, and who else that was ordered can, for when that one is away. */
function readProvider(
  { data, options, report }: BuildInput,
  makes: 'image' | 'audio',
  assetType: AssetType,
): Pick<AssetSpec, 'provider' | 'fallbacks'> {
  const orders: ProviderOrder[] = []
  for (const key of ['provider', 'fallback'] as const) {
    const written = data.generation?.[key]
    if (written === undefined) continue
    const answer = findProvider(written, makes)
    if ('hint' in answer) {
      report.refuse(['generation', key], answer.message, answer.hint)
      continue
    }
    orders.push({ written, name: answer.name })
    if (answer.name !== written) report.note(['generation', key], `${key} ${written} is ${answer.name}`)
  }
  const available = new Set(options.availableProviders ?? ['procedural', options.provider])
  const usual = options.usualProviders?.[assetType]
  const { provider, because } = chooseProvider(orders, available, usual?.provider ?? options.provider)
  if (because !== null) report.note(['generation', 'provider'], because)
  else if (orders.length === 0)
    report.note(['generation'], `${providerNoteStart}${usual?.reason ?? `${provider} makes it`}`)
  const fallbacks = orders.map(({ name }) => name).filter((name) => name !== provider && available.has(name))
  return { provider, ...(fallbacks.length === 0 ? {} : { fallbacks }) }
}

/** A contract may only turn to providers that there are, and only ask for changes that one of them follows. */
function readQualityContract(
  { data, options, report }: BuildInput,
  makes: 'image' | 'audio',
): Pick<AssetSpec, 'qualityContract'> {
  const contract = data.quality_contract
  if (contract === undefined) return {}
  const available = options.availableProviders ?? ['procedural', options.provider]
  const providers = contract.providers.map((written, at) => {
    const path = ['quality_contract', 'providers', at]
    const answer = findProvider(written, makes)
    if ('hint' in answer) report.refuse(path, answer.message, answer.hint)
    else if (!available.includes(answer.name))
      report.note(path, `${answer.name} is not set up here: a try with it is not made`)
    return 'hint' in answer ? written : answer.name
  })
  for (const { path, message, hint } of refuseUnfollowed(contract, [...available, ...providers], makes))
    report.refuse(['quality_contract', ...path], message, hint)
  return { qualityContract: { ...contract, providers } }
}

/** Of a file's parameters: what a model is told. */
const modelParameters: readonly string[] = ['steps', 'sampler', 'cfg']

/** What a file may say and nothing here takes: said once, so that nobody waits for it. */
function noteWithoutEffect(data: SpecFile, provider: string, report: SpecReport): void {
  const {
    size: _size,
    n_variations: _variants,
    loop: _loop,
    loop_start: _loopStart,
    loop_end: _loopEnd,
    durationSeconds: _duration,
    ...rest
  } = data.prompt.parameters ?? {}
  const isByModel = routedProviders.includes(provider)
  const unused = Object.keys(rest).filter((name) => !(isByModel && modelParameters.includes(name)))
  if (unused.length > 0)
    report.note(
      ['prompt', 'parameters'],
      isByModel
        ? `${listWords(unused)}: ${provider} takes no such parameter`
        : `${listWords(unused)}: for hosted and GPU providers; the built-in one takes no such parameter`,
    )
}
