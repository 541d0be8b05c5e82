import type { DocumentRef } from '../documents/document-ports.js'
import type { SpecDraft } from '../spec-edits/spec-edit.schema.js'

/** A piece of input that was rejected; nothing else is lost because of it. Lines start at 1. */
export interface IntakeProblem {
  readonly file: string
  readonly line: number
  /** From 1, in UTF-16 units; absent where only the line is known. */
  readonly column?: number
  readonly message: string
  /** What to write instead. */
  readonly hint: string
  /** Path of what is wrong where the input is no text: `edits.0.set.size.width`. */
  readonly member?: string
}

/** A spec that a language model proposes, kept with the note that tells it. */
export interface NotedProposal {
  readonly key: string
  /** Lines of the list that it answers, from 1. */
  readonly lines: readonly number[]
  /** With `refinedBy`: who proposes it. */
  readonly draft: SpecDraft
  /** The line that would make it, and the heading that it belongs under in free text. */
  readonly pasteLine: { readonly text: string; readonly heading: string | null }
}

/** Something that was understood or inferred without being an error (a default taken from a comment, say). */
export interface IntakeNote {
  readonly file: string
  readonly line: number
  readonly message: string
  /**
   * `constraint`: said for many assets; `not-understood`: nothing came of it; `default`: filled in; `proposal`: a line
   * that a language model proposes and nothing makes before it is in the list; `model`: what else the model said.
   */
  readonly kind?: 'constraint' | 'not-understood' | 'default' | 'proposal' | 'model'
  /** Of kind `proposal`; absent in notes of before it could be accepted. */
  readonly proposal?: NotedProposal
  /** Of kind `model`: the design documents that the model was shown passages of. */
  readonly documents?: readonly DocumentRef[]
  /** Key of a proposal that a person does not want. */
  readonly declines?: string
}

/** What became of a sentence or a line of a wishlist. */
export interface IntakeOutcome {
  readonly file: string
  /** Where it starts, from 1. */
  readonly line: number
  /** Where it ends; the same where it is one line. */
  readonly lastLine: number
  /** As written, emphasis and list marks taken off. */
  readonly text: string
  readonly outcome: 'spec' | 'constraint' | 'not-understood'
  /** Of the specs that came of it. */
  readonly keys: readonly string[]
  /** How it was understood, in words. */
  readonly meaning?: string
}

/** How a note begins that says who makes what names nobody, and why. */
export const providerNoteStart = 'no provider: '
