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

export interface IntakeCatalogue {
  /**
   * Keeps the raw text as a revision of the wishlist `name`, a run for it, and an outbox row that starts wishlistRun.
   * The text and options of the wishlist's newest revision give the run that is already there (`created: false`);
   * those of an older one make a new revision: a list that was changed back.
   */
  submitWishlist(input: {
    projectId: string
    name: string
    text: string
    options: RunOptions
  }): Promise<{ wishlistRevisionId: string; runId: string; revision: number; created: boolean }>
  /** All revisions of the wishlist that this one is of, oldest first, without their texts. */
  listRevisions(projectId: string, wishlistRevisionId: string): Promise<WishlistRevisionSummary[]>
  /** The newest revision of the wishlist with this name; null when nothing of that name was submitted. */
  findNewestRevision(projectId: string, name: string): Promise<WishlistRevisionSummary | null>
  /** What refinement made of a revision, in input order; empty before it is refined. */
  specsOfRevision(projectId: string, wishlistRevisionId: string): Promise<AssetSpec[]>
  loadRevision(projectId: string, wishlistRevisionId: string): Promise<WishlistRevisionRow>
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
