/** What a person wrote on a spec of a run, or on one of its variants. */
export interface NoteRow {
  readonly noteId: string
  readonly projectId: string
  /** The run that owns the spec. */
  readonly runId: string
  readonly specRevisionId: string
  /** null = it is about the spec. */
  readonly variantId: string | null
  readonly author: string
  readonly text: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly editedAt: string | null
  readonly deletedAt: string | null
  /** Texts that an edit replaced, oldest first. */
  readonly former: readonly { readonly text: string; readonly replacedAt: string }[]
}

export interface NoteCatalogue {
  /**
   * The same `noteId` again gives the note that is there. Emits noteAdded. Throws NotFound for a spec that the run does
   * not have or a variant that is not of it, Conflict where the spec has as many notes as togetherLimits allow.
   */
  add(input: {
    projectId: string
    runId: string
    specRevisionId: string
    noteId: string
    variantId: string | null
    author: string
    text: string
  }): Promise<NoteRow>
  find(noteId: string): Promise<NoteRow | null>
  /** Emits noteChanged. Throws NotFound for a note that is not there or was deleted. The same text changes nothing. */
  edit(noteId: string, text: string): Promise<NoteRow>
  /** The note stays in the history as deleted. Emits noteChanged; again it changes nothing. */
  delete(noteId: string): Promise<void>
  /** Of a spec and its variants, oldest first; `isDeletedShown`: with those that were deleted. */
  list(input: { runId: string; specRevisionId: string; isDeletedShown: boolean }): Promise<NoteRow[]>
}
