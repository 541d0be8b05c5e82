import type { DecisionMessage, DecisionOutcome } from './review/verdict.js'
import type { SpecStage } from './run-options.js'

export type OutboxMessage =
  | {
      readonly kind: 'startWishlistRun'
      readonly projectId: string
      readonly wishlistRevisionId: string
      readonly runId: string
    }
  | {
      readonly kind: 'startBundleRun'
      readonly projectId: string
      readonly runId: string
      readonly contentId: string
      /** Pictures have to be made for this bundle alone. */
      readonly prepares?: true
    }
  | {
      readonly kind: 'reopenAssetRun'
      readonly projectId: string
      readonly runId: string
      readonly specRevisionId: string
    }
  | {
      readonly kind: 'sendDecision'
      readonly projectId: string
      readonly runId: string
      readonly specRevisionId: string
      readonly message: DecisionMessage
    }
  | {
      /** A spec that the run carries left its generation stage or was settled in the run that owns it. */
      readonly kind: 'wakeRun'
      readonly projectId: string
      readonly runId: string
      readonly specRevisionId: string
      /** Where the spec stands now. */
      readonly stage: SpecStage
    }
  | {
      readonly kind: 'signalRun'
      readonly projectId: string
      readonly runId: string
      readonly signal: 'pauseRun' | 'resumeRun' | 'cancelRun'
    }
  | {
      readonly kind: 'startChain' | 'cancelChain'
      readonly projectId: string
      /** Id of the chain's first job. */
      readonly chainId: string
    }
  | {
      /** An event is to reach a webhook; written with the event. */
      readonly kind: 'deliverWebhook'
      readonly projectId: string
      readonly deliveryId: string
      readonly round: number
    }

export interface OutboxRow {
  readonly outboxId: number
  readonly message: OutboxMessage
  readonly attempts: number
  /** It was delivered before: whoever adds it again has nothing to send. */
  readonly isClosed?: true
}

export interface OutboxCatalogue {
  /** Rows are unique by `dedupeKey`: an open or closed row with the key is kept and returned as it is. */
  add(message: OutboxMessage, dedupeKey: string): Promise<OutboxRow>
  /** Leases up to `limit` open rows that are due for `leaseMs` (FOR UPDATE SKIP LOCKED), oldest first. */
  lease(limit: number, leaseMs: number): Promise<OutboxRow[]>
  close(outboxId: number): Promise<void>
  /** Makes the row due again after `delayMs`. */
  retryLater(outboxId: number, delayMs: number, failure: string): Promise<void>
  /** Whether a pause or a resumption of the same run was added after this row, open or closed. */
  isOvertaken(row: OutboxRow): Promise<boolean>
  /** Open rows and the age of the oldest, milliseconds. */
  backlog(): Promise<{ open: number; oldestMs: number }>
}

/** What became of one attempt to hand a message to Temporal. */
export type Delivery =
  | { readonly status: 'delivered'; readonly outcome?: DecisionOutcome }
  /** Temporal is away, no worker answers, or the workflow is not ready: the same message may be sent again. */
  | { readonly status: 'retry'; readonly message: string }
  /** No open execution has this id. */
  | { readonly status: 'gone'; readonly message: string }

/** The way to Temporal for the API and for the outbox. Every call ends within its deadline. */
export interface WorkflowGateway {
  deliver(message: OutboxMessage, deadlineMs: number): Promise<Delivery>
  isReachable(deadlineMs: number): Promise<boolean>
}
