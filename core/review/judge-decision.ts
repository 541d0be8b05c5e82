import { moveByMarks } from './move-by-marks.js'
import { findRefusal } from './find-refusal.js'
import { findWrongChange } from './regenerate-changes.js'
import { newestRules, type Move, type ReviewState } from './review-state.js'
import type {
  DecisionMessage,
  DecisionOutcome,
  RecordedDecision,
  RefusalReason,
  ReviewMarks,
  VariantReview,
  Verdict,
} from './verdict.js'

export interface Judgement {
  readonly outcome: DecisionOutcome
  readonly variants: readonly VariantReview[]
  /** The decision asks for a new round. */
  readonly wantsRound: boolean
}

const verdictOf: Record<DecisionMessage['verb'], Verdict> = {
  approve: 'approved',
  reject: 'rejected',
  regenerate: 'regenerate',
  pick: 'approved',
  primary: 'approved',
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
  if (message.verb === 'withdraw' && variant.verdict === 'undecided' && variant.signOffs === undefined)
    return refuse('Malformed', 'nothing to undo: no decision stands on this variant')
  const refusal = findRefusal(state, message, variant)
  if (refusal) return refuse(refusal.reason, refusal.message, variant)
  const stale = findStaleSibling(state, message)
  if (stale)
    return refuse('StaleVersion', `sibling ${stale.variantId} changed since the pick was made`, stale)
  return apply(state, message, variant)
}

function apply(state: ReviewState, message: DecisionMessage, variant: VariantReview): Judgement {
  const byMarks = (state.rules ?? newestRules) >= 3
  const moved = byMarks ? moveByMarks(state, message, variant) : moveByVerdicts(state, message, variant)
  const decisions: RecordedDecision[] = []
  const variants = state.variants.map((one) => {
    const move = moved.get(one.variantId)
    if (!move) return one
    // Clients hand over whole variants: what is no mark stays as it is.
    const { signOffs: _s, primaryRank: _r, pickId: _p, rankBefore: _b, asked: _a, ...unmarked } = one
    const { verdict, marks } = move
    const next = { ...unmarked, verdict, version: one.version + 1, decisionId: message.decisionId, ...marks }
    decisions.push(recordOf(message, next))
    return next
  })
  return { outcome: { status: 'applied', decisions }, variants, wantsRound: message.verb === 'regenerate' }
}

/** As the first two rules have it, for histories of that age. */
function moveByVerdicts(
  state: ReviewState,
  message: DecisionMessage,
  variant: VariantReview,
): Map<string, Move> {
  const moved = new Map<string, Move>([[variant.variantId, { verdict: verdictOf[message.verb] }]])
  const isPicked = variant.verdict === 'approved' || state.rules === 1
  const endsPick = verdictOf[message.verb] !== 'approved' && (isPicked || message.verb === 'withdraw')
  for (const sibling of state.variants) {
    if (sibling.variantId === variant.variantId) continue
    if (message.verb === 'pick' && (sibling.verdict === 'undecided' || sibling.verdict === 'approved'))
      moved.set(sibling.variantId, { verdict: 'notChosen' })
    // What a pick did to the siblings ends with it, whether it is undone or its variant is rejected later. A reject of
    // one that was not chosen says why it was not: the pick stands.
    const wasMovedByIt = sibling.decisionId !== null && sibling.decisionId === variant.decisionId
    if (wasMovedByIt && endsPick) moved.set(sibling.variantId, { verdict: 'undecided' })
  }
  return moved
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
    ...(message.groupId === undefined ? {} : { groupId: message.groupId }),
    ...marksOf(after),
  }
}

/** The marks of a variant, without those that it has not. */
function marksOf(after: VariantReview): { marks?: ReviewMarks } {
  const { signOffs, primaryRank, pickId, rankBefore, asked } = after
  const given = Object.entries({ signOffs, primaryRank, pickId, rankBefore, asked }).filter(
    ([, value]) => value !== undefined,
  )
  return given.length === 0 ? {} : { marks: Object.fromEntries(given) }
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
  const { decisionId, variantId, verb, expectedVersion, reviewer, siblings, reason, note, changes, groupId } =
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
  if (groupId !== undefined && (typeof groupId !== 'string' || !/^[\w:.-]{1,100}$/.test(groupId)))
    return 'groupId must be 1 to 100 letters, digits, _, -, : and .'
  if (changes === undefined) return null
  return verb === 'regenerate' ? findWrongChange(changes) : 'changes are for the verb regenerate'
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
