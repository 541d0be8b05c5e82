/** A piece of input that was rejected; nothing else is lost because of it. Lines start at 1. */
export interface IntakeProblem {
  readonly file: string
  readonly line: number
  /** From 1, in UTF-16 units; absent where only the line is known. */
  readonly column?: number
  readonly message: string
  /** What to write instead. */
  readonly hint: string
}

/** Something that was understood or inferred without being an error (a default taken from a comment, say). */
export interface IntakeNote {
  readonly file: string
  readonly line: number
  readonly message: string
}
