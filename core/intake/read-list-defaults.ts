import type { AssetType, LightDirection } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { lookUpCategory } from './find-category.js'
import type { IntakeNote, IntakeProblem } from './intake-report.js'
import { numberWords } from './number-words.js'
import { sizeObjection, takeSizes, trimMarks, type WrittenSize } from './take-sizes.js'

/** What the first comment block of a list says for all its lines. */
export interface ListDefaults {
  size: WrittenSize | null
  readonly sizeByType: Map<AssetType, WrittenSize>
  variants: number | null
  outlinePx: number | null
  light: LightDirection | null
  /** Style words, which every spec carries as tags. */
  readonly tags: string[]
  readonly notes: IntakeNote[]
  readonly problems: IntakeProblem[]
}

export interface CommentLine {
  /** From 1. */
  readonly line: number
  /** Without the leading #. */
  readonly text: string
}

const styleWords =
  /^(?:(?:8|16|32|64)[- ]?bit(?: (?:console|style|look))*|pixel[- ]?art|hand[- ]?(?:painted|drawn)|painterly|watercolou?r|flat(?: (?:colou?rs?|shading|shaded|design))?|vector(?: art)?|cel[- ]?shaded|cartoon(?:ish|y)?|comic|low[- ]?poly|retro|isometric|top[- ]?down|side[- ]?(?:view|on|scroller|scrolling)|front[- ]view|3\/4(?: (?:view|perspective))?|monochrome|greyscale|grayscale|dark|gritty|cute|chibi|realistic|minimalist|silhouettes?)(?: style| look)?$/i

/** What the words of a list may count to. */
const countWords = numberWords.slice(1, 13)
const variantsPattern = new RegExp(
  String.raw`(?<![\w.-])(\d+|${countWords.join('|')})\s+(?:different\s+)?(?:variants?|variations?)\b`,
  'i',
)

/** Takes "3 variants" out of a text; `variants` is null when it does not say, and not yet checked against the limit. */
export function takeVariants(text: string): { text: string; variants: number | null } {
  const match = variantsPattern.exec(text)
  if (match?.[1] === undefined) return { text, variants: null }
  const word = countWords.indexOf(match[1].toLowerCase())
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`
    .replace(/\(\s*(?:each|of each)?\s*\)/i, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([,;)])/g, '$1')
  return { text: trimMarks(rest, ',; '), variants: word >= 0 ? word + 1 : Number(match[1]) }
}

/** Why a number of variants cannot be used, as a clause that names the limit; null when it can. */
export function variantsObjection(variants: number): string | null {
  return variants >= 1 && variants <= limits.variantsMax
    ? null
    : `${variants} variants are outside the limits of 1 to ${limits.variantsMax}`
}

/**
 * Reads the comment block that opens a list: sizes ("32x32 unless said otherwise", "tiles 16x16"), "4 variants each",
 * style words, outline and light. Everything inferred is a note; what sets nothing is noted as a plain comment.
 */
export function readListDefaults(file: string, block: readonly CommentLine[]): ListDefaults {
  const defaults: ListDefaults = {
    size: null,
    sizeByType: new Map(),
    variants: null,
    outlinePx: null,
    light: null,
    tags: [],
    notes: [],
    problems: [],
  }
  const unused: string[] = []
  for (const comment of block)
    for (const phrase of phrasesOf(comment.text))
      if (!readPhrase(file, comment.line, phrase, defaults)) unused.push(phrase)
  const first = block[0]
  if (first !== undefined && unused.length > 0) {
    const shown = unused.join(', ')
    const message = `comment that sets no default: "${shown.length > 200 ? `${shown.slice(0, 200)}…` : shown}"`
    defaults.notes.push({ file, line: first.line, message })
  }
  return defaults
}

/** Parts between commas, semicolons, brackets and sentence ends; a comma inside 100,000 is no border. */
function phrasesOf(text: string): string[] {
  return text
    .replace(/\s+/g, ' ')
    .split(/,(?!\d{3}(?!\d))|[;()[\]]|[.!](?:\s|$)/)
    .map((phrase) => trimMarks(phrase, '-=* '))
    .filter((phrase) => phrase !== '')
}

/** Whether the phrase set (or tried to set) a default. */
function readPhrase(file: string, line: number, phrase: string, defaults: ListDefaults): boolean {
  const note = (message: string): true => {
    defaults.notes.push({ file, line, message: `inferred from "${phrase}": ${message}` })
    return true
  }
  const refuse = (why: string, hint: string): true => {
    defaults.problems.push({ file, line, message: `default not used: ${why}`, hint })
    return true
  }
  const { text, sizes } = takeSizes(phrase)
  const [size, second] = sizes
  if (size !== undefined) {
    if (second !== undefined) return refuse(`"${phrase}" names two sizes`, 'Name one, such as "32x32".')
    const objection = sizeObjection(size)
    if (objection !== null) return refuse(objection, 'Write a default such as "32x32 unless said otherwise".')
    return setSize(size, text, defaults, note, refuse)
  }
  const { variants } = takeVariants(phrase)
  if (variants !== null) {
    const objection = variantsObjection(variants)
    if (objection !== null) return refuse(objection, 'Write for example "4 variants each".')
    defaults.variants = variants
    return note(`${variants} ${variants === 1 ? 'variant' : 'variants'} for every line that does not say`)
  }
  return readLook(phrase, defaults, note)
}

function setSize(
  size: WrittenSize,
  words: string,
  defaults: ListDefaults,
  note: (message: string) => true,
  refuse: (why: string, hint: string) => true,
): boolean {
  const types = new Set(words.split(/\s+/).flatMap((word) => lookUpCategory(word) ?? []))
  const shown = `${size.width}x${size.height}`
  for (const type of types) {
    defaults.sizeByType.set(type, size)
    note(`size ${shown} for every ${type} that names none`)
  }
  if (types.size > 0) return true
  if (defaults.size !== null && defaults.size.written !== size.written)
    return refuse(
      `"${size.written}" is a second default size after "${defaults.size.written}"`,
      'Say what it is for, such as "tiles 16x16".',
    )
  defaults.size = size
  return note(`size ${shown} for every line that names none`)
}

function readLook(phrase: string, defaults: ListDefaults, note: (message: string) => true): boolean {
  const light = /\blight(?:ed)? from (?:the )?(?:(upper|top)[- ])?(left|right|top|above|front)\b/i.exec(
    phrase,
  )
  if (light !== null) {
    defaults.light = lightOf(light[2]?.toLowerCase() ?? '')
    return note(`light from ${defaults.light}`)
  }
  const outline =
    /\b(no|without|0|1|2|one|two)[- ]?(?:px|pixels?)?\s*(?:dark |black |an? )?outlines?\b/i.exec(phrase)
  if (outline !== null) {
    const word = outline[1]?.toLowerCase()
    defaults.outlinePx = word === '1' || word === 'one' ? 1 : word === '2' || word === 'two' ? 2 : 0
    return note(`outline of ${defaults.outlinePx} px`)
  }
  if (!styleWords.test(phrase)) return false
  const tag = phrase.toLowerCase()
  if (!defaults.tags.includes(tag)) defaults.tags.push(tag)
  return note(`style word, kept as a tag of every spec`)
}

function lightOf(word: string): LightDirection {
  if (word === 'left') return 'upper-left'
  if (word === 'right') return 'upper-right'
  return word === 'front' ? 'front' : 'top'
}
