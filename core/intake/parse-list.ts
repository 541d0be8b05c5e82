import type { UsualProviders } from '../generation/default-provider.js'
import type { AssetSpec, AssetType } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { assetTypeDefaults, type TypeDefaultsTable } from './asset-type-defaults.js'
import { assignKeys, slugOf } from './assign-keys.js'
import { checkWishlistText } from './check-wishlist-text.js'
import { detectIntake } from './detect-intake.js'
import { knownCategories } from './find-category.js'
import type { IntakeNote, IntakeProblem } from './intake-report.js'
import { parseListLines, type ListEntry } from './parse-list-lines.js'
import { buildAnimations } from './prose/build-animations.js'
import type { NamedPictures } from './named-pictures.js'
import { bordersOf, statesOf } from './prose/build-prose-specs.js'
import { emptyFacts, joinFacts } from './prose/facts.js'
import { takeFacts } from './prose/take-facts.js'
import { readListDefaults, type ListDefaults } from './read-list-defaults.js'
import { soundDefaults } from './sound-defaults.js'

export interface WishlistListInput {
  /** Problems and notes name it. */
  readonly fileName: string
  readonly text: string
  readonly options: {
    /** `#rrggbb`, lower case; every spec gets it. */
    readonly palette: readonly string[]
    /** 1 to 16; wins over what the list says. null = the list, else 4. */
    readonly variantsPerSpec: number | null
    readonly provider: string
    /** Providers that a spec may name; absent: `procedural` and the run's own. */
    readonly availableProviders?: readonly string[]
    /** Who makes what of a type that names nobody; what is not here is made by `provider`. */
    readonly usualProviders?: UsualProviders
    /** Of the project; absent = those of the product. */
    readonly typeDefaults?: TypeDefaultsTable
    /** Uploads that spec files may begin from, by the names that they have for them. */
    readonly pictures?: NamedPictures
    /** Style presets that a spec may name. */
    readonly styles?: readonly string[]
  }
}

export interface WishlistListResult {
  /** In line order, valid by assetSpecSchema. */
  readonly specs: AssetSpec[]
  /** In line order; at most 1,001. */
  readonly problems: IntakeProblem[]
  readonly notes: IntakeNote[]
}

const variantsByDefault = 4
const problemsMax = 1000
const example = '"prop: water barrel, 32x32"'

/**
 * Reads a `category: prompt` list. Every line ends as a spec, as a comment or as a problem with its line, reason and
 * hint; a bad line costs nothing but itself. What was inferred (defaults of the first comment block, of the asset
 * type, keys of repeated prompts) is in `notes`. Never throws on input.
 */
export function parseWishlistList(input: WishlistListInput): WishlistListResult {
  const { fileName, text } = input
  const refusal = checkWishlistText(fileName, text) ?? refuseOtherKinds(fileName, text)
  if (refusal !== null) return { specs: [], problems: [refusal], notes: [] }
  const lines = parseListLines(fileName, text)
  const defaults = readListDefaults(fileName, lines.header)
  const notes = [...defaults.notes, ...lines.notes]
  const entries = refuseDoubledKeys(fileName, lines.entries, lines.problems)
  const specs = buildSpecs(input, entries, defaults, { notes, problems: lines.problems })
  const problems = [...defaults.problems, ...lines.problems].sort((a, b) => a.line - b.line)
  return { specs, problems: capProblems(problems), notes: notes.sort((a, b) => a.line - b.line) }
}

function refuseOtherKinds(file: string, text: string): IntakeProblem | null {
  const kind = detectIntake(text, file)
  if (kind === 'list') return null
  if (kind === 'empty')
    return {
      file,
      line: 1,
      message: 'the list is empty',
      hint: `Write one asset a line, such as ${example}.`,
    }
  return {
    file,
    line: 1,
    message: 'this is free text or Markdown, and no line of it has the form "category: prompt"',
    hint: `Lists are accepted: one asset a line, such as ${example}, with # for comments; known categories: ${knownCategories}.`,
  }
}

/** The entries without those whose written key an earlier line has; each of them is a problem that names both lines. */
function refuseDoubledKeys(
  file: string,
  entries: readonly ListEntry[],
  problems: IntakeProblem[],
): ListEntry[] {
  const lineOf = new Map<string, number>()
  return entries.filter(({ key, line }) => {
    const earlier = key === null ? undefined : lineOf.get(key)
    if (key !== null && earlier === undefined) lineOf.set(key, line)
    if (earlier === undefined) return true
    problems.push({
      file,
      line,
      message: `line ${earlier} has the key ${key} too`,
      hint: `Give line ${line} or line ${earlier} another key, or leave it out: it then comes from the words.`,
    })
    return false
  })
}

function buildSpecs(
  input: WishlistListInput,
  entries: readonly ListEntry[],
  defaults: ListDefaults,
  report: Report,
): AssetSpec[] {
  const { notes } = report
  const { fileName: file, options } = input
  const keys = assignKeys(
    entries.map((entry) => slugOf(entry.prompt, entry.assetType)),
    entries.map((entry) => entry.key),
  )
  const typesNoted = new Set<AssetType>()
  return entries.map((entry, position) => {
    const { key, duplicateOf } = keys[position] ?? { key: '', duplicateOf: null }
    const typeDefaults = (options.typeDefaults ?? assetTypeDefaults)[entry.assetType]
    const sound = soundOf(entry)
    // A sound has the size of its waveform picture, whatever the list says for its sprites.
    const usual = sound === undefined ? (defaults.sizeByType.get(entry.assetType) ?? defaults.size) : null
    const size = entry.size ?? usual ?? typeDefaults.size
    if (size === typeDefaults.size && sound === undefined && !typesNoted.has(entry.assetType)) {
      typesNoted.add(entry.assetType)
      const shown = `${size.width}x${size.height}`
      notes.push({
        file,
        line: entry.line,
        message: `no size given: ${shown}, as for every ${entry.assetType}`,
      })
    }
    if (duplicateOf !== null) {
      const before = entries[duplicateOf]?.line ?? 0
      notes.push({ file, line: entry.line, message: `as on line ${before}: this one has the key ${key}` })
    }
    return {
      key,
      assetType: entry.assetType,
      category: entry.category,
      prompt: { positive: entry.prompt, negative: '' },
      size: { width: size.width, height: size.height },
      pivot: { ...typeDefaults.pivot },
      seamless: typeDefaults.seamless,
      background: typeDefaults.background,
      variants:
        options.variantsPerSpec ??
        entry.variants ??
        defaults.variants ??
        options.typeDefaults?.[entry.assetType].variants ??
        variantsByDefault,
      palette: options.palette.slice(0, limits.paletteMax),
      // An outline asked for the list is for things with a silhouette, not for tiles and backdrops.
      outlinePx: typeDefaults.background === 'opaque' ? 0 : (defaults.outlinePx ?? typeDefaults.outlinePx),
      light: defaults.light ?? 'upper-left',
      provider: options.usualProviders?.[entry.assetType]?.provider ?? options.provider,
      tags: [...new Set([...defaults.tags, ...(entry.section === null ? [] : [entry.section])])].slice(0, 40),
      ...movementOf(entry, size, file, report),
      ...(sound === undefined ? {} : { sound }),
      source: { file, line: entry.line, text: entry.raw },
    }
  })
}

interface Report {
  readonly notes: IntakeNote[]
  readonly problems: IntakeProblem[]
}

/** Animations, states and borders of a line, as free text has them. */
function movementOf(
  { thing, assetType, line, raw }: ListEntry,
  size: AssetSpec['size'],
  file: string,
  { notes, problems }: Report,
): Pick<AssetSpec, 'animations' | 'states' | 'nineSlice'> {
  if (thing === null) return {}
  const tell = (message: string) => notes.push({ file, line, message, kind: 'default' })
  const problem = (message: string, hint: string) => problems.push({ file, line, message, hint })
  for (const one of [...thing.problems, ...thing.facts.problems]) problem(one.message, one.hint)
  const states = statesOf(thing, problem)
  const animations =
    states === null ? buildAnimations({ thing, assetType, text: raw }, emptyFacts(), tell, problem) : []
  const nineSlice = bordersOf(thing.facts.bordersPx, size, tell, problem)
  return {
    ...(animations.length > 0 ? { animations } : {}),
    ...(states === null ? {} : { states }),
    ...(nineSlice === null ? {} : { nineSlice }),
  }
}

/** What a line says about its sound ("0.3 s", "loop", "wav"), with defaults for the rest; undefined for pictures. */
function soundOf({ assetType, prompt }: ListEntry) {
  if (assetType !== 'sfx' && assetType !== 'music') return undefined
  const animations = { isFirst: true, isCharacter: false, namesAlone: false }
  const said = prompt.split(',').map((part) => takeFacts(part, { assetType, animations }).facts)
  const last = said.reduce((all, facts) => joinFacts(all, facts), emptyFacts())
  const { durationMs, loop, formats } = last
  return soundDefaults(assetType, prompt, {
    durationMs: durationMs ?? null,
    loop: loop ?? null,
    formats: formats ?? null,
  })
}

function capProblems(problems: readonly IntakeProblem[]): IntakeProblem[] {
  const firstLeftOut = problems[problemsMax]
  if (firstLeftOut === undefined) return [...problems]
  const left = problems.length - problemsMax
  const rest = {
    file: firstLeftOut.file,
    line: firstLeftOut.line,
    message: `${left} more ${left === 1 ? 'problem is' : 'problems are'} not listed from this line on`,
    hint: `Mend the ${problemsMax} above first; lines look like ${example}.`,
  }
  return [...problems.slice(0, problemsMax), rest]
}
