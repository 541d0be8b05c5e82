import { hashOf } from '../hash.js'
import type { DecisionMessage } from './verdict.js'

const nameMax = 120

/**
 * A decision that came by signal may lack a decisionId (it is derived from variant, version, verb and reason, so that the same
 * signal twice is one decision) and a reviewer (`signal:<identity>`). Anything else wrong is left for judgeDecision:
 * this never throws, whatever the signal held.
 */
export function completeSignal(signal: unknown, identity: string): DecisionMessage {
  const given = (typeof signal === 'object' && signal !== null ? signal : {}) as Partial<DecisionMessage>
  const { variantId, verb, expectedVersion, reason } = given
  const derived = hashOf([
    String(variantId),
    String(verb),
    String(expectedVersion),
    String(reason ?? ''),
  ]).slice(0, 32)
  const who = textOr(given.reviewer, identity)
  return {
    ...(given as DecisionMessage),
    decisionId: textOr(given.decisionId, `dec_signal_${derived}`),
    reviewer: who.startsWith('signal:') ? who : `signal:${who}`,
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' && value.length <= nameMax ? value : otherwise
}
