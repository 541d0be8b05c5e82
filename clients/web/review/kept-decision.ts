import type { DecideBody } from '../../../core/http/http-api.js'

/** A decision on its way. It keeps its id, so that sending it again is the same decision. */
export interface KeptDecision {
  readonly variantId: string
  readonly runId: string
  readonly specKey: string
  readonly body: DecideBody & { readonly decisionId: string }
  /** ISO 8601, UTC. */
  readonly at: string
}

/** What the page needs of localStorage. */
export type KeptItems = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
