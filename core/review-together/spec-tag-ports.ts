/** Tags that people clicked onto a spec while they reviewed it; they join the tags that its list gave it. */
export interface SpecTagRow {
  readonly specId: string
  readonly specKey: string
  /** Those of the review, in the order in which they were given. */
  readonly tags: readonly string[]
  /** Rises with each change; 0 = nobody has tagged it. */
  readonly version: number
  readonly taggedBy: string | null
  /** ISO 8601, UTC. */
  readonly taggedAt: string | null
  /** The tags before the last change: what its undo puts back. null = there was none. */
  readonly former: { readonly tags: readonly string[]; readonly version: number } | null
}

/** They belong to the spec of the project, whatever its revision, so a changed line of a list keeps them. */
export interface SpecTagCatalogue {
  /** Throws NotFound. */
  find(projectId: string, specId: string): Promise<SpecTagRow>
  /** Of the specs of a run that somebody has tagged, in list order. */
  ofRun(runId: string): Promise<SpecTagRow[]>
  /**
   * Replaces the tags of the review. Emits tagsChanged. The same tags again change nothing. Throws NotFound, and Conflict
   * where the tags are at another version than the one that was seen.
   */
  save(input: {
    projectId: string
    runId: string
    specId: string
    tags: readonly string[]
    expectedVersion: number
    taggedBy: string
  }): Promise<SpecTagRow>
}
