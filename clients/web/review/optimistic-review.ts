import type { VariantView } from '../../../core/http/http-api.js'
import { judgeDecision } from '../../../core/review/judge-decision.js'
import type { DecisionMessage, VariantReview } from '../../../core/review/verdict.js'
import type { KeptDecision } from './kept-decision.js'
import type { SpecView } from '../../http/assetloom-client.js'

/** Whoever sits here: the API writes the true name. */
const reviewer = 'you'

/**
 * Variants of one spec as they will stand once `decisions` are recorded, by the same rules that the workflow judges by.
 * A decision that stands already, or that somebody else's was faster than, changes nothing.
 */
export function applyDecisions<Variant extends VariantReview>(
  variants: readonly Variant[],
  decisions: readonly KeptDecision[],
): readonly Variant[] {
  let shown = variants
  for (const decision of decisions) {
    const round = Math.max(0, ...shown.map((one) => one.round))
    const state = { round, generating: false, closed: false, variants: shown }
    const { outcome, variants: judged } = judgeDecision(state, messageOf(decision))
    // The judge copies what it is given, so each is still a whole variant.
    if (outcome.status === 'applied') shown = judged as readonly Variant[]
  }
  return shown
}

/** The same for variants as the API shows them, where one may have no score yet. */
export function applyToViews(
  variants: readonly VariantView[],
  decisions: readonly KeptDecision[],
): readonly VariantView[] {
  if (decisions.length === 0) return variants
  const reviews = variants.map((one) => ({ ...one, score: one.score ?? 0 }))
  const after = new Map(applyDecisions(reviews, decisions).map((one) => [one.variantId, one]))
  return variants.map((one) => {
    const moved = after.get(one.variantId)
    return moved === undefined || moved.version === one.version ? one : { ...moved, score: one.score }
  })
}

/** A spec with the stage that it will have once `decisions` are recorded. */
export function applyToSpec(spec: SpecView, decisions: readonly KeptDecision[]): SpecView {
  if (decisions.length === 0) return spec
  const variants = applyDecisions(spec.variants, decisions)
  if (variants === spec.variants || variants.every((one, at) => one.version === spec.variants[at]?.version))
    return spec
  return { ...spec, variants, stage: stageOf(spec, variants, decisions) }
}

function stageOf(
  spec: SpecView,
  variants: readonly VariantReview[],
  decisions: readonly KeptDecision[],
): SpecView['stage'] {
  if (decisions.at(-1)?.body.verb === 'regenerate') return 'generating'
  if (variants.some((one) => one.verdict === 'approved')) return spec.stage === 'done' ? 'done' : 'finishing'
  return variants.some((one) => one.verdict === 'undecided') ? 'reviewing' : 'rejected'
}

function messageOf({ variantId, body }: KeptDecision): DecisionMessage {
  const { expectedVersion = 0, decisionId, verb, siblings, reason } = body
  const said = {
    ...(siblings === undefined ? {} : { siblings }),
    ...(reason === undefined ? {} : { reason }),
  }
  return { decisionId, verb, ...said, variantId, expectedVersion, reviewer }
}
