import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import type { VariantView } from '../../core/http/http-api.js'
import type { Lab } from './lab.js'

const decisionsAtOnce = 40

/** Waits until a random share of the pictures is there, so that the moment differs with the seed. */
export async function midway(lab: Lab, runId: string, random: () => number): Promise<void> {
  const share = 0.1 + 0.6 * random()
  await lab.until(
    runId,
    'waiting for the middle',
    (run) => run.counts.variants >= share * run.counts.variantsPlanned && run.counts.variants > 0,
  )
}

/** Waits until every spec waits for a person. */
export async function untilReviewed(lab: Lab, runId: string): Promise<void> {
  await lab.until(
    runId,
    'waiting for the review',
    (run) => run.counts.waitingForReview === run.counts.specs && run.counts.specs > 0,
  )
}

/** The first variant of each spec: the one that the person of this lab approves. */
export async function firstVariants(lab: Lab, runId: string): Promise<VariantView[]> {
  return (await lab.client().listVariants(runId)).filter((one) => one.variantIndex === 0)
}

/** Runs the work of all, at most so many at once. */
export async function forAll<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = [...items]
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
}

/** Approves these variants, side by side and each message twice. */
export async function approve(lab: Lab, variants: readonly VariantView[]): Promise<void> {
  const client = lab.client()
  await forAll(variants, decisionsAtOnce, async ({ variantId }) => {
    const body = { decisionId: mintDecisionId(), verb: 'approve' as const, expectedVersion: 0 }
    await Promise.all([client.decide(variantId, body), client.decide(variantId, body)])
  })
}

/** Approves the first variant of each spec. */
export async function approveAll(lab: Lab, runId: string): Promise<void> {
  await approve(lab, await firstVariants(lab, runId))
}
