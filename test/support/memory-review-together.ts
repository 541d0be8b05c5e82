import { AssetloomError } from '../../core/errors.js'
import type {
  AssignmentCatalogue,
  AssignmentRow,
  ReviewQueue,
  WaitingReview,
} from '../../core/review-together/assignment-ports.js'
import type { ClaimCatalogue, ClaimRow } from '../../core/review-together/claim-ports.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import { reviewDueDefaultMs } from '../../core/workflow-inputs.js'
import { addEvent, boundLimit, byText, isOf, isoNow, notFound, ownerSpec } from './memory-catalogue-state.js'
import { requireRun } from './memory-catalogue-state.js'
import type { MemoryRun, MemoryRunSpec, MemoryState } from './memory-catalogue-state.js'

interface Waiting {
  readonly run: MemoryRun
  readonly spec: MemoryRunSpec
  readonly ownerRunId: string
  readonly position: number
}

/** The specs of a run that wait for a person, in list order. */
function waitingOf(state: MemoryState, run: MemoryRun): Waiting[] {
  const isPersons = state.revisions.get(run.wishlistRevisionId)?.options.review === 'person'
  if (run.stage === 'cancelled') return []
  return run.specs.flatMap((spec, position) => {
    const owned = ownerSpec(state, run, spec)
    const { stage, quality } = owned.spec
    const isDecided = state.decisions.filter(isOf(owned)).some((one) => !one.reviewer.startsWith('policy:'))
    const isLeft = quality !== undefined && quality.outcome !== 'trying'
    const waits = stage === 'reviewing' && (isPersons || isLeft || isDecided)
    return waits ? [{ run, spec, ownerRunId: owned.ownerRunId, position }] : []
  })
}

/** Whether one person has approved a variant of it that waits for a second approval. */
function isSignedBy(
  state: MemoryState,
  { run, spec }: Pick<Waiting, 'run' | 'spec'>,
  handle: string,
): boolean {
  return [...state.variants.values()]
    .filter(isOf(ownerSpec(state, run, spec)))
    .some(
      ({ verdict, signOffs }) =>
        verdict === 'undecided' && signOffs?.some(({ reviewer }) => reviewer === handle) === true,
    )
}

const claimKey = (ownerRunId: string, specRevisionId: string) => `${ownerRunId} ${specRevisionId}`

function liveClaim(state: MemoryState, ownerRunId: string, specRevisionId: string) {
  const claim = state.claims.get(claimKey(ownerRunId, specRevisionId))
  return claim !== undefined && claim.leaseUntilMs > state.now() ? claim : undefined
}

export function createMemoryClaims(state: MemoryState): ClaimCatalogue {
  const list = (runId: string): ClaimRow[] => {
    const run = state.runs.get(runId)
    if (!run) return []
    return run.specs.flatMap((spec) => {
      const { ownerRunId } = ownerSpec(state, run, spec)
      const claim = liveClaim(state, ownerRunId, spec.specRevisionId)
      if (!claim) return []
      const times = { claimedMs: claim.claimedMs, leaseMs: claim.leaseUntilMs }
      return [
        {
          ...{ specKey: spec.key, specRevisionId: spec.specRevisionId, handle: claim.handle },
          claimedAt: new Date(times.claimedMs).toISOString(),
          leaseUntil: new Date(times.leaseMs).toISOString(),
        },
      ]
    })
  }
  return {
    list: async (runId) => list(runId),
    take: async ({ projectId, runId, handle, count, leaseMs }) => {
      const run = requireRun(state, runId, projectId)
      const held = list(runId).filter((claim) => claim.handle === handle).length
      const free = waitingOf(state, run).filter(({ ownerRunId, spec }) => {
        if (isSignedBy(state, { run, spec }, handle)) return false
        const assigned = state.assignments.get(claimKey(ownerRunId, spec.specRevisionId))
        const isOthers = assigned !== undefined && assigned.handle !== handle
        return !isOthers && !liveClaim(state, ownerRunId, spec.specRevisionId)
      })
      const taken = free.slice(0, Math.max(0, Math.min(count, togetherLimits.claimsHeldMax - held)))
      const claimedMs = state.now()
      for (const { ownerRunId, spec } of taken)
        state.claims.set(claimKey(ownerRunId, spec.specRevisionId), {
          ...{ ownerRunId, handle, leaseMs, claimedMs, leaseUntilMs: claimedMs + leaseMs },
        })
      if (taken.length > 0)
        addEvent(state, projectId, runId, 'claimsChanged', { handle, taken: taken.length, released: 0 })
      const keys = new Set(taken.map(({ spec }) => spec.key))
      return list(runId).filter(({ specKey }) => keys.has(specKey))
    },
    renew: async ({ runId, handle }) => {
      const run = state.runs.get(runId)
      for (const spec of run?.specs ?? []) {
        const claim = liveClaim(state, ownerSpec(state, run!, spec).ownerRunId, spec.specRevisionId)
        if (claim?.handle === handle) claim.leaseUntilMs = state.now() + claim.leaseMs
      }
      return list(runId).filter((claim) => claim.handle === handle)
    },
    release: async ({ projectId, runId, handle, specKeys }) => {
      const run = requireRun(state, runId, projectId)
      const own = list(runId).filter(
        (claim) => claim.handle === handle && (specKeys === undefined || specKeys.includes(claim.specKey)),
      )
      for (const { specRevisionId } of own) {
        const spec = run.specs.find((one) => one.specRevisionId === specRevisionId)!
        state.claims.delete(claimKey(ownerSpec(state, run, spec).ownerRunId, specRevisionId))
      }
      if (own.length > 0)
        addEvent(state, projectId, runId, 'claimsChanged', { handle, taken: 0, released: own.length })
      return own.length
    },
  }
}

/** What the trigger on decisions does: who decides is at work. */
export function renewClaimsOf(state: MemoryState, ownerRunId: string, handle: string): void {
  for (const claim of state.claims.values())
    if (claim.ownerRunId === ownerRunId && claim.handle === handle && claim.leaseUntilMs > state.now())
      claim.leaseUntilMs = state.now() + claim.leaseMs
}

export function createMemoryAssignments(state: MemoryState): AssignmentCatalogue {
  return {
    assign: async ({ projectId, runId, handle, specKeys, assignedBy }) => {
      const run = requireRun(state, runId, projectId)
      const unknown = specKeys?.find((key) => !run.specs.some((spec) => spec.key === key))
      if (unknown !== undefined) throw notFound(`spec ${unknown}`)
      const keyOf = (spec: MemoryRunSpec) =>
        claimKey(ownerSpec(state, run, spec).ownerRunId, spec.specRevisionId)
      const row = handle === null ? null : { handle, assignedBy, assignedAt: isoNow(state) }
      if (specKeys === undefined) {
        for (const spec of run.specs) state.assignments.delete(keyOf(spec))
        if (row === null) state.assignments.delete(runId)
        else state.assignments.set(runId, row)
      } else
        for (const spec of run.specs.filter(({ key }) => specKeys.includes(key)))
          if (row === null) state.assignments.delete(keyOf(spec))
          else state.assignments.set(keyOf(spec), row)
      const some = specKeys === undefined ? {} : { specKeys: [...specKeys], specs: specKeys.length }
      addEvent(state, projectId, runId, 'reviewAssigned', { handle, assignedBy, ...some })
    },
    ofRun: async (runId) => {
      const run = state.runs.get(runId)
      if (!run) return []
      const whole = state.assignments.get(runId)
      return [
        ...(whole === undefined ? [] : [{ specKey: null, ...whole }]),
        ...run.specs.flatMap((spec): AssignmentRow[] => {
          const { ownerRunId } = ownerSpec(state, run, spec)
          const own = state.assignments.get(claimKey(ownerRunId, spec.specRevisionId))
          return own === undefined ? [] : [{ specKey: spec.key, ...own }]
        }),
      ]
    },
  }
}

/** Pages by the place in the whole list. */
export function createMemoryReviewQueue(state: MemoryState): ReviewQueue {
  return {
    waiting: async ({ projectIds, mine, runId, cursor, limit: asked }) => {
      if (cursor !== undefined && !/^\d{1,9}$/.test(cursor))
        throw new AssetloomError('InvalidInput', 'not a cursor of this list', 'start without a cursor')
      const newest = new Map<string, Waiting>()
      for (const run of state.runs.values())
        for (const waiting of waitingOf(state, run))
          if (
            (projectIds === null || projectIds.includes(run.projectId)) &&
            (runId === undefined || run.runId === runId)
          )
            newest.set(claimKey(waiting.ownerRunId, waiting.spec.specRevisionId), waiting)
      const items = [...newest.values()]
        .filter((waiting) => mine === undefined || !isSignedBy(state, waiting, mine))
        .map((waiting) => ({ item: toItem(state, waiting), position: waiting.position }))
        .filter(
          ({ item: { claimedBy, assignedTo } }) =>
            mine === undefined ||
            claimedBy === mine ||
            assignedTo === mine ||
            (claimedBy === null && assignedTo === null),
        )
        .sort(
          (a, b) =>
            byText(a.item.waitingSince, b.item.waitingSince) ||
            byText(a.item.runId, b.item.runId) ||
            a.position - b.position,
        )
        .map(({ item }) => item)
      const from = Number(cursor ?? 0)
      const limit = boundLimit(asked)
      const isMore = items.length > from + limit
      return {
        items: items.slice(from, from + limit),
        total: items.length,
        nextCursor: isMore ? String(from + limit) : null,
      }
    },
  }
}

function toItem(state: MemoryState, { run, spec, ownerRunId }: Waiting): WaitingReview {
  const { specRevisionId, key: specKey } = spec
  const revision = state.revisions.get(run.wishlistRevisionId)!
  const { reviewDueMs: dueMs = reviewDueDefaultMs } = revision.options
  const waitingSince = ownerSpec(state, run, spec).spec.reviewingSince ?? run.createdAt
  const assigned =
    state.assignments.get(claimKey(ownerRunId, specRevisionId)) ?? state.assignments.get(run.runId)
  return {
    ...{ projectId: run.projectId, runId: run.runId, wishlistName: revision.name, specRevisionId, specKey },
    waitingSince,
    dueAt: dueMs === null ? null : new Date(Date.parse(waitingSince) + dueMs).toISOString(),
    claimedBy: liveClaim(state, ownerRunId, specRevisionId)?.handle ?? null,
    assignedTo: assigned?.handle ?? null,
  }
}
