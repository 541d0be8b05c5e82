import type { IntakeKind } from '../intake/detect-intake.js'
import type { IntakeNote, IntakeOutcome, IntakeProblem } from '../intake/intake-report.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'

export const readingOutcomes = ['not-understood', 'problem', 'constraint', 'spec', 'note'] as const
/** `problem`: only rejected; `note`: nothing was wanted of it, but there is something to tell. */
export type ReadingOutcome = (typeof readingOutcomes)[number]

/** A sentence or a line of a wishlist with all that came of it. Lines start at 1. */
export interface ReadingLine {
  readonly file: string
  readonly line: number
  readonly lastLine: number
  readonly text: string
  readonly outcome: ReadingOutcome
  /** Specs of the revision that came of it. */
  readonly keys: readonly string[]
  /** Keys that came of it and that the revision does not have: somebody took them out. */
  readonly dropped: readonly string[]
  /** How it was understood, in words. */
  readonly meaning?: string
  readonly problems: readonly IntakeProblem[]
  /** What was filled in, and what a model said of it. */
  readonly notes: readonly IntakeNote[]
}

/** GET /runs/{runId}/reading?filter&cursor&limit: how the run's list was read, sentence by sentence. */
export interface ReadingPage {
  readonly runId: string
  readonly name: string
  /** From 1, within its wishlist. */
  readonly revision: number
  readonly kind: IntakeKind
  /** Lines by outcome; `problem` counts every line that has one. */
  readonly counts: Readonly<Record<ReadingOutcome, number>>
  readonly total: number
  readonly lines: readonly ReadingLine[]
  readonly nextCursor: number | null
}

/** What a list became: the result of refineOrder, with problems and notes as the catalogue keeps them. */
export interface ReadList {
  readonly name: string
  readonly text: string
  readonly kind: IntakeKind
  readonly specs: readonly AssetSpec[]
  readonly outcomes: readonly IntakeOutcome[]
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
}

/** Meanings of headings and of layout that say nothing about assets. */
const framePattern = /^(?:a heading|a label|the title.*|layout)$/
/** Of one line; a model may have said more than anybody reads. */
const notesMax = 20

type OpenLine = { -readonly [Name in keyof ReadingLine]: ReadingLine[Name] } & {
  keys: string[]
  dropped: string[]
  problems: IntakeProblem[]
  notes: IntakeNote[]
}

/**
 * Every sentence of a list with its outcome, by file and line. Free text brings its outcomes along; of lists and spec
 * files each line is what its specs and problems make it. Pure; nothing that the list became is left out.
 */
export function composeReading(list: ReadList): ReadingLine[] {
  const sheet = new Sheet(list)
  const kept = new Set(list.specs.map(({ key }) => key))
  const named = new Set<string>()
  for (const { keys, ...outcome } of list.outcomes) {
    for (const key of keys) named.add(key)
    const dropped = keys.filter((key) => !kept.has(key))
    const isFrame = framePattern.test(outcome.meaning ?? '')
    const told = isFrame ? { ...outcome, outcome: 'note' as const } : outcome
    sheet.add({ ...told, keys: keys.filter((key) => kept.has(key)), dropped, problems: [], notes: [] })
  }
  for (const { key, source } of list.specs) if (!named.has(key)) addSpec(sheet, key, source)
  for (const problem of list.problems) sheet.at(problem, ['problem'], problem.message).problems.push(problem)
  for (const note of list.notes) addNote(sheet, note, list.kind)
  return sheet.lines()
}

/** Lines that a filter lets through. `problem` is every line that has one, whatever else came of it. */
export function filterReading(
  lines: readonly ReadingLine[],
  filter: ReadingOutcome | null,
): readonly ReadingLine[] {
  if (filter === null) return lines
  return lines.filter((line) => isOf(line, filter))
}

export function countReading(lines: readonly ReadingLine[]): Record<ReadingOutcome, number> {
  const counts = { 'not-understood': 0, problem: 0, constraint: 0, spec: 0, note: 0 }
  for (const line of lines)
    for (const outcome of readingOutcomes) if (isOf(line, outcome)) counts[outcome] += 1
  return counts
}

function isOf(line: ReadingLine, outcome: ReadingOutcome): boolean {
  return outcome === 'problem' ? line.problems.length > 0 : line.outcome === outcome
}

/** A spec that no sentence names: of a list or a file, or one that a person accepted for what was not understood. */
function addSpec(sheet: Sheet, key: string, source: AssetSpec['source']): void {
  const line = sheet.at(source, ['not-understood', 'spec'], '', source.text)
  line.keys.push(key)
  if (line.outcome !== 'constraint') line.outcome = 'spec'
}

function addNote(sheet: Sheet, note: IntakeNote, kind: IntakeKind): void {
  // A comment of a list that says something for all of its lines.
  const isRule = note.kind === 'constraint' || (kind === 'list' && sheet.textAt(note).startsWith('#'))
  const outcome = note.kind === 'not-understood' ? 'not-understood' : isRule ? 'constraint' : 'note'
  const line = sheet.at(note, [outcome], note.message)
  // The sentence itself says so already.
  const isTold = line.outcome === note.kind && line.meaning !== undefined
  const isRepeated = note.kind === 'not-understood' && line.outcome === 'not-understood'
  if (!isTold && !isRepeated && line.notes.length < notesMax) line.notes.push(note)
}

interface Place {
  readonly file: string
  readonly line: number
}

/** The lines of a reading while it is composed, found by the place that something is said of. */
class Sheet {
  readonly #name: string
  readonly #raw: readonly string[]
  readonly #lines: OpenLine[] = []
  /** The sentences that stand at a place, in their order. */
  readonly #at = new Map<string, OpenLine[]>()

  constructor({ name, text }: ReadList) {
    this.#name = name
    this.#raw = text.split(/\r\n|\n|\r/)
  }

  add(line: OpenLine): OpenLine {
    this.#lines.push(line)
    for (let number = line.line; number <= line.lastLine; number += 1) {
      const place = `${number} ${line.file}`
      const there = this.#at.get(place)
      if (there === undefined) this.#at.set(place, [line])
      else there.push(line)
    }
    return line
  }

  /**
   * The sentence at a place; a line of its own, with the text, where none stands. Of several it is the one that `said`
   * quotes, else one with the first of the outcomes that any has, else the first.
   */
  at(
    { file, line }: Place,
    outcomes: readonly [ReadingOutcome, ...ReadingOutcome[]],
    said: string,
    text?: string,
  ): OpenLine {
    const there = this.#at.get(`${line} ${file}`) ?? []
    const quoted = there.find((one) => one.text !== '' && said.includes(one.text))
    const alike = outcomes.flatMap((outcome) => there.filter((one) => one.outcome === outcome))
    const found = quoted ?? alike[0] ?? there[0]
    if (found !== undefined) return found
    const words = text ?? this.textAt({ file, line })
    const empty = { keys: [], dropped: [], problems: [], notes: [] }
    return this.add({ file, line, lastLine: line, text: words, outcome: outcomes[0], ...empty })
  }

  /** As it was submitted; empty for a file of a folder, whose text is packed. */
  textAt({ file, line }: Place): string {
    return file === this.#name ? (this.#raw[line - 1] ?? '').trim().slice(0, 2_000) : ''
  }

  lines(): ReadingLine[] {
    const files = [...new Set(this.#lines.map(({ file }) => file))].sort()
    const order = new Map(files.map((file, index) => [file, index]))
    return this.#lines.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line)
  }
}
