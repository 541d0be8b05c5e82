/** Shapes of `/api/v1` for people who review together (docs/guides/review-together.md). */
import type { AssignmentRow, WaitingReview } from '../review-together/assignment-ports.js'
import type { ClaimRow } from '../review-together/claim-ports.js'
import type { NoteRow } from '../review-together/note-ports.js'
import type { Presence } from '../review-together/presence-board.js'
import type { SpecTagRow } from '../review-together/spec-tag-ports.js'
import type { DecideBody, Problem } from './http-api.js'

/** GET and POST /runs/{runId}/claims (what was taken), POST .../claims/renew (what you hold) */
export interface ClaimList {
  readonly claims: readonly ClaimRow[]
}
export interface TakeClaimsBody {
  /** 1-100; absent = 20. */
  readonly count?: number
}
/** DELETE /runs/{runId}/claims */
export interface ClaimsReleased {
  readonly released: number
}

/** GET, PUT and DELETE /runs/{runId}/presence; pages send it every 15 s and whenever they go to another spec. */
export interface PresenceBody {
  /** null = in the run, on no spec. */
  readonly specKey: string | null
  readonly variantId?: string
}
export interface PresenceList {
  readonly presences: readonly Presence[]
  /** Who was not heard of for so long is gone. */
  readonly keepMs: number
}

/** GET and POST /runs/{runId}/specs/{specKey}/notes; PUT and DELETE .../notes/{noteId} */
export interface NoteList {
  readonly notes: readonly NoteRow[]
}
export interface AddNoteBody {
  /** Minted by the client (`nte_` + UUIDv7); the same id again is the same note. */
  readonly noteId?: string
  readonly text: string
  /** Left out: it is about the spec. */
  readonly variantId?: string
}

/** GET and PUT /runs/{runId}/specs/{specKey}/tags */
export interface SpecTagsView extends SpecTagRow {
  /** The tags that its list gave the spec; they are changed by editing the spec. */
  readonly own: readonly string[]
  /** Tags to click, as the settings of the project have them. */
  readonly groups: Readonly<Record<string, readonly string[]>>
}
/** GET /runs/{runId}/tags */
export interface RunTags {
  readonly specs: readonly SpecTagRow[]
}

/** GET and PUT /runs/{runId}/assignment */
export interface AssignmentList {
  readonly assignments: readonly AssignmentRow[]
}
export interface AssignBody {
  /** null takes it back. */
  readonly handle: string | null
  /** Absent = the whole run. */
  readonly specKeys?: readonly string[]
}

/** GET /review-queue */
export interface ReviewQueuePage {
  readonly items: readonly WaitingReview[]
  /** Of all pages. */
  readonly total: number
  readonly nextCursor: string | null
}

/** POST /runs/{runId}/decisions */
export interface BulkDecision extends Omit<DecideBody, 'groupId'> {
  readonly variantId: string
}
export interface BulkDecisionsBody {
  /** Names these decisions, so that they can be undone at one stroke; absent = one is made up. */
  readonly groupId?: string
  readonly decisions: readonly BulkDecision[]
}
/** What became of one of many. */
export interface BulkResult {
  readonly specKey: string | null
  readonly variantId: string | null
  readonly decisionId: string | null
  /** `skipped`: nothing was decided, and `problem` says why. */
  readonly status: 'applied' | 'pending' | 'refused' | 'skipped'
  readonly problem?: Problem
}
export interface BulkAnswer {
  readonly groupId: string
  /** In the order of the request, or of the list. */
  readonly results: readonly BulkResult[]
  readonly counts: Readonly<Record<BulkResult['status'], number>>
  /** Specs that were not reached, because one request decides on so many at most: send it again for the rest. */
  readonly left: number
}
