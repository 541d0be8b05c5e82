import { describeSpecChange } from '../intake/diff-specs.js'
import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type { RefinedText } from '../intake/refine-text.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { addDrafts, type Drafted, type EditedList } from './add-drafts.js'
import { changeSpec } from './change-spec.js'
import { checkSpec, refuseChanges } from './check-spec.js'
import type { SpecEditOutcome } from './spec-edit-outcome.js'
import type { SpecChanges, SpecEdit } from './spec-edit.schema.js'

export interface EditedText extends RefinedText {
  /** What became of each edit, in their order. */
  readonly edits: readonly SpecEditOutcome[]
}

/** Keys that one note names. */
const keysToldMax = 10

/**
 * What a list is with the changes by hand in its options. An edit of a key that the list does not have waits, as a note;
 * one that gives no valid spec is a problem and leaves the spec as the list says. Pure; specs stay valid, in the order
 * of the list, with added ones behind them by key. Never throws on input.
 */
export function applySpecEdits(list: EditedList, read: RefinedText): EditedText {
  const edits = list.options.specEdits ?? []
  if (edits.length === 0) return { ...read, edits: [] }
  const drafted = addDrafts(list, read, edits)
  const specs = new Map(drafted.read.specs.map((spec) => [spec.key, spec]))
  const outcomes = edits.map((edit): SpecEditOutcome => {
    const added = drafted.outcomes.get(edit.key)
    const outcome = edit.set === undefined && !edit.remove ? undefined : changeOne(edit, specs)
    if (added === undefined) return outcome ?? { key: edit.key, state: 'applied', words: '' }
    // An added spec that was changed as well is told as the added one, unless it is the change that cannot be used.
    return added.state !== 'refused' && outcome?.state === 'refused' ? outcome : added
  })
  return { ...withReport(list.name, drafted, outcomes), specs: [...specs.values()], edits: outcomes }
}

/** Changes or removes one spec in `specs`. */
function changeOne({ key, set, remove }: SpecEdit, specs: Map<string, AssetSpec>): SpecEditOutcome {
  const spec = specs.get(key)
  if (spec === undefined)
    return {
      ...{ key, state: 'waiting', words: remove ? 'left out' : membersOf(set ?? {}) },
      message: 'the list has no such spec; the edit is kept for when it comes back',
      hint: 'Give it up if the spec is gone for good.',
    }
  if (remove) {
    specs.delete(key)
    return { key, state: 'applied', words: 'left out' }
  }
  const changed = changeSpec(spec, set ?? {})
  const objection = refuseChanges(spec, set ?? {}) ?? checkSpec(changed)
  if (objection !== null)
    return {
      ...{ key, state: 'refused', words: membersOf(set ?? {}) },
      ...{ ...objection, member: `set.${objection.member}` },
    }
  specs.set(key, changed)
  return { key, state: 'applied', words: describeSpecChange(spec, changed) || 'as the list says' }
}

function membersOf(set: SpecChanges): string {
  return Object.keys(set).join(', ')
}

function withReport(
  name: string,
  { read, outcomes: added }: Drafted,
  outcomes: readonly SpecEditOutcome[],
): RefinedText {
  const lineOf = new Map(read.specs.map(({ key, source }) => [key, source.line]))
  const problems: IntakeProblem[] = []
  const notes: IntakeNote[] = []
  for (const { key, state, message = '', hint = '', member } of outcomes) {
    const place = { file: name, line: lineOf.get(key) ?? 1 }
    if (state === 'refused')
      problems.push({
        ...place,
        message: `the edit of ${key} is not used: ${member ?? key}: ${message}`,
        hint,
      })
    else if (state === 'waiting') notes.push({ ...place, message: `the edit of ${key} waits: ${message}` })
    else if (state === 'listed') notes.push({ ...place, message: `${key} was added by hand: ${message}` })
  }
  // Added ones are told with their line.
  const changed = outcomes.filter(({ key, state }) => state === 'applied' && !added.has(key))
  if (changed.length > 0) notes.push({ file: name, line: 1, message: tellChanged(changed) })
  const byLine = (a: IntakeNote, b: IntakeNote) => a.line - b.line
  return {
    ...read,
    problems: [...read.problems, ...problems].sort(byLine),
    notes: [...read.notes, ...notes].sort(byLine),
  }
}

function tellChanged(changed: readonly SpecEditOutcome[]): string {
  const told = changed.slice(0, keysToldMax).map(({ key, words }) => `${key} (${words})`)
  const more = changed.length > keysToldMax ? ` and ${changed.length - keysToldMax} more` : ''
  return `changed by hand: ${told.join('; ')}${more}`
}
