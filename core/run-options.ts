import type { QualityContract } from './autopilot/quality-contract.schema.js'
import type { DocumentRef } from './documents/document-ports.js'
import type { NamedPictures } from './intake/named-pictures.js'
import type { SpecEdit } from './spec-edits/spec-edit.schema.js'
import type { SpecSettings } from './project-settings/spec-settings.js'
import type { AssetSpec } from './spec/asset-spec.schema.js'

/** How a run was ordered; stored with it, so that a restart after any loss starts the same run. */
export interface RunOptions {
  /** The run seed (`--seed N`). */
  readonly seed: number
  /** null = what each spec says. */
  readonly variantsPerSpec: number | null
  readonly provider: string
  /**
   * Providers that were set up when the list was handed in, where there are more than the built-in one: its specs may name
   * them. Absent = the built-in one and `provider`.
   */
  readonly availableProviders?: readonly string[]
  /**
   * Where nobody named a provider and the usual one is not simply the built-in one. `default`: each asset has that of its
   * type (core/generation/default-provider.ts), and `provider` is that of most pictures. `earlier`: an earlier revision of
   * the list was made by `provider`, before there was another to choose. Absent = `provider` makes what names nobody.
   */
  readonly providerBy?: 'default' | 'earlier'
  /** `auto` decides by score as a policy, `person` waits for people. */
  readonly review: 'auto' | 'person'
  readonly targets: readonly string[]
  /** Colours for specs that name none; `#rrggbb`. */
  readonly palette: readonly string[]
  /** Specs that may be in the generation stage at once. */
  readonly windowSize: number
  /** How long a settled asset stays open for undo, milliseconds. */
  readonly undoWindowMs: number
  /** Drafts of each round, for specs that can have some (core/generation/draft-rules.ts). Absent = none. */
  readonly drafts?: number
  /** Uploads that the list names as pictures to begin from, by the names that it has for them. Absent = none. */
  readonly pictures?: NamedPictures
  /** What the autopilot has to reach for specs that have no contract of their own. Absent = one round, as ever. */
  readonly contract?: QualityContract
  /** How many people have to approve, by the project's policy. Absent = one. No part of what a list is, as the next two. */
  readonly signOffs?: 2
  /** How long a review may wait until people are reminded of it; null = for ever. Absent = 72 hours. */
  readonly reviewDueMs?: number | null
  /** Between one reminder and the next. Absent = 24 hours. */
  readonly remindEveryMs?: number
  /** What the project's settings said when the list was handed in; absent = nothing that changes a spec. */
  readonly settings?: SpecSettings
  /** Specs that are there already and are made as they stand: the list only tells of them. Absent = what the list says. */
  readonly exactSpecs?: readonly AssetSpec[]
  /** Changes by hand to what the list says, by key, each key once; absent = none. */
  readonly specEdits?: readonly SpecEdit[]
  /**
   * The project's design documents when the list was handed in, by name, where lines of it are open: a language model
   * that is asked about them may be shown passages. Absent = none.
   */
  readonly documents?: readonly DocumentRef[]
  /** The run begins paused, so that its specs can be looked at before anything is made. No part of what a list is. */
  readonly hold?: true
}

const windowMax = 64

/**
 * The window of a run for a permit cap: the specs that can hold a permit, and half as many (at least four) that wait in
 * line or are being finished. More would only ask for permits that nobody has.
 */
export function windowSizeOf(permitCap: number): number {
  return Math.min(windowMax, permitCap + Math.max(4, Math.ceil(permitCap / 2)))
}

export const runStages = [
  'refining',
  'generating',
  'reviewing',
  'exporting',
  'done',
  'failed',
  'cancelled',
] as const
export type RunStage = (typeof runStages)[number]
export const terminalRunStages: readonly RunStage[] = ['done', 'failed', 'cancelled']

export const specStages = [
  'waiting',
  'generating',
  'scoring',
  'reviewing',
  'finishing',
  'done',
  'rejected',
  'failed',
  'cancelled',
] as const
/** Where one spec of a run stands. */
export type SpecStage = (typeof specStages)[number]
/** Stages in which a spec's pictures are not all made and scored. */
export const generationStages: readonly SpecStage[] = ['waiting', 'generating', 'scoring']
/** Stages in which a spec asks nothing more of its run. */
export const settledSpecStages: readonly SpecStage[] = ['done', 'rejected', 'failed', 'cancelled']
