import type { AssetSpec } from '../../spec/asset-spec.schema.js'
import { limits } from '../../spec/spec-limits.js'
import type { IntakeNote, IntakeOutcome, IntakeProblem } from '../intake-report.js'
import { buildProseSpecs, type ProseOptions } from './build-prose-specs.js'
import { ProseReader, wordsOfHeadings } from './prose-reader.js'
import { namesOnlyRules, readSection } from './read-heading.js'
import { readBlocks, type ProseBlock } from './read-blocks.js'
import { readEntries } from './read-entries.js'

export interface ProseResult {
  /** In the order of the text, valid by assetSpecSchema. */
  readonly specs: AssetSpec[]
  readonly problems: IntakeProblem[]
  readonly notes: IntakeNote[]
  /** Every line that is not blank is in one of them. */
  readonly outcomes: IntakeOutcome[]
  /** Bundle targets that the text names. */
  readonly targets: readonly string[]
  /** Palette files that the text names, as written. */
  readonly palettes: readonly string[]
}

const linesMax = 5000
/** Sentences that speak for many assets; each is tried on each asset. */
const rulesMax = 200
/** Notes are stored with the list; beyond this they help nobody. */
const notesMax = 1000

/**
 * Reads a wishlist in free text or Markdown by rules: headings, lists, tables and sentences become specs, constraints
 * or "not understood", with a note for everything that was filled in. Pure and deterministic; any text gives an answer.
 * `text` has passed checkWishlistText.
 */
export function parseProse(input: {
  readonly fileName: string
  readonly text: string
  readonly options: ProseOptions
}): ProseResult {
  const { fileName: file, options } = input
  const tooLong = refuseLongText(file, input.text)
  const blocks = readBlocks(firstLines(input.text))
  const reader = new ProseReader(file, wordsOfHeadings(blocks))
  if (tooLong !== null) reader.problems.push(tooLong)
  const title = titleOf(blocks)
  readEntries(blocks, reader, title)
  limitSpecs(reader)
  limitRules(reader)
  const { placed, rules, sectionWords, problems, notes, targets } = reader
  const specs = buildProseSpecs(placed, rules, sectionWords, options, { file, problems, notes })
  notePalettes(reader, options.palette.length > 0)
  const outcomes = reader.outcomes.map(({ things, ...outcome }) => ({
    ...outcome,
    keys: things.flatMap((index) => specs[index]?.key ?? []),
  }))
  noteOutcomes(reader, outcomes)
  const byLine = <T extends { line: number }>(list: T[]) => list.sort((a, b) => a.line - b.line)
  return {
    specs,
    problems: cap(byLine(problems), (line, left) => ({
      file,
      line,
      message: `${left} more problems are not listed from this line on`,
      hint: `Mend the ${notesMax} above first.`,
    })),
    notes: cap(byLine(withoutRepeats(notes)), (line, left) => ({
      file,
      line,
      message: `${left} more notes are not listed from this line on`,
    })),
    outcomes: byLine(outcomes),
    targets: [...new Set(targets)],
    palettes: [...new Set(reader.palettes.map(({ name }) => name))],
  }
}

/** The one heading of the highest level that stands above all others: the name of the text, not a section of it. */
function titleOf(blocks: readonly ProseBlock[]): ProseBlock | null {
  const headings = blocks.filter(({ kind }) => kind === 'heading')
  const [first] = headings
  if (first === undefined || first !== blocks.find(({ kind }) => kind !== 'layout')) return null
  if (headings.length === 1 && first.level < 3)
    return readSection(first.text).role === 'rules' && !namesOnlyRules(first.text) ? first : null
  const isAlone = headings.length > 1 && headings.slice(1).every(({ level }) => level > first.level)
  return isAlone && first.level < 8 ? first : null
}

function refuseLongText(file: string, text: string): IntakeProblem | null {
  const count = text.split(/\r\n|\n|\r/).length
  if (count <= linesMax) return null
  return {
    file,
    line: linesMax + 1,
    message: `the text has ${count} lines, the limit is ${linesMax}: the rest is not read`,
    hint: 'Split it into several wishlists.',
  }
}

function firstLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .slice(0, linesMax)
    .join('\n')
}

function limitSpecs(reader: ProseReader): void {
  const { placed } = reader
  const max = limits.specsPerWishlistMax
  const first = placed[max]
  if (first === undefined) return
  reader.problem(
    first.line,
    `the text asks for ${placed.length} assets, the limit is ${max}: the rest is left out`,
    'Move what follows to another wishlist.',
  )
  placed.splice(max)
}

function limitRules({ rules, problems, file }: ProseReader): void {
  const first = rules[rulesMax]
  if (first === undefined) return
  problems.push({
    file,
    line: first.line,
    message: `the text has ${rules.length} rules for many assets, the limit is ${rulesMax}: the rest is not used`,
    hint: 'Write what is for one asset beside it.',
  })
  rules.splice(rulesMax)
}

function notePalettes(reader: ProseReader, isGiven: boolean): void {
  for (const { name, line } of reader.palettes)
    reader.note(
      line,
      isGiven
        ? `palette ${name} is named: the palette that was given with the list is used`
        : `palette ${name} is named: give it with --palette; until then any colour may be used`,
      isGiven ? 'constraint' : 'default',
    )
}

function noteOutcomes(reader: ProseReader, outcomes: readonly IntakeOutcome[]): void {
  const shown = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text)
  for (const { line, text, outcome, meaning } of outcomes) {
    if (outcome === 'not-understood') reader.note(line, `not understood: "${shown(text)}"`, 'not-understood')
    if (outcome === 'constraint' && meaning !== undefined && !isFrame(meaning))
      reader.note(line, `"${shown(text)}": ${shown(meaning)}`, 'constraint')
  }
}

/** Headings, titles and rules of a page need no telling. */
const isFrame = (meaning: string) => /^(?:a heading|a label|the title|layout)/.test(meaning)

/** Members of one series are told about once. */
function withoutRepeats(notes: readonly IntakeNote[]): IntakeNote[] {
  const seen = new Set<string>()
  return notes.filter(({ line, message }) => {
    const text = `${line} ${message}`
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function cap<T extends { readonly line: number }>(list: T[], rest: (line: number, left: number) => T): T[] {
  const first = list[notesMax]
  return first === undefined ? list : [...list.slice(0, notesMax), rest(first.line, list.length - notesMax)]
}
