import { chooseContract } from './autopilot/choose-contract.js'
import type { QualityContract } from './autopilot/quality-contract.schema.js'
import type { QualityReport } from './autopilot/quality-report.js'
import { routedProviders } from './generation/generation-route.js'
import type { RunRow, SpecSnapshot } from './ports.js'
import type { AssetReviewSnapshot } from './review/asset-review.js'
import { newestRules, type ReviewRules, type SignOffsNeeded } from './review/review-state.js'

export interface ProductionRunInput {
  readonly projectId: string
  readonly runId: string
  readonly runSeed: number
  readonly review: 'auto' | 'person'
  readonly targets: readonly string[]
  /** Specs in the generation stage at once; reviews hold no slot. */
  readonly windowSize: number
  /** How long a settled asset stays open for undo. */
  readonly undoWindowMs: number
  /** Continue as new beyond this many history events; tests make it small. */
  readonly historyEventsMax: number
  /** How often the catalogue and Temporal are asked when no signal comes. */
  readonly pollEveryMs: number
  readonly paused: boolean
  /** Position in the run's list of specs to go on from. */
  readonly cursor: number
  /** Spec revisions whose children this run has started and not yet seen leave the window. */
  readonly inWindow: readonly string[]
  /**
   * The execution before this one counted what was settled: this one has to ask before its own count means anything.
   * Left out by executions that began before it was.
   */
  readonly asksFirst?: true
  /** For specs that have none of their own. Left out where none was ordered, and by executions that began before. */
  readonly contract?: QualityContract
  /**
   * The run does not wait for specs that the autopilot handed over; it waits for a person only where an order asks for one.
   * Left out where people review, and by executions that began before: those waited for every spec.
   */
  readonly handsOver?: true
  /** How many people have to approve. Left out where one is enough. */
  readonly signOffs?: SignOffsNeeded
  /** When people are reminded of what waits. Left out where nobody is, and by executions that began before. */
  readonly reminders?: ReminderPlan
}

/** Reminders of a run's reviews, and how far they have come. */
export interface ReminderPlan {
  /** From when a review waits until it is overdue. */
  readonly dueMs: number
  /** Between one reminder and the next. */
  readonly everyMs: number
  /** Reminders that this run has sent, and how many of them in a row: since something waited again. */
  readonly sent: number
  readonly inARow: number
  /** When the last one was sent, ms since 1970; 0 = none yet. */
  readonly lastAtMs: number
}

export interface WishlistRunInput {
  readonly wishlistRevisionId: string
  /** The run that starts when the specs are there; its ids and options were kept before this workflow began. */
  readonly production: ProductionRunInput
}

export interface AssetRunInput {
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specRevisionId: string
  readonly specKey: string
  readonly runSeed: number
  readonly variantsPerRound: number
  readonly review: 'auto' | 'person'
  readonly undoWindowMs: number
  readonly historyEventsMax: number
  readonly paused: boolean
  /** Left out by executions that began before there were any: rules 1. */
  readonly reviewRules?: ReviewRules
  /** How many people have to approve. Left out where one is enough. */
  readonly signOffs?: SignOffsNeeded
  /** How long a review may wait before it is overdue; only shown. Left out by executions that began before. */
  readonly reviewDueMs?: number
  /**
   * Stages are written along with the work they name, and what follows from the history alone is written within the
   * workflow task (docs/decisions/007). Left out by executions that began before: every write is a step of its own.
   */
  readonly fewerSteps?: true
  /**
   * Rounds go on until it holds (docs/decisions/011). Left out where there is none, and by executions that began before:
   * one round, and further ones only when somebody asks for them.
   */
  readonly contract?: QualityContract
  /** The run is told of a hand-over, which it does not wait for. Left out as in ProductionRunInput. */
  readonly handsOver?: true
  /**
   * Before a round is painted it is asked who makes it, where and with what. Left out for what the built-in painter makes
   * and for art that was handed in, and by executions that began before: those paint at once.
   */
  readonly routes?: true
  /**
   * Drafts of each round; the best of them become what its variants are made from. Left out where none are asked for, and by
   * executions that began before.
   */
  readonly drafts?: number
  /** How far the contract's loop had come. */
  readonly quality?: QualityReport
  /** Everything decided and made so far: never loaded by an activity, so that no decision can come too early. */
  readonly resumeFrom: AssetReviewSnapshot
}

export interface AtlasRunInput {
  /** The bundle whose frozen set is packed. */
  readonly contentId: string
  /** Hash of the frames and the packing options. */
  readonly atlasContentId: string
}

export interface BundleRunInput {
  readonly projectId: string
  readonly runId: string
  /** Hash of the frozen set and the target; the catalogue holds the set itself. */
  readonly contentId: string
  /** What the bundle is for; only shown to people. */
  readonly target?: string
  /** End the reviews of the set: nobody but a policy decided them. */
  readonly closeReviews: boolean
  /** Pictures are made for this bundle alone before anything is packed. Left out where there are none. */
  readonly prepares?: true
}

/** Well below the server's own suggestion (4,096 events), so that a replay stays short. */
const historyEventsDefaultMax = 3_000
const pollEveryMs = 30_000

/** The start arguments of a run from its catalogue row: the same after any loss. */
export function productionRunInput(
  run: RunRow,
  historyEventsMax: number = historyEventsDefaultMax,
): ProductionRunInput {
  const { projectId, runId, options, paused } = run
  const { seed, review, targets, windowSize, undoWindowMs, contract, signOffs } = options
  const reminders = reminderPlanOf(options)
  return {
    projectId,
    runId,
    runSeed: seed,
    review,
    targets,
    windowSize,
    undoWindowMs,
    historyEventsMax,
    pollEveryMs,
    paused,
    cursor: 0,
    inWindow: [],
    ...(contract === undefined ? {} : { contract }),
    ...(review === 'auto' ? { handsOver: true } : {}),
    // A policy decides alone in an automatic run, as it was ordered.
    ...(signOffs === 2 && review === 'person' ? { signOffs } : {}),
    ...(reminders === null ? {} : { reminders }),
  }
}

/** Where the project says nothing: three days, then every day. */
export const reviewDueDefaultMs = 72 * 3_600_000
export const remindEveryDefaultMs = 24 * 3_600_000

function reminderPlanOf(options: RunRow['options']): ReminderPlan | null {
  const { reviewDueMs: dueMs = reviewDueDefaultMs, remindEveryMs: everyMs = remindEveryDefaultMs } = options
  return dueMs === null ? null : { dueMs, everyMs, sent: 0, inARow: 0, lastAtMs: 0 }
}

/** The start arguments of one spec's assetRun from its snapshot. */
export function assetRunInput(
  run: Pick<
    ProductionRunInput,
    | 'projectId'
    | 'runId'
    | 'runSeed'
    | 'review'
    | 'undoWindowMs'
    | 'historyEventsMax'
    | 'contract'
    | 'signOffs'
    | 'reminders'
  >,
  spec: SpecSnapshot,
  paused: boolean,
): AssetRunInput {
  const { projectId, runId, runSeed, review, undoWindowMs } = run
  const {
    specId,
    specRevisionId,
    specKey,
    variantsPerRound,
    round,
    roundScored,
    variants,
    finishedVariantId,
    quality,
  } = spec
  const contract = spec.isHandedIn ? null : chooseContract({ spec: spec.contract, run: run.contract })
  return {
    projectId,
    runId,
    specId,
    specRevisionId,
    specKey,
    runSeed,
    variantsPerRound,
    review,
    undoWindowMs,
    historyEventsMax: run.historyEventsMax,
    paused,
    reviewRules: newestRules,
    fewerSteps: true,
    ...(run.signOffs === undefined ? {} : { signOffs: run.signOffs }),
    ...(run.reminders === undefined ? {} : { reviewDueMs: run.reminders.dueMs }),
    ...(contract === null ? {} : { contract }),
    ...(contract !== null && review === 'auto' ? { handsOver: true } : {}),
    ...(isRouted(spec, contract) ? { routes: true } : {}),
    ...(spec.drafts === undefined ? {} : { drafts: spec.drafts }),
    ...(quality === undefined ? {} : { quality }),
    resumeFrom: {
      round,
      // A round that the contract gave up on has no variants, and is not made again by itself.
      roundScored:
        roundScored || (variants.length > 0 && isOver(quality, round)) || isBetween(quality, round),
      variants,
      finishedVariantIds: finishedVariantId === null ? [] : [finishedVariantId],
      ...(spec.plans === undefined ? {} : { plans: spec.plans }),
    },
  }
}

/** Whether its provider, or one that its contract may turn to, has to be chosen a way to. */
function isRouted({ routedTo }: SpecSnapshot, contract: QualityContract | null): boolean {
  return routedTo !== undefined || (contract?.providers.some((one) => routedProviders.includes(one)) ?? false)
}

/** Whether the contract's loop has judged a round. */
function isOver(quality: QualityReport | undefined, round: number): boolean {
  return quality?.rounds.some((one) => one.round === round) ?? false
}

/** Judged, and another round is to follow. */
function isBetween(quality: QualityReport | undefined, round: number): boolean {
  return quality?.outcome === 'trying' && isOver(quality, round)
}
