/** What decisions need from the catalogue, as core/ports.ts says it for the rest: each method is one transaction. */
import type { VariantRow } from './ports.js'
import type { DecisionMessage, RecordedDecision, RefusalReason } from './review/verdict.js'

export interface DecisionRow extends RecordedDecision {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  /** ISO 8601, UTC. */
  readonly decidedAt: string
}

export interface DecisionRequestRow {
  readonly decisionId: string
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly message: DecisionMessage
  readonly state: 'pending' | 'applied' | 'refused'
  readonly refusal: { reason: RefusalReason; message: string } | null
}

export interface WaitingReviews {
  /** Specs. */
  readonly waiting: number
  /** ISO 8601, UTC: since when the one waits that has waited longest; null when nothing does. */
  readonly oldest: string | null
  /** Who is to review some of them, by name. */
  readonly assignees: readonly string[]
}

export interface ReviewCatalogue {
  findVariant(projectId: string | null, variantId: string): Promise<VariantRow | null>
  listVariants(input: {
    runId: string
    specKey?: string
    cursor?: string
    limit: number
  }): Promise<{ variants: VariantRow[]; nextCursor: string | null }>
  /** Whether assetRun of this spec has closed (setSpecClosed). */
  isSpecClosed(runId: string, specRevisionId: string): Promise<boolean>
  /**
   * Request and outbox row in one transaction. The same decisionId with the same message gives the row that is there;
   * with another message it throws Conflict.
   */
  requestDecision(input: {
    projectId: string
    runId: string
    specRevisionId: string
    message: DecisionMessage
  }): Promise<DecisionRequestRow>
  findRequest(decisionId: string): Promise<DecisionRequestRow | null>
  /**
   * Appends the decisions, moves the variants' verdicts and versions on, marks the request applied and closes its
   * outbox row, emits decisionRecorded. Rows that are there already are left as they are.
   */
  recordDecisions(input: {
    projectId: string
    runId: string
    specId: string
    specRevisionId: string
    decisions: readonly RecordedDecision[]
  }): Promise<void>
  /** Marks the request refused, closes its outbox row, emits decisionRefused; a no-op when it was recorded as applied. */
  refuseDecision(input: {
    projectId: string
    runId: string
    specRevisionId: string
    decisionId: string
    reason: RefusalReason
    message: string
    reviewer: string
  }): Promise<{ applied: boolean }>
  /** Oldest first. */
  decisionsOf(variantId: string): Promise<DecisionRow[]>
  /** Oldest first: all, or so many from a place in that order. Nothing is put between those that are there. */
  decisionsOfRun(
    runId: string,
    page?: { readonly cursor: number; readonly limit: number },
  ): Promise<DecisionRow[]>
  /** Of what was decided at one stroke, oldest first. */
  decisionsOfGroup(projectId: string, groupId: string): Promise<DecisionRow[]>
  /** What waits for people in a run that is not over. */
  waitingIn(runId: string): Promise<WaitingReviews>
  /**
   * Emits reviewOverdue where something waits and reminder `number` (from 1) was not sent before, and says what waits and
   * how many were sent. One event a number, however often it is asked.
   */
  remindOf(input: { runId: string; number: number }): Promise<WaitingReviews & { readonly sent: number }>
}
