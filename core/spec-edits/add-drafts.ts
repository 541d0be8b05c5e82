import type { IntakeNote } from '../intake/intake-report.js'
import type { RefinedText } from '../intake/refine-text.js'
import { applyProjectSettings } from '../project-settings/apply-project-settings.js'
import { linesOf } from '../refinement/refinement-input.js'
import type { RunOptions } from '../run-options.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { checkSpec } from './check-spec.js'
import { specOfDraft } from './draft-spec.js'
import type { SpecEditOutcome } from './spec-edit-outcome.js'
import type { SpecDraft, SpecEdit } from './spec-edit.schema.js'

/** The list that edits are of. */
export interface EditedList {
  readonly name: string
  readonly text: string
  readonly options: RunOptions
}

export interface Drafted {
  readonly read: RefinedText
  /** Of the edits that add something, by key. */
  readonly outcomes: ReadonlyMap<string, SpecEditOutcome>
}

/**
 * Puts the specs that were added by hand behind those of the list, with what the project settles. A line that a proposal
 * answers is a spec from then on: its problem is a note, and no model is asked about it again. An added spec whose key
 * the list has itself is not used: the list wins.
 */
export function addDrafts(list: EditedList, read: RefinedText, edits: readonly SpecEdit[]): Drafted {
  const outcomes = new Map<string, SpecEditOutcome>()
  const known = new Set(read.specs.map(({ key }) => key))
  const lines = linesOf(list.text)
  const added: AssetSpec[] = []
  const answered = new Map<number, string>()
  const notes: IntakeNote[] = []
  for (const { key, add } of edits) {
    if (add === undefined) continue
    const line = lineOf(add, lines)
    const spec = settledAt(list, key, add, line)
    const outcome = judge(spec, add, known, read.specs.length + added.length)
    outcomes.set(key, outcome)
    if (outcome.state !== 'applied') continue
    added.push(spec)
    if (line !== null) answered.set(line, key)
    notes.push({
      file: list.name,
      line: spec.source.line,
      message: `${key}: ${outcome.words}${goneLine(add, line)}`,
    })
  }
  if (added.length === 0) return { read, outcomes }
  return { read: withAdded(list.name, read, added, answered, notes), outcomes }
}

/** Where the line that a draft answers stands now: it may have moved. null when it is gone. */
function lineOf({ from }: SpecDraft, lines: readonly string[]): number | null {
  if (from === undefined) return null
  const wanted = from.text.trim()
  const isHere = (text: string | undefined) => text?.trim().slice(0, 2000) === wanted
  if (isHere(lines[from.line - 1])) return from.line
  const at = lines.findIndex(isHere)
  return at === -1 ? null : at + 1
}

/** The spec that a draft is in this list, with what the project settles. */
export function settledSpecOfDraft(list: EditedList, key: string, draft: SpecDraft): AssetSpec {
  return settledAt(list, key, draft, lineOf(draft, linesOf(list.text)))
}

function settledAt(
  { name, options }: EditedList,
  key: string,
  draft: SpecDraft,
  line: number | null,
): AssetSpec {
  const spec = specOfDraft(key, draft, options, { file: name, line })
  if (options.settings === undefined) return spec
  return applyProjectSettings([spec], options.settings).specs[0] ?? spec
}

function judge(
  spec: AssetSpec,
  { refinedBy }: SpecDraft,
  known: ReadonlySet<string>,
  count: number,
): SpecEditOutcome {
  const { key } = spec
  const words = refinedBy === undefined ? 'added by hand' : `added as ${refinedBy} proposed it`
  if (known.has(key))
    return {
      ...{ key, state: 'listed', words, member: 'add' },
      message: 'the list has a spec of this key itself, which is made as the list says',
      hint: 'Give the added one another key, or give it up.',
    }
  if (count >= limits.specsPerWishlistMax)
    return {
      ...{ key, state: 'refused', words, member: 'add' },
      message: `a list has at most ${limits.specsPerWishlistMax} specs`,
      hint: 'Add it to another list of the project.',
    }
  const objection = checkSpec(spec)
  if (objection === null) return { key, state: 'applied', words }
  return { key, state: 'refused', words, ...objection, member: `add.${objection.member}` }
}

function goneLine({ from }: SpecDraft, line: number | null): string {
  return from === undefined || line !== null ? '' : '; its line is no longer in the list'
}

function withAdded(
  file: string,
  read: RefinedText,
  added: readonly AssetSpec[],
  answered: ReadonlyMap<number, string>,
  notes: readonly IntakeNote[],
): RefinedText {
  const ofRules = new Set(read.specs.map(({ source }) => source.line))
  const keyAt = (line: number) => (ofRules.has(line) ? undefined : answered.get(line))
  const byLine = (a: IntakeNote, b: IntakeNote) => a.line - b.line
  return {
    ...read,
    specs: [...read.specs, ...added],
    problems: read.problems.filter((one) => one.file !== file || keyAt(one.line) === undefined),
    notes: [
      ...read.notes.filter(({ kind, line }) => kind !== 'not-understood' || keyAt(line) === undefined),
      ...notes,
    ].sort(byLine),
    outcomes: read.outcomes.map((one) => {
      const key = one.outcome === 'not-understood' ? keyAt(one.line) : undefined
      return key === undefined ? one : { ...one, outcome: 'spec', keys: [key] }
    }),
  }
}
