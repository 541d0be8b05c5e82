import { hashOf } from '../hash.js'
import type { DecisionMessage } from './verdict.js'

/**
 * A decision that came by signal may lack a decisionId (it is derived from variant, version and verb, so that the same
 * signal twice is one decision) and a reviewer (`signal:<identity>`). Anything else wrong is left for judgeDecision.
 */
export function completeSignal(signal: unknown, identity: string): DecisionMessage {
  const given = typeof signal === 'object' && signal !== null ? (signal as Partial<DecisionMessage>) : {}
  const { variantId, verb, expectedVersion } = given
  return {
    ...(given as DecisionMessage),
    decisionId: given.decisionId ?? `dec_signal_${hashOf({ variantId, verb, expectedVersion }).slice(0, 24)}`,
    reviewer: given.reviewer?.startsWith('signal:') ? given.reviewer : `signal:${given.reviewer ?? identity}`,
  }
}
