import { rankOfApproved, rankOfPrimary } from './primary-variant.js'
import { freeRound, type Move, type ReviewState } from './review-state.js'
import type { AskedRound, DecisionMessage, ReviewMarks, SignOff, VariantReview } from './verdict.js'

/**
 * What a decision does to its variant and to the siblings, by the rules that have marks: what a decision did ends with it,
 * also where another one (a primary, one more approval) came in between.
 */
export function moveByMarks(
  state: ReviewState,
  message: DecisionMessage,
  variant: VariantReview,
): Map<string, Move> {
  const own = moveOf(state, message, variant)
  const moved = new Map<string, Move>([[variant.variantId, own]])
  const siblings = state.variants.filter(({ variantId }) => variantId !== variant.variantId)
  if (message.verb === 'pick' && own.verdict === 'approved') {
    for (const { variantId, verdict } of siblings)
      if (verdict !== 'rejected' && verdict !== 'regenerate') moved.set(variantId, { verdict: 'notChosen' })
    return moved
  }
  for (const sibling of siblings)
    if (endsWith(state, message, { variant, own, sibling }))
      moved.set(sibling.variantId, { verdict: 'undecided' })
  return moved
}

/** Whether a sibling is undecided again because of what happens to the variant: both were moved by one pick. */
function endsWith(
  { signOffsNeeded }: ReviewState,
  { verb }: DecisionMessage,
  of: { readonly variant: VariantReview; readonly own: Move; readonly sibling: VariantReview },
): boolean {
  const { variant, own, sibling } = of
  const pickId = pickOf(variant)
  if (pickId === null || pickId !== pickOf(sibling)) return false
  if (variant.verdict === 'approved') return own.verdict !== 'approved' && sibling.verdict === 'notChosen'
  // The undo of a pick may come by any of its variants; where two signed, only they take it back.
  return variant.verdict === 'notChosen' && verb === 'withdraw' && signOffsNeeded !== 2
}

/** The pick that a variant's verdict comes from; null = none. Before there were marks the last decision was it. */
function pickOf({ verdict, decisionId, pickId }: VariantReview): string | null {
  if (verdict === 'notChosen') return decisionId
  return verdict === 'approved' ? (pickId ?? decisionId) : null
}

function moveOf(state: ReviewState, message: DecisionMessage, variant: VariantReview): Move {
  switch (message.verb) {
    case 'reject':
      return { verdict: 'rejected' }
    case 'regenerate':
      return { verdict: 'regenerate', marks: askedBy(state, message, variant) }
    case 'withdraw':
      return withdraw(state, message, variant)
    case 'approve':
    case 'pick':
    case 'primary':
      return approve(state, message, variant)
  }
}

function approve(state: ReviewState, message: DecisionMessage, variant: VariantReview): Move {
  const { verb, reviewer, decisionId } = message
  const others = state.variants.filter((one) => one !== variant)
  const wasApproved = variant.verdict === 'approved'
  const pick = present('pickId', wasApproved && verb !== 'pick' ? (pickOf(variant) ?? undefined) : undefined)
  if (verb === 'primary' && wasApproved) {
    const rank = present('primaryRank', rankOfPrimary(others))
    const rankBefore = variant.primaryRank ?? null
    const marks = { ...present('signOffs', variant.signOffs), ...pick, ...rank, rankBefore }
    return { verdict: 'approved', marks }
  }
  const isTwice = state.signOffsNeeded === 2
  const signOffs: readonly SignOff[] = [...(variant.signOffs ?? []), { reviewer, decisionId }]
  if (isTwice && signOffs.length < 2) return { verdict: 'undecided', marks: { signOffs } }
  const standing = wasApproved ? variant.primaryRank : rankOfApproved(verb === 'pick' ? [] : others)
  const rank = present('primaryRank', verb === 'primary' ? rankOfPrimary(others) : standing)
  return { verdict: 'approved', marks: { ...(isTwice ? { signOffs } : {}), ...pick, ...rank } }
}

function withdraw(
  { signOffsNeeded }: ReviewState,
  { reviewer }: DecisionMessage,
  variant: VariantReview,
): Move {
  const { signOffs = [], rankBefore, asked: _, primaryRank, ...rest } = variant
  const pick = present('pickId', rest.pickId)
  if (rankBefore !== undefined) {
    const rank = present('primaryRank', rankBefore ?? undefined)
    return { verdict: 'approved', marks: { ...present('signOffs', variant.signOffs), ...pick, ...rank } }
  }
  const left = signOffsNeeded === 2 ? signOffs.filter((one) => one.reviewer !== reviewer) : []
  if (left.length === 0) return { verdict: 'undecided' }
  if (variant.verdict !== 'approved' || left.length < 2)
    return { verdict: 'undecided', marks: { signOffs: left } }
  return { verdict: 'approved', marks: { signOffs: left, ...pick, ...present('primaryRank', primaryRank) } }
}

/** Without changes it joins a round in the making; with changes it gets one of its own, after those that were asked for. */
function askedBy(state: ReviewState, message: DecisionMessage, variant: VariantReview): ReviewMarks {
  const { changes } = message
  if (state.generating && changes === undefined) return {}
  const asked: AskedRound = {
    round: freeRound(state, variant),
    ...(changes === undefined ? {} : { changes }),
  }
  return { asked }
}

function present<Name extends keyof ReviewMarks>(
  name: Name,
  value: ReviewMarks[Name] | undefined,
): Pick<ReviewMarks, Name> | Record<string, never> {
  return value === undefined ? {} : ({ [name]: value } as Pick<ReviewMarks, Name>)
}
