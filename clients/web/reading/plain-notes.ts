import type { IntakeNote } from '../../../core/intake/intake-report.js'

/** Notes that ask nobody for anything: sentences, rules and proposals have views of their own. */
export function plainNotes(notes: readonly IntakeNote[]): IntakeNote[] {
  return notes.filter(({ kind }) => kind === undefined || kind === 'default' || kind === 'model')
}
