import type {
  DecisionMessage,
  DecisionOutcome,
  RecordedDecision,
  RefusalReason,
  VariantReview,
  Verdict,
} from './verdict.js'

/** What assetRun holds of a review. */
export interface ReviewState {
  readonly round: number
  /** A round's pictures are being made: their variants are not known yet. */
  readonly generating: boolean
  /** The review takes no more decisions. */
  readonly closed: boolean
  readonly variants: readonly VariantReview[]
  /** Left out: today's. */
  readonly rules?: ReviewRules
}

/**
 * Reviews that are open keep the rules that they began with, because their histories are replayed. 1: any later decision
 * on a sibling that was not chosen ended the pick. 2: only an undo, or a decision against the picked variant, does.
 */
export type ReviewRules = 1 | 2

export interface Judgement {
  readonly outcome: DecisionOutcome
  readonly variants: readonly VariantReview[]
  /** The decision asks for a new round. */
  readonly wantsRound: boolean
}

export const roundsMax = 20

const verdictOf: Record<DecisionMessage['verb'], Verdict> = {
  approve: 'approved',
  reject: 'rejected',
  regenerate: 'regenerate',
  pick: 'approved',
  withdraw: 'undecided',
}

/**
 * Applies one decision to the review. Pure: the update validator, the update handler and the signal handler all call
 * it. A decision that stands already gives its own answer again; a stale version is refused, so that the order in
 * which messages arrive never matters.
 */
export function judgeDecision(state: ReviewState, message: DecisionMessage): Judgement {
  const refuse = (reason: RefusalReason, text: string, current?: VariantReview): Judgement => ({
    outcome: { status: 'refused', reason, message: text, ...(current ? { current } : {}) },
    variants: state.variants,
    wantsRound: false,
  })
  const malformed = findMalformation(message)
  if (malformed) return refuse('Malformed', malformed)
  const variant = state.variants.find((one) => one.variantId === message.variantId)
  if (!variant)
    return state.generating
      ? refuse('NotReady', 'this round is still being generated; the same decision can be sent again')
      : refuse('UnknownVariant', `no variant ${message.variantId} in this review`)
  if (variant.decisionId === message.decisionId) return repeatAnswer(state, message)
  if (state.closed) return refuse('Closed', 'this review is closed: reopen it to decide again', variant)
  if (variant.version !== message.expectedVersion)
    return refuse(
      'StaleVersion',
      `variant is at version ${variant.version} (${variant.verdict}), not ${message.expectedVersion}: look again and decide anew`,
      variant,
    )
  if (message.verb === 'withdraw' && variant.verdict === 'undecided')
    return refuse('Malformed', 'nothing to undo: no decision stands on this variant')
  if (message.verb === 'regenerate' && !state.generating && state.round >= roundsMax)
    return refuse('Malformed', `a spec has at most ${roundsMax} rounds: edit its prompt instead`)
  const stale = findStaleSibling(state, message)
  if (stale)
    return refuse('StaleVersion', `sibling ${stale.variantId} changed since the pick was made`, stale)
  return apply(state, message, variant)
}

function apply(state: ReviewState, message: DecisionMessage, variant: VariantReview): Judgement {
  const moved = new Map<string, Verdict>([[variant.variantId, verdictOf[message.verb]]])
  const isPicked = variant.verdict === 'approved' || state.rules === 1
  const endsPick = verdictOf[message.verb] !== 'approved' && (isPicked || message.verb === 'withdraw')
  for (const sibling of state.variants) {
    if (sibling.variantId === variant.variantId) continue
    if (message.verb === 'pick' && (sibling.verdict === 'undecided' || sibling.verdict === 'approved'))
      moved.set(sibling.variantId, 'notChosen')
    // What a pick did to the siblings ends with it, whether it is undone or its variant is rejected later. A reject of
    // one that was not chosen says why it was not: the pick stands.
    const wasMovedByIt = sibling.decisionId !== null && sibling.decisionId === variant.decisionId
    if (wasMovedByIt && endsPick) moved.set(sibling.variantId, 'undecided')
  }
  const decisions: RecordedDecision[] = []
  const variants = state.variants.map((one) => {
    const verdict = moved.get(one.variantId)
    if (!verdict) return one
    const next = { ...one, verdict, version: one.version + 1, decisionId: message.decisionId }
    decisions.push(recordOf(message, next))
    return next
  })
  return { outcome: { status: 'applied', decisions }, variants, wantsRound: message.verb === 'regenerate' }
}

function repeatAnswer(state: ReviewState, message: DecisionMessage): Judgement {
  const decisions = state.variants
    .filter((one) => one.decisionId === message.decisionId)
    .map((one) => recordOf(message, one))
  return { outcome: { status: 'applied', decisions }, variants: state.variants, wantsRound: false }
}

function recordOf(message: DecisionMessage, after: VariantReview): RecordedDecision {
  return {
    decisionId: message.decisionId,
    variantId: after.variantId,
    version: after.version,
    verb: message.verb,
    verdict: after.verdict,
    reason: message.reason ?? null,
    note: message.note ?? null,
    reviewer: message.reviewer,
  }
}

/** A pick names the version of every sibling that the reviewer saw; one that moved, or a new one, refuses all. */
function findStaleSibling(state: ReviewState, message: DecisionMessage): VariantReview | undefined {
  if (message.verb !== 'pick') return undefined
  const seen = new Map((message.siblings ?? []).map((one) => [one.variantId, one.expectedVersion]))
  return state.variants.find(
    (one) => one.variantId !== message.variantId && seen.get(one.variantId) !== one.version,
  )
}

const verbs = Object.keys(verdictOf)

/** Guards messages that come by signal, where nothing has parsed them. Returns what is wrong, or null. */
export function findMalformation(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return 'a decision is an object'
  const { decisionId, variantId, verb, expectedVersion, reviewer, siblings, reason, note } =
    message as Record<string, unknown>
  for (const [name, value] of Object.entries({ decisionId, variantId, reviewer }))
    if (typeof value !== 'string' || value === '' || value.length > 200) return `${name} is missing`
  if (typeof verb !== 'string' || !verbs.includes(verb)) return `verb must be one of ${verbs.join(', ')}`
  if (!Number.isInteger(expectedVersion) || (expectedVersion as number) < 0)
    return 'expectedVersion must be a whole number from 0'
  for (const [name, value] of Object.entries({ reason, note }))
    if (value !== undefined && (typeof value !== 'string' || value.length > 2000))
      return `${name} must be text of at most 2000 characters`
  if (verb === 'reject' && (typeof reason !== 'string' || reason.trim() === ''))
    return 'a reject needs a reason: it is what the next round and the dataset learn from'
  if (siblings !== undefined && !isSiblingList(siblings))
    return 'siblings must be a list of {variantId, expectedVersion}'
  return null
}

function isSiblingList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= 1000 &&
    value.every(
      (one: unknown) =>
        typeof one === 'object' &&
        one !== null &&
        typeof (one as Record<string, unknown>)['variantId'] === 'string' &&
        Number.isInteger((one as Record<string, unknown>)['expectedVersion']),
    )
  )
}
