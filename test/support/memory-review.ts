import { AssetloomError } from '../../core/errors.js'
import { canonicalJson } from '../../core/hash.js'
import type { VariantRow } from '../../core/ports.js'
import type { ReviewCatalogue } from '../../core/review-ports.js'
import { primaryOf } from '../../core/review/primary-variant.js'
import type { RecordedDecision } from '../../core/review/verdict.js'
import {
  addEvent,
  addOutbox,
  boundLimit,
  byPlace,
  closeOutbox,
  isoNow,
  notFound,
  ownerSpec,
  requireRun,
  requireRunSpec,
} from './memory-catalogue-state.js'
import type { MemoryState } from './memory-catalogue-state.js'
import { showPrimary, waitingIn } from './memory-waiting.js'
import { renewClaimsOf } from './memory-review-together.js'

export function createMemoryReview(state: MemoryState): ReviewCatalogue {
  return {
    findVariant: async (projectId, variantId) => {
      const variant = state.variants.get(variantId)
      return variant && (projectId === null || variant.projectId === projectId)
        ? withPrimary(state, variant)
        : null
    },
    listVariants: async (input) => listVariants(state, input),
    isSpecClosed: async (runId, specRevisionId) =>
      findOwned(state, runId, specRevisionId)?.spec.closed ?? false,
    requestDecision: async (input) => requestDecision(state, structuredClone(input)),
    findRequest: async (decisionId) => structuredClone(state.requests.get(decisionId) ?? null),
    recordDecisions: async (input) => recordDecisions(state, structuredClone(input)),
    refuseDecision: async (input) => {
      if (stands(state, input.decisionId)) return { applied: true }
      refuse(state, input)
      return { applied: false }
    },
    decisionsOf: async (variantId) =>
      structuredClone(
        state.decisions.filter((one) => one.variantId === variantId).sort((a, b) => a.version - b.version),
      ),
    decisionsOfRun: async (runId, { cursor, limit } = { cursor: 0, limit: Infinity }) =>
      structuredClone(
        state.decisions
          .filter((one) => findOwned(state, runId, one.specRevisionId)?.ownerRunId === one.runId)
          .slice(cursor, cursor + limit),
      ),
    decisionsOfGroup: async (projectId, groupId) =>
      structuredClone(
        state.decisions.filter((one) => one.projectId === projectId && one.groupId === groupId),
      ),
    waitingIn: async (runId) => waitingIn(state, runId),
    remindOf: async ({ runId, number }) => {
      const run = requireRun(state, runId)
      const found = waitingIn(state, runId)
      const sent = run.remindersSent ?? 0
      if (found.waiting === 0 || sent >= number) return { ...found, sent }
      run.remindersSent = number
      addEvent(state, run.projectId, runId, 'reviewOverdue', { runId, reminder: number, ...found })
      return { ...found, sent: number }
    },
  }
}

function withPrimary(state: MemoryState, variant: VariantRow): VariantRow {
  const ofSpec = [...state.variants.values()].filter(
    (one) => one.runId === variant.runId && one.specRevisionId === variant.specRevisionId,
  )
  return structuredClone(primaryOf(ofSpec) === variant ? { ...variant, primary: true as const } : variant)
}

function findOwned(state: MemoryState, runId: string, specRevisionId: string) {
  const run = state.runs.get(runId)
  const spec = run?.specs.find((one) => one.specRevisionId === specRevisionId)
  return run && spec ? ownerSpec(state, run, spec) : null
}

function listVariants(state: MemoryState, input: Parameters<ReviewCatalogue['listVariants']>[0]) {
  if (input.cursor !== undefined && !/^0\.0\.0\.var_[\w-]+$/.test(input.cursor))
    throw new AssetloomError('InvalidInput', 'not a cursor of this list', 'start without a cursor')
  const specs = state.runs.get(input.runId)?.specs ?? []
  const placeOf = new Map(specs.map((spec, position) => [spec.specRevisionId, position]))
  const place = (one: VariantRow) => placeOf.get(one.specRevisionId) ?? -1
  const all = [...state.variants.values()]
    .filter((one) => findOwned(state, input.runId, one.specRevisionId)?.ownerRunId === one.runId)
    .filter((one) => input.specKey === undefined || one.specKey === input.specKey)
    .sort((a, b) => place(a) - place(b) || byPlace(a, b))
  const from = input.cursor ? all.findIndex((one) => `0.0.0.${one.variantId}` === input.cursor) + 1 : 0
  const limit = boundLimit(input.limit)
  const variants = all.slice(from, from + limit)
  const more = from + limit < all.length
  return {
    variants: variants.map((one) => withPrimary(state, one)),
    // As Postgres has it, where a place in the order of the list comes first.
    nextCursor: more ? `0.0.0.${variants.at(-1)?.variantId}` : null,
  }
}

function stands(state: MemoryState, decisionId: string): boolean {
  return state.decisions.some((one) => one.decisionId === decisionId)
}

function requestDecision(state: MemoryState, input: Parameters<ReviewCatalogue['requestDecision']>[0]) {
  const { projectId, runId, specRevisionId, message } = input
  const { decisionId } = message
  const known = state.requests.get(decisionId)
  if (known) {
    const scope = {
      projectId: known.projectId,
      runId: known.runId,
      specRevisionId: known.specRevisionId,
      message: known.message,
    }
    if (canonicalJson(scope) === canonicalJson({ projectId, runId, specRevisionId, message }))
      return structuredClone(known)
    throw new AssetloomError('Conflict', `decision ${decisionId} has another content`, 'use a new decisionId')
  }
  requireRunSpec(requireRun(state, runId, projectId), specRevisionId)
  const request = {
    decisionId,
    projectId,
    runId,
    specRevisionId,
    message,
    state: stands(state, decisionId) ? ('applied' as const) : ('pending' as const),
    refusal: null,
  }
  state.requests.set(decisionId, request)
  if (request.state === 'pending')
    addOutbox(
      state,
      { kind: 'sendDecision', projectId, runId, specRevisionId, message },
      `sendDecision/${decisionId}`,
    )
  return structuredClone(request)
}

function recordDecisions(state: MemoryState, input: Parameters<ReviewCatalogue['recordDecisions']>[0]): void {
  const { projectId, runId, specRevisionId } = input
  for (const { variantId } of input.decisions) {
    const variant = state.variants.get(variantId)
    if (
      !variant ||
      variant.projectId !== projectId ||
      variant.runId !== runId ||
      variant.specRevisionId !== specRevisionId
    )
      throw notFound(`variant ${variantId}`)
  }
  const appended = input.decisions.filter((one) => append(state, input, one))
  const primaryVariantId = showPrimary(state, { runId, specRevisionId })
  for (const decisionId of new Set(input.decisions.map((one) => one.decisionId))) {
    const own = input.decisions.find((one) => one.decisionId === decisionId)
    if (!own) continue
    if (!stands(state, decisionId)) {
      const message = `version ${own.version} of the variant was decided by another decision`
      refuse(state, { ...input, decisionId, reason: 'StaleVersion', message, reviewer: own.reviewer })
      continue
    }
    const request = state.requests.get(decisionId)
    if (request) Object.assign(request, { state: 'applied', refusal: null })
    closeOutbox(state, projectId, `sendDecision/${decisionId}`)
    const news = appended.filter((one) => one.decisionId === decisionId)
    if (news.length === 0) continue
    addEvent(state, projectId, runId, 'decisionRecorded', {
      specRevisionId,
      decisionId,
      verb: own.verb,
      reviewer: own.reviewer,
      ...(own.reason === null ? {} : { reason: own.reason }),
      ...(own.groupId === undefined ? {} : { groupId: own.groupId }),
      primaryVariantId,
      decisions: news.map(({ variantId, version, verdict, marks }) => ({
        ...{ variantId, version, verdict },
        ...(marks?.signOffs === undefined ? {} : { signedBy: marks.signOffs.map((one) => one.reviewer) }),
      })),
    })
  }
}

function append(
  state: MemoryState,
  { projectId, runId, specRevisionId }: { projectId: string; runId: string; specRevisionId: string },
  decision: RecordedDecision,
): boolean {
  const { decisionId, variantId, version, verdict } = decision
  const taken = state.decisions.some(
    (one) => one.variantId === variantId && (one.version === version || one.decisionId === decisionId),
  )
  if (taken) return false
  state.decisions.push({ ...decision, projectId, runId, specRevisionId, decidedAt: isoNow(state) })
  renewClaimsOf(state, runId, decision.reviewer)
  const variant = state.variants.get(variantId)
  if (variant && variant.version < version) {
    for (const mark of ['signOffs', 'primaryRank', 'pickId', 'rankBefore', 'asked'] as const)
      delete variant[mark]
    Object.assign(variant, { version, verdict, decisionId, ...decision.marks })
  }
  return true
}

function refuse(state: MemoryState, input: Parameters<ReviewCatalogue['refuseDecision']>[0]): void {
  const { projectId, runId, specRevisionId, decisionId, reason, message, reviewer } = input
  const request = state.requests.get(decisionId)
  if (request) {
    if (request.state === 'refused') return
    Object.assign(request, { state: 'refused', refusal: { reason, message } })
    closeOutbox(state, projectId, `sendDecision/${decisionId}`)
  } else {
    const told = state.events
      .get(projectId)
      ?.some(
        ({ type, data }) =>
          type === 'decisionRefused' && data['decisionId'] === decisionId && data['reason'] === reason,
      )
    if (told) return
  }
  addEvent(state, projectId, runId, 'decisionRefused', {
    specRevisionId,
    decisionId,
    reason,
    message,
    reviewer,
  })
}
