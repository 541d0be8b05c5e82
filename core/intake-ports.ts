import type { IntakeNote, IntakeProblem } from './intake/intake-report.js'
import type { RunOptions, RunStage } from './run-options.js'
import type { AssetSpec } from './spec/asset-spec.schema.js'

export interface WishlistRevisionRow {
  readonly wishlistRevisionId: string
  readonly wishlistId: string
  readonly projectId: string
  /** From 1, within its wishlist. */
  readonly revision: number
  readonly name: string
  /** The raw text, kept for ever. */
  readonly text: string
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
  readonly options: RunOptions
  readonly runId: string
}

export interface WishlistRevisionSummary {
  readonly wishlistRevisionId: string
  /** From 1, within its wishlist. */
  readonly revision: number
  readonly runId: string
  readonly runStage: RunStage
  readonly refined: boolean
  readonly createdAt: string
}

export interface SubmittedList {
  readonly wishlistRevisionId: string
  readonly runId: string
  readonly revision: number
  readonly created: boolean
  /** The new run begins paused. */
  readonly held: boolean
  /** The held run whose place the new one takes. */
  readonly cancelledRunId?: string
}

export interface SpecRevisionRow {
  readonly specRevisionId: string
  /** From 1, within its key and project. */
  readonly revision: number
  readonly createdAt: string
  readonly spec: AssetSpec
}

export interface IntakeCatalogue {
  /**
   * Keeps the raw text as a revision of the wishlist `name`, a run for it, and an outbox row that starts wishlistRun.
   * The text and options of the wishlist's newest revision give the run that is already there (`created: false`);
   * those of an older one make a new revision: a list that was changed back. A newest run that is held since it began
   * and has made nothing is cancelled in the same transaction: the new one takes its place.
   */
  submitWishlist(input: {
    projectId: string
    name: string
    text: string
    options: RunOptions
    /** The newest revision that the caller has seen: throws Conflict when it is another one by now. */
    expectedRevision?: number
    /** The new run is held exactly when it takes the place of a held one, whatever `options.hold` says. */
    keepsHold?: true
  }): Promise<SubmittedList>
  /** All revisions of the wishlist that this one is of, oldest first, without their texts. */
  listRevisions(projectId: string, wishlistRevisionId: string): Promise<WishlistRevisionSummary[]>
  /** The newest revision of the wishlist with this name; null when nothing of that name was submitted. */
  findNewestRevision(projectId: string, name: string): Promise<WishlistRevisionSummary | null>
  /** What refinement made of a revision, in input order; empty before it is refined. */
  specsOfRevision(projectId: string, wishlistRevisionId: string): Promise<AssetSpec[]>
  loadRevision(projectId: string, wishlistRevisionId: string): Promise<WishlistRevisionRow>
  /** What a spec was and is, of all lists of the project, newest first. */
  specRevisions(projectId: string, specId: string, limit: number): Promise<SpecRevisionRow[]>
  /**
   * Keeps what refinement found: specs by stable key (a spec whose content is unchanged keeps its revision), the run's
   * list of spec revisions in input order, problems and notes. Emits wishlistRefined.
   * A spec revision that an earlier revision of the wishlist had, with the same seed and number of variants, is carried:
   * the run that made it stays the owner of its variants and decisions. That needs a settled spec (done or rejected),
   * or one that its run still works on under the same kind of review.
   */
  saveRefinement(input: {
    projectId: string
    wishlistRevisionId: string
    runId: string
    specs: readonly AssetSpec[]
    problems: readonly IntakeProblem[]
    notes: readonly IntakeNote[]
  }): Promise<{ specs: number; problems: number; notes: number }>
  /**
   * Adds notes behind those of a revision, whatever its run does by now; one that it has already is not added again.
   * Emits wishlistRefined when it adds any.
   */
  addNotes(input: {
    projectId: string
    wishlistRevisionId: string
    notes: readonly IntakeNote[]
  }): Promise<void>
}
