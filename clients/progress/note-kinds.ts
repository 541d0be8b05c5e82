import type { IntakeNote } from '../../core/intake/intake-report.js'

export interface NoteGroup {
  readonly title: string
  readonly notes: readonly IntakeNote[]
}

/** Notes by what a reader does with them: what came to nothing first, then what holds for many, then what was filled in. */
export function groupNotes(notes: readonly IntakeNote[]): NoteGroup[] {
  const lost = notes.filter(({ kind }) => kind === 'not-understood')
  const constraints = notes.filter(({ kind }) => kind === 'constraint')
  const proposed = notes.filter(({ kind }) => kind === 'proposal')
  const others = notes.filter(({ kind }) => kind === undefined || kind === 'default' || kind === 'model')
  return [
    { title: `${lost.length} not understood`, notes: lost },
    { title: `${proposed.length} proposed`, notes: proposed },
    {
      title: `${constraints.length} ${constraints.length === 1 ? 'constraint' : 'constraints'}`,
      notes: constraints,
    },
    { title: others.length === 1 ? '1 note' : `${others.length} notes`, notes: others },
  ].filter((group) => group.notes.length > 0)
}
