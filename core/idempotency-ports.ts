/** An answer of the API as it is sent again. */
export interface StoredAnswer {
  readonly status: number
  readonly location: string | null
  readonly body: unknown
}

/** What a request with an Idempotency-Key finds. */
export type IdempotencyClaim =
  /** Nobody has used the key: the caller answers the request and then calls `answer` or `release`. */
  | { readonly state: 'claimed' }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  /** The same request is being answered right now. */
  | { readonly state: 'inFlight' }
  /** The key belongs to another request. */
  | { readonly state: 'mismatch' }

/** Keys that clients choose, so that a request sent twice is answered once; each belongs to one project. */
export interface IdempotencyCatalogue {
  /**
   * Takes the key for `leaseMs`. A caller that died gives it up then, to the same request only. The key is forgotten
   * `keepMs` after it was taken first.
   */
  claim(input: {
    projectId: string
    key: string
    /** Hash of method, path and body. */
    requestHash: string
    leaseMs: number
    keepMs: number
  }): Promise<IdempotencyClaim>
  /** Keeps the answer of the request that claimed the key; one that is there already stays. */
  answer(input: { projectId: string; key: string; requestHash: string; answer: StoredAnswer }): Promise<void>
  /** Gives up a key without an answer: the request failed and may be sent again. */
  release(projectId: string, key: string): Promise<void>
}
