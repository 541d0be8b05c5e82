import type { DecideBody } from '../core/http/http-api.js'
import type { BulkAnswer, BulkResult } from '../core/http/review-api.js'
import type { VariantRow } from '../core/ports.js'
import type { ApiContext } from './api-deps.js'
import type { createDecider } from './decide-variant.js'
import { problem, type ProblemError, toProblem } from './problem.js'
import { createTurns } from './take-turns.js'

/** Specs of all bulk requests that are decided on at the same time. */
const specsAtOnceMax = 8

/** One decision of many, or why there is none. */
export type BulkItem =
  | { readonly variant: VariantRow; readonly body: DecideBody }
  | { readonly specKey: string | null; readonly variantId: string | null; readonly skipped: ProblemError }
  | { readonly specKey: string | null; readonly variantId: string | null; readonly refused: ProblemError }

export type DecideMany = (
  items: readonly BulkItem[],
  of: { readonly groupId: string; readonly reviewer: string; readonly left?: number },
) => Promise<BulkAnswer>

/**
 * Decides on many variants and tells of each what became of it; one that is refused stops no other. Decisions on one spec
 * are made in their order, those on others beside them.
 */
export function createManyDecider(deps: ApiContext, decide: ReturnType<typeof createDecider>): DecideMany {
  const takeTurn = createTurns(specsAtOnceMax)
  return async (items, { groupId, reviewer, left = 0 }) => {
    const startedMs = performance.now()
    const results = new Map<BulkItem, BulkResult>()
    const decideAll = async (ofSpec: readonly BulkItem[]): Promise<void> => {
      for (const item of ofSpec) {
        const isLate = performance.now() - startedMs > deps.limits.decideManyMs
        results.set(item, isLate ? notReached(item) : await decideOne(deps, decide, item, groupId, reviewer))
      }
    }
    await Promise.all([...bySpec(items).values()].map((one) => takeTurn('all', () => decideAll(one))))
    const inOrder = items.flatMap((item) => results.get(item) ?? [])
    return { groupId, results: inOrder, counts: countResults(inOrder), left }
  }
}

function bySpec(items: readonly BulkItem[]): Map<string, BulkItem[]> {
  const groups = new Map<string, BulkItem[]>()
  for (const item of items) {
    const key = 'variant' in item ? `${item.variant.runId}/${item.variant.specRevisionId}` : ''
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

async function decideOne(
  deps: ApiContext,
  decide: ReturnType<typeof createDecider>,
  item: BulkItem,
  groupId: string,
  reviewer: string,
): Promise<BulkResult> {
  if (!('variant' in item)) {
    const { specKey, variantId } = item
    const [status, cause] =
      'skipped' in item ? (['skipped', item.skipped] as const) : (['refused', item.refused] as const)
    return { specKey, variantId, decisionId: null, status, problem: cause.problem }
  }
  const { variant } = item
  const decisionId = item.body.decisionId ?? deps.ids.mint('decision')
  const of = { specKey: variant.specKey, variantId: variant.variantId, decisionId }
  try {
    const { state } = await decide(variant, { ...item.body, decisionId, groupId }, reviewer)
    return { ...of, status: state }
  } catch (error) {
    const cause = toProblem(error, decisionId)
    if (cause.problem.status >= 500)
      deps.log('warn', 'a decision of many failed', { decisionId, reason: cause.problem.detail })
    return { ...of, status: 'refused', problem: cause.problem }
  }
}

function notReached(item: BulkItem): BulkResult {
  const variant = 'variant' in item ? item.variant : null
  const { problem: cause } = problem(
    503,
    'not-reached',
    'Deciding took too long, so this one was not begun.',
    'Send the request again: decisions that were made are not made twice under their decisionId.',
  )
  return {
    ...{ specKey: variant?.specKey ?? null, variantId: variant?.variantId ?? null, decisionId: null },
    ...{ status: 'skipped', problem: cause },
  }
}

function countResults(results: readonly BulkResult[]): BulkAnswer['counts'] {
  const counts = { applied: 0, pending: 0, refused: 0, skipped: 0 }
  for (const { status } of results) counts[status] += 1
  return counts
}
