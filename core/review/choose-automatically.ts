import { hashOf } from '../hash.js'
import type { DecisionMessage, VariantReview } from './verdict.js'

/** Name under which the automatic review is recorded: a policy, never a person. */
export const bestScorePolicy = 'policy:best-score/1'

/** Scores up to this mean that a hard check failed (core/scoring). */
export const hardFailureScore = 0.4

/**
 * The demo's automatic review: picks the highest score (ties go to the lower variant index); where every variant
 * failed a hard check it rejects them all. It never regenerates. Decision ids come from run, spec and round, so that a
 * replay or a restart decides the same.
 */
export function chooseAutomatically(
  scope: { runId: string; specRevisionId: string; round: number },
  variants: readonly VariantReview[],
): DecisionMessage[] {
  const round = variants.filter((one) => one.round === scope.round)
  // Once a decision was made in this round, by the policy or by a person who undid it, the policy is done with it.
  if (round.length === 0 || round.some((one) => one.version > 0)) return []
  if (variants.some((one) => one.verdict === 'approved')) return []
  const open = variants.filter((one) => one.verdict === 'undecided')
  const [best] = open.toSorted(
    (a, b) => b.score - a.score || a.round - b.round || a.variantIndex - b.variantIndex,
  )
  if (!best) return []
  const idOf = (variantIndex: number) => `dec_policy_${hashOf({ ...scope, variantIndex }).slice(0, 32)}`
  if (best.score > hardFailureScore)
    return [
      {
        decisionId: idOf(best.variantIndex),
        variantId: best.variantId,
        verb: 'pick',
        expectedVersion: best.version,
        siblings: variants
          .filter((one) => one !== best)
          .map(({ variantId, version }) => ({ variantId, expectedVersion: version })),
        reviewer: bestScorePolicy,
        note: `highest score of ${open.length}: ${best.score.toFixed(4)}`,
      },
    ]
  return open.map((one) => ({
    decisionId: idOf(one.variantIndex),
    variantId: one.variantId,
    verb: 'reject',
    expectedVersion: one.version,
    reason: `a hard check failed (score ${one.score.toFixed(4)})`,
    reviewer: bestScorePolicy,
  }))
}
