/** Shapes of `/api/v1` about specs: edits, one spec with its revisions, proposals (docs/http-api.md). */
import type { WishlistDifference } from '../intake/diff-specs.js'
import type { SpecStage } from '../run-options.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { SpecChanges, SpecDraft, SpecEdit } from '../spec-edits/spec-edit.schema.js'

/** How an edit stands in the revision that it is kept with. */
export interface SpecEditView extends SpecEdit {
  /**
   * `waiting`: the list has no such spec now; the edit is kept for when it comes back. `refused`: it gives no valid
   * spec with what the list says now, so the spec is as the list says. `listed`: an added spec that the list has itself.
   */
  readonly state: 'applied' | 'waiting' | 'refused' | 'listed'
  /** In words what it does: `size 32x32 -> 48x48`, `left out`, `added by hand`. */
  readonly words: string
  /** Why it is not applied, and what to do. */
  readonly message?: string
  readonly hint?: string
}

/** GET /runs/{runId}/edits: what was changed by hand in the revision of this run, by key. */
export interface SpecEditList {
  readonly runId: string
  /** Of the list, from 1. */
  readonly revision: number
  readonly edits: readonly SpecEditView[]
  /** Where a newer revision was submitted: only that one takes edits. */
  readonly newest: { readonly revision: number; readonly runId: string } | null
}

/** One change of the edits of a list; merged by key with the edit that is there. */
export interface SpecEditChange {
  readonly key: string
  /** Merged member by member (prompt and sound one level deeper); null gives up all changes of the spec. */
  readonly set?: SpecChanges | null
  /** Members that are as the list says again: `size`, `prompt`, `prompt.negative`, `sound.loop`. */
  readonly unset?: readonly string[]
  /** Leaves the spec out; of an added one the same as `drop`. false takes it in again. */
  readonly remove?: boolean
  /** A spec that the list does not have. */
  readonly add?: SpecDraft
  /** The edit is given up: the spec is as the list says. */
  readonly drop?: true
}

/** POST /runs/{runId}/edits; the run has to be that of the newest revision of its list. */
export interface EditSpecsBody {
  /** May be empty where `settings` is given. */
  readonly edits: readonly SpecEditChange[]
  /** `current`: under the settings that the project has now. Absent = under those that the list was handed in with. */
  readonly settings?: 'current'
  /** The revision that was looked at; 409 when the list has moved on. Absent = that of the run. */
  readonly expectedRevision?: number
}

/** POST /runs/{runId}/edits and .../proposals/accept -> 202 with Location of the new run; 200 when nothing changed. */
export interface SpecEditsAccepted {
  readonly wishlistRevisionId: string
  readonly runId: string
  /** Of the list, from 1. */
  readonly revision: number
  readonly created: boolean
  /** What the edits change, against the revision before. */
  readonly difference: WishlistDifference
  /** The new run is held until somebody resumes it, because the run before it was. */
  readonly held: boolean
  /** The held run of the revision before: it has made nothing and is cancelled. */
  readonly cancelledRunId?: string
}

export interface SpecRevisionView {
  readonly specRevisionId: string
  /** From 1, within the key and project. */
  readonly revision: number
  readonly createdAt: string
  /** Against the one before it: `size 32x32 -> 48x48`; empty for the first. */
  readonly words: string
  readonly spec: AssetSpec
}

/** GET /runs/{runId}/specs/{specKey}: the whole spec, where it comes from, and how it was before. */
export interface SpecDetail {
  readonly runId: string
  readonly specId: string
  readonly specKey: string
  readonly specRevisionId: string
  readonly stage: SpecStage
  readonly round: number
  readonly spec: AssetSpec
  /** `list`: a line or a file of the list. `hand`: added by a person. `model`: proposed by a model and accepted. */
  readonly origin: 'list' | 'hand' | 'model'
  /** `rules`, `hand`, or `llm:` and the model. */
  readonly refinedBy: string
  readonly edit: SpecEditView | null
  /** What the list says without the edit; null where there is no edit, or nothing in the list. */
  readonly written: AssetSpec | null
  /** Newest first, at most 50. */
  readonly revisions: readonly SpecRevisionView[]
}

/** A spec that a language model proposes for lines that the rules left open. */
export interface ProposalView {
  readonly key: string
  /** Lines of the list that it answers, from 1. */
  readonly lines: readonly number[]
  /** `llm:` and the model. */
  readonly refinedBy: string
  readonly spec: AssetSpec
  /** The other way to accept it: a line for the list, and the heading that it belongs under in free text. */
  readonly pasteLine: { readonly text: string; readonly heading: string | null }
  /** `listed`: the list has a spec of this key by now. Declined ones are kept and can still be accepted. */
  readonly state: 'open' | 'accepted' | 'declined' | 'listed'
}

/** GET /runs/{runId}/proposals, in the order of their lines. */
export interface ProposalList {
  readonly runId: string
  readonly revision: number
  readonly proposals: readonly ProposalView[]
}

/** POST /runs/{runId}/proposals/accept -> as POST .../edits; POST .../proposals/decline -> 200 ProposalList. */
export interface DecideProposalsBody {
  readonly keys: readonly string[]
  /** As in EditSpecsBody; not looked at by decline. */
  readonly expectedRevision?: number
}
