/** One text of a design document, by the hash of its UTF-8 bytes. */
export interface DocumentRef {
  readonly name: string
  readonly sha256: string
}

export interface DocumentRow extends DocumentRef {
  readonly sizeBytes: number
  readonly addedBy: string
  /** ISO 8601, UTC. */
  readonly addedAt: string
}

export interface DocumentText extends DocumentRef {
  readonly text: string
}

export type DocumentChange = 'added' | 'replaced' | 'unchanged'

/** The design documents of projects: plain text, each known by its name. */
export interface DocumentCatalogue {
  /** Those that the project has now, by name. */
  list(projectId: string): Promise<DocumentRow[]>
  find(projectId: string, name: string): Promise<(DocumentRow & DocumentText) | null>
  /**
   * Keeps a text under its name, in place of the one that is there. The same text again changes nothing. Throws
   * NotFound for an unknown project, Conflict where the project would have more than documentLimits allow.
   */
  put(input: {
    projectId: string
    name: string
    text: string
    addedBy: string
  }): Promise<{ readonly row: DocumentRow; readonly change: DocumentChange }>
  /** Whether it was there. */
  remove(projectId: string, name: string): Promise<boolean>
  /**
   * Texts as they were when a list was handed in, by name, also where they were replaced or removed since. Those that
   * are not kept any more are left out.
   */
  readVersions(projectId: string, refs: readonly DocumentRef[]): Promise<DocumentText[]>
}
