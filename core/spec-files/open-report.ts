import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'

/** From the root of a file: keys of maps, positions in lists from 0. */
export type ValuePath = readonly (string | number)[]

export interface Position {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** Finds where something stands; of what is not there, the nearest thing around it. */
export interface Locate {
  readonly value: (path: ValuePath) => Position
  /** Of the key itself, for keys that should not be there. */
  readonly key: (path: ValuePath) => Position
}

/** Collects what is said of one spec. */
export interface SpecReport {
  readonly file: string
  readonly locate: Locate
  readonly problems: IntakeProblem[]
  readonly notes: IntakeNote[]
  /** What was inferred or filled in. */
  readonly note: (path: ValuePath, message: string) => void
  readonly refuse: (path: ValuePath, message: string, hint: string) => void
  readonly refuseKey: (path: ValuePath, message: string, hint: string) => void
}

/** A new report of something in `file`; its problems have the position that `locate` finds. */
export function openReport(file: string, locate: Locate): SpecReport {
  const problems: IntakeProblem[] = []
  const notes: IntakeNote[] = []
  return {
    file,
    locate,
    problems,
    notes,
    note: (path, message) => notes.push({ file, line: locate.value(path).line, message, kind: 'default' }),
    refuse: (path, message, hint) => problems.push({ file, ...locate.value(path), message, hint }),
    refuseKey: (path, message, hint) => problems.push({ file, ...locate.key(path), message, hint }),
  }
}

const shownMaxLength = 60

/** A value of the user within a message: quoted, on one line, shortened. */
export function quote(value: unknown): string {
  const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replace(/\s+/g, ' ')
  return `"${text.length > shownMaxLength ? `${text.slice(0, shownMaxLength)}…` : text}"`
}
