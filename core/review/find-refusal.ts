import { primaryOf } from './primary-variant.js'
import { freeRound, newestRules, roundsMax, type ReviewState } from './review-state.js'
import type { DecisionMessage, RefusalReason, VariantReview } from './verdict.js'

interface Refusal {
  readonly reason: RefusalReason
  readonly message: string
}

const approvingVerbs: readonly DecisionMessage['verb'][] = ['approve', 'pick', 'primary']

/** Why a well-formed decision on the current version cannot be applied; null = it can. */
export function findRefusal(
  state: ReviewState,
  message: DecisionMessage,
  variant: VariantReview,
): Refusal | null {
  const { verb } = message
  const rules = state.rules ?? newestRules
  if (rules < 3 && verb === 'primary')
    return malformed('this review began before there was a primary: pick the variant instead')
  if (rules < 3 && message.changes !== undefined)
    return malformed(
      'this review began before a round could have changes: regenerate without, or edit the spec',
    )
  if (verb === 'regenerate' && isOutOfRounds(state, message, variant))
    return malformed(`a spec has at most ${roundsMax} rounds: edit its prompt instead`)
  if (rules < 3) return null
  if (verb === 'primary' && primaryOf(state.variants)?.variantId === variant.variantId)
    return malformed('this variant is the primary of its spec already')
  return state.signOffsNeeded === 2 ? findSignOffRefusal(message, variant) : null
}

function malformed(message: string): Refusal {
  return { reason: 'Malformed', message }
}

function findSignOffRefusal({ verb, reviewer }: DecisionMessage, variant: VariantReview): Refusal | null {
  const { signOffs = [], verdict, rankBefore } = variant
  const hasSigned = signOffs.some((one) => one.reviewer === reviewer)
  // To move the primary among what two have approved approves nothing.
  if (approvingVerbs.includes(verb) && !(verb === 'primary' && verdict === 'approved')) {
    if (/^(policy|signal):/.test(reviewer))
      return malformed('two people have to approve here: sign in, a policy or a signal is nobody')
    if (!hasSigned) return null
    const message = `${reviewer} has approved this already: somebody else has to approve it too`
    return { reason: 'AlreadySigned', message }
  }
  const takesBack = verb === 'withdraw' && signOffs.length > 0 && rankBefore === undefined
  if (!takesBack || hasSigned) return null
  const signers = signOffs.map((one) => one.reviewer).join(' and ')
  return malformed(`only ${signers} can take this approval back: reject the variant instead, and say why`)
}

function isOutOfRounds(state: ReviewState, message: DecisionMessage, variant: VariantReview): boolean {
  if (state.generating && message.changes === undefined) return false
  return freeRound(state, variant) > roundsMax
}
