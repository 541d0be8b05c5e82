import type { WaitingReviews } from '../../core/review-ports.js'
import { primaryOf } from '../../core/review/primary-variant.js'
import { addEvent, isoNow, ownerSpec, requireRun, requireRunSpec } from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'

/** The primary, once finished, is what the spec shows. Returns the primary's id; null where nothing is approved. */
export function showPrimary(
  state: MemoryState,
  { runId, specRevisionId }: { runId: string; specRevisionId: string },
): string | null {
  const ofSpec = [...state.variants.values()].filter(
    (one) => one.runId === runId && one.specRevisionId === specRevisionId,
  )
  const shown = primaryOf(ofSpec.filter(({ variantId }) => state.assetVersions.has(variantId)))
  if (shown) requireRunSpec(requireRun(state, runId), specRevisionId).finishedVariantId = shown.variantId
  return primaryOf(ofSpec)?.variantId ?? null
}

/** By the rule of count() in memory-runs. */
export function waitingIn(state: MemoryState, runId: string): WaitingReviews {
  const run = state.runs.get(runId)
  const review = run && state.revisions.get(run.wishlistRevisionId)?.options.review
  const since = (run?.specs ?? [])
    .map((spec) => ownerSpec(state, run!, spec))
    .filter(
      ({ spec, ownerRunId }) =>
        spec.stage === 'reviewing' &&
        (review === 'person' ||
          (spec.quality ?? { outcome: 'trying' }).outcome !== 'trying' ||
          state.decisions.some(
            (one) =>
              one.runId === ownerRunId &&
              one.specRevisionId === spec.specRevisionId &&
              !one.reviewer.startsWith('policy:'),
          )),
    )
    .map(({ spec }) => spec.reviewingSince ?? isoNow(state))
    .sort()
  return { waiting: since.length, oldest: since[0] ?? null, assignees: [] }
}

/** Once a run, when something waits in it. */
export function tellReviewWaiting(state: MemoryState, runId: string): void {
  const run = requireRun(state, runId)
  if (run.isReviewTold || waitingIn(state, runId).waiting === 0) return
  run.isReviewTold = true
  addEvent(state, run.projectId, runId, 'reviewWaiting', { runId })
}
