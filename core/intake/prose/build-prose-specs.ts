import type { UsualProviders } from '../../generation/default-provider.js'
import type { AssetSpec, AssetType } from '../../spec/asset-spec.schema.js'
import { limits } from '../../spec/spec-limits.js'
import { assetTypeDefaults, type TypeDefaultsTable } from '../asset-type-defaults.js'
import { assignKeys, slugOf } from '../assign-keys.js'
import type { IntakeNote, IntakeProblem } from '../intake-report.js'
import { variantsObjection } from '../read-list-defaults.js'
import { soundDefaults } from '../sound-defaults.js'
import { sizeObjection } from '../take-sizes.js'
import { buildAnimations } from './build-animations.js'
import { emptyFacts, type Facts } from './facts.js'
import type { PlacedThing, Thing } from './thing.js'
import { headWords } from './thing-words.js'
import { nearness, type Rule, type RuleSubject } from './rules.js'
import { singularOf } from '../singular.js'
import { wordsOf } from './words.js'

export interface ProseOptions {
  readonly palette: readonly string[]
  readonly variantsPerSpec: number | null
  readonly provider: string
  /** Who makes what of a type, instead of `provider`. */
  readonly usualProviders?: UsualProviders
  /** Of the project; absent = those of the product. */
  readonly typeDefaults?: TypeDefaultsTable
}

interface Report {
  readonly file: string
  readonly problems: IntakeProblem[]
  readonly notes: IntakeNote[]
}

const variantsByDefault = 4

/** Fills in everything that the text does not say: by the nearest rule, else by the asset type. Keys are unique. */
export function buildProseSpecs(
  things: readonly PlacedThing[],
  rules: readonly Rule[],
  sectionWords: ReadonlySet<string>,
  options: ProseOptions,
  report: Report,
): AssetSpec[] {
  const explicit = explicitKeys(things, report)
  const keys = assignKeys(slugsOf(things), explicit)
  const typesNoted = new Set<AssetType>()
  return things.map((placed, position) => {
    const { key, duplicateOf } = keys[position] ?? { key: '', duplicateOf: null }
    const before = duplicateOf === null ? undefined : things[duplicateOf]
    if (before !== undefined)
      note(report, placed.line, `as on line ${before.line}: this one has the key ${key}`)
    return buildSpec(placed, key, ruledBy(placed, rules, sectionWords), options, report, typesNoted)
  })
}

/**
 * What each key is made of: the name alone, so that rewording a description keeps the asset. What tells about a thing
 * joins its key where another thing has the same name and other words; the order of the two plays no part.
 */
function slugsOf(things: readonly PlacedThing[]): string[] {
  const short = things.map(({ thing, assetType }) => slugOf(numbered(withMember(thing), thing), assetType))
  const toldOf = new Map<string, Set<string>>()
  for (const [position, { thing }] of things.entries()) {
    const slug = short[position]!
    toldOf.set(slug, (toldOf.get(slug) ?? new Set()).add(promptOf(thing)))
  }
  return things.map(({ thing, assetType }, position) => {
    const slug = short[position]!
    if (thing.isNamed || toldOf.get(slug)?.size === 1) return slug
    return slugOf(numbered(promptOf(thing), thing), assetType)
  })
}

const numbered = (words: string, { number }: Thing) => (number === null ? words : `${words} ${number}`)

/** "oak door, closed": what is drawn, in words. */
export function promptOf(thing: Thing): string {
  return [withMember(thing), ...thing.details].join(', ')
}

const withMember = ({ base, member }: Thing): string => (member === null ? base : `${base}, ${member}`)

function explicitKeys(things: readonly PlacedThing[], { file, problems }: Report): (string | null)[] {
  const lineOf = new Map<string, number>()
  return things.map(({ thing: { key }, line }) => {
    if (key === null) return null
    const earlier = lineOf.get(key)
    if (earlier === undefined) {
      lineOf.set(key, line)
      return key
    }
    problems.push({
      file,
      line,
      message: `line ${earlier} has the key ${key} too`,
      hint: 'Give each asset a key of its own; this one has a key of its words.',
    })
    return null
  })
}

interface Ruled {
  readonly facts: Facts
  readonly tags: readonly string[]
  readonly negatives: readonly string[]
}

/** What rules say for one asset: of each fact the nearest rule's word, of equally near ones the later. */
function ruledBy(placed: PlacedThing, rules: readonly Rule[], known: ReadonlySet<string>): Ruled {
  const noun = headWords(placed.thing.base).at(-1) ?? ''
  const words = new Set([...placed.titles.flatMap(wordsOf), noun].map(singularOf))
  const nameWords = new Set(wordsOf(placed.thing.base).map(singularOf))
  const subject: RuleSubject = { assetType: placed.assetType, sections: placed.sections, words, nameWords }
  const near = rules
    .map((rule, index) => ({ rule, index, by: nearness(rule.scope, subject, known) }))
    .filter((one): one is typeof one & { by: number } => one.by !== null)
    .sort((a, b) => a.by - b.by || a.index - b.index)
  const facts = emptyFacts()
  for (const { rule } of near) {
    const isGlobal = rule.scope.section === null && rule.scope.words.length === 0
    const { problems: _, ...said } = rule.facts
    const size = isGlobal && fillsItsFrame(placed.assetType) ? [] : said.sizes
    // Transparency asked for the whole text is for things with a silhouette.
    if (isGlobal && (placed.assetType === 'tile' || fillsItsFrame(placed.assetType))) {
      delete said.background
      delete said.outlinePx
    }
    Object.assign(facts, said, {
      sizes: size.length > 0 ? size : facts.sizes,
      animations: said.animations.length > 0 && rule.adds !== true ? said.animations : facts.animations,
      added: rule.adds === true ? [...(facts.added ?? []), ...said.animations] : facts.added,
      isAnimated: said.isAnimated || facts.isAnimated,
    })
  }
  return {
    facts,
    tags: near.flatMap(({ rule }) => rule.tags),
    negatives: [...new Set(near.flatMap(({ rule }) => rule.negatives))],
  }
}

function fillsItsFrame(assetType: AssetType): boolean {
  return assetType === 'backdrop' || assetType === 'sfx' || assetType === 'music'
}

function note(report: Report, line: number, message: string): void {
  report.notes.push({ file: report.file, line, message, kind: 'default' })
}

function buildSpec(
  placed: PlacedThing,
  key: string,
  ruled: Ruled,
  options: ProseOptions,
  report: Report,
  typesNoted: Set<AssetType>,
): AssetSpec {
  const { thing, assetType, line } = placed
  const own = thing.facts
  const defaults = (options.typeDefaults ?? assetTypeDefaults)[assetType]
  const problem = (message: string, hint: string) =>
    report.problems.push({ file: report.file, line, message, hint })
  for (const one of [...thing.problems, ...own.problems]) problem(one.message, one.hint)
  const isSound = assetType === 'sfx' || assetType === 'music'
  const prompt = promptOf(thing).slice(0, 2000)
  const edge = own.bordersPx === undefined ? ruled.facts.bordersPx : own.bordersPx
  const usual = isSound ? defaults.size : aroundBorders(defaults.size, edge)
  const size = isSound ? usual : sizeOf(placed, ruled.facts, usual, report, typesNoted)
  const states = statesOf(thing, problem)
  const moving =
    isSound || states !== null
      ? []
      : buildAnimations(placed, ruled.facts, (message) => note(report, line, message), problem)
  const opaque = own.background ?? ruled.facts.background ?? defaults.background
  const background = states !== null && assetType === 'backdrop' ? 'transparent' : opaque
  const sound = isSound
    ? soundDefaults(assetType, prompt, {
        durationMs: durationOf(own.durationMs ?? ruled.facts.durationMs, problem),
        loop: own.loop ?? ruled.facts.loop ?? null,
        formats: own.formats ?? ruled.facts.formats ?? null,
      })
    : undefined
  const nineSlice = isSound ? null : bordersOf(edge, size, (message) => note(report, line, message), problem)
  const alpha = own.alpha ?? ruled.facts.alpha ?? (assetType === 'particle' ? ruled.facts.alpha : undefined)
  const formats = own.pictureFormats ?? ruled.facts.pictureFormats
  return {
    key,
    assetType,
    category: placed.category.slice(0, 80) || assetType,
    prompt: { positive: prompt, negative: ruled.negatives.join(', ').slice(0, 2000) },
    size: { width: size.width, height: size.height },
    pivot: { ...(own.pivot ?? ruled.facts.pivot ?? defaults.pivot) },
    seamless: isSound ? false : (own.seamless ?? ruled.facts.seamless ?? defaults.seamless),
    background,
    variants:
      options.variantsPerSpec ??
      variantsOf(own, ruled.facts, options.typeDefaults?.[assetType].variants, problem),
    palette: options.palette.slice(0, limits.paletteMax),
    outlinePx:
      // An outline asked for everything is for what has a silhouette: not for tiles, backdrops, flames and sparks.
      own.outlinePx ?? (defaults.outlinePx === 0 ? 0 : (ruled.facts.outlinePx ?? defaults.outlinePx)),
    light: own.light ?? ruled.facts.light ?? 'upper-left',
    provider: options.usualProviders?.[assetType]?.provider ?? options.provider,
    tags: tagsFor(placed, ruled.tags),
    ...(moving.length > 0 ? { animations: moving } : {}),
    ...(states === null ? {} : { states }),
    ...(nineSlice === null ? {} : { nineSlice }),
    ...(alpha === undefined || isSound ? {} : { alpha }),
    ...(formats === undefined || isSound ? {} : { formats }),
    ...(sound === undefined ? {} : { sound }),
    source: { file: report.file, line, text: placed.text },
  }
}

function tagsFor(placed: PlacedThing, ruled: readonly string[]): string[] {
  const titles = placed.titles.slice(0, 3).map((title) => title.toLowerCase())
  const label = placed.thing.label === null ? [] : [placed.thing.label]
  const optional = placed.isOptional || placed.thing.isOptional ? ['optional'] : []
  const tags = [...ruled, ...titles, ...label, ...optional].map((tag) => tag.slice(0, 60).trim())
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 40)
}

/** A usual size with room between the borders, which are no more than a third of each side. */
function aroundBorders(usual: AssetSpec['size'], edge: number | null | undefined): AssetSpec['size'] {
  const least = Math.min((edge ?? 0) * 3, limits.nativeSideMaxPx)
  return { width: Math.max(usual.width, least), height: Math.max(usual.height, least) }
}

type Tell = (message: string, hint: string) => void

function sizeOf(
  placed: PlacedThing,
  ruled: Facts,
  fallback: AssetSpec['size'],
  report: Report,
  typesNoted: Set<AssetType>,
) {
  const { thing, assetType, line } = placed
  const tell: Tell = (message, hint) => report.problems.push({ file: report.file, line, message, hint })
  const chosen = thing.facts.sizes.length > 0 ? thing.facts.sizes : ruled.sizes
  const isOwn = thing.facts.sizes.length > 0
  const [size, second] = chosen
  if (size === undefined) {
    if (!typesNoted.has(assetType))
      note(report, line, `no size given: ${fallback.width}x${fallback.height}, as for every ${assetType}`)
    typesNoted.add(assetType)
    return fallback
  }
  if (second !== undefined) {
    if (isOwn)
      tell(
        `"${placed.text.slice(0, 60)}" has two sizes: ${chosen.map(({ written }) => `"${written}"`).join(', ')}`,
        `Keep one; ${fallback.width}x${fallback.height} is taken.`,
      )
    return fallback
  }
  const objection = sizeObjection(size)
  if (objection === null) return size
  if (isOwn) tell(objection, `Sizes are whole pixels; ${fallback.width}x${fallback.height} is taken.`)
  return fallback
}

/** State names as words that frames may have; null when there are none. */
export function statesOf(thing: Thing, problem: Tell): string[] | null {
  const wished = thing.states ?? layerNames(thing.facts, problem)
  if (wished === null) return null
  const names = new Map<string, number>()
  const states = wished.slice(0, limits.framesMax).map((state) => {
    const word = slugOf(state, 'ui').slice(0, 36).replace(/-+$/, '')
    const times = (names.get(word) ?? 0) + 1
    names.set(word, times)
    return times === 1 ? word : `${word}-${times}`
  })
  if (wished.length > limits.framesMax)
    problem(
      `${wished.length} states are more than the limit of ${limits.framesMax}`,
      `The first ${limits.framesMax} are taken.`,
    )
  return states.length > 1 && new Set(states).size === states.length ? states : null
}

function layerNames({ layers }: Facts, problem: Tell): string[] | null {
  if (layers === undefined || layers === null || layers === 1) return null
  if (layers < 1 || layers > 16) {
    problem(
      `${layers} layers are outside the limits of 1 to 16`,
      'Write for example "three layers: sky, hills, trees".',
    )
    return null
  }
  return Array.from({ length: layers }, (_, index) => `layer ${index + 1}`)
}

function variantsOf(own: Facts, ruled: Facts, ofType: number | undefined, problem: Tell): number {
  const objection = own.variants === undefined ? null : variantsObjection(own.variants)
  if (objection !== null) problem(objection, 'Write for example "3 variants to choose from".')
  const wished = objection === null ? (own.variants ?? ruled.variants) : ruled.variants
  return wished !== undefined && variantsObjection(wished) === null ? wished : (ofType ?? variantsByDefault)
}

function durationOf(wished: Facts['durationMs'], problem: Tell) {
  if (wished === undefined) return null
  if (wished.min >= 10 && wished.min <= limits.soundMsMax && wished.max >= wished.min) return wished
  problem(
    `a sound of ${wished.min} to ${wished.max} ms is outside the limits of 10 to ${limits.soundMsMax} ms`,
    'Write for example "0.3 s" or "90 s".',
  )
  return null
}

/** Widths of borders that leave something to stretch: as wished, else a third of the shorter side; null = no nine-slice. */
export function bordersOf(
  px: number | null | undefined,
  size: AssetSpec['size'],
  tell: (message: string) => void,
  problem: Tell,
) {
  if (px === undefined) return null
  const third = Math.max(1, Math.floor(Math.min(size.width, size.height) / 3))
  if (px === null) tell(`no width of the borders given: ${third} px, a third of the side`)
  else if (px < 1 || px * 2 >= Math.min(size.width, size.height))
    problem(
      `borders of ${px} px leave nothing to stretch in ${size.width}x${size.height}`,
      `Borders are less than half of the side; ${third} px are taken.`,
    )
  const edge = px === null || px < 1 || px * 2 >= Math.min(size.width, size.height) ? third : px
  return { left: edge, top: edge, right: edge, bottom: edge }
}
