import { setTimeout as sleep } from 'node:timers/promises'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import { withBareUpdates, type BareUpdates } from './bare-updates.js'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { latencyRows } from './latency-figures.js'
import { inLanes } from './in-lanes.js'

const sizes = { full: { decisions: 200, specs: 40 }, quick: { decisions: 20, specs: 8 } }
const reviewers = 8
const aimMs = 40
const readyLimitMs = 180_000
const pendingLimitMs = 30_000
const reason = 'The outline is too thick for its size.'
const peer = 'bare update'

/** A picture that waits for a person, and how often it was decided. */
interface OpenReview {
  readonly variantId: string
  version: number
}

interface Sides {
  readonly client: AssetloomClient
  readonly reviews: readonly OpenReview[]
  readonly bare: BareUpdates
  readonly decisions: number
}

/**
 * How long a reviewer waits for the answer to a decision by the API, against a bare Temporal update of the same
 * payload: what is between the two is HTTP, request and outbox row, the review itself and its record.
 */
export const decisionLatency: Bench = {
  name: 'decision latency',
  table: 'interface',
  async run({ quick, say }) {
    const { decisions, specs } = quick ? sizes.quick : sizes.full
    return await BenchStack.with({ ASSETLOOM_FAULTS: 'words' }, async (stack) => {
      const client = stack.client()
      const reviews = await openReviews(stack, specs)
      say(`${reviews.length} reviews are open, ${decisions} decisions each way`)
      return await withBareUpdates(stack.handle.temporalAddress, specs, async (bare) => {
        const sides = { client, reviews, bare, decisions }
        // Connections, caches and compiled code of both sides: the first few say nothing about the rest.
        await oneByOne({ ...sides, decisions: specs })
        return [...(await oneByOne(sides)), ...(await sideBySide(sides))]
      })
    })
  },
}

/** Ours and the peer's in turn, so that both meet the same moments of a busy machine. */
async function oneByOne({ client, reviews, bare, decisions }: Sides): Promise<BenchRow[]> {
  const oursMs: number[] = []
  const peerMs: number[] = []
  for (let turn = 0; turn < decisions; turn++) {
    const review = reviews[turn % reviews.length]!
    const payload = nextDecision(review)
    oursMs.push(await timed(() => decide(client, review, payload)))
    peerMs.push(await timed(() => bare.send(turn, payloadOf(review, payload))))
  }
  return latencyRows({
    what: 'decision, one after another',
    ...{ oursMs, peer, peerMs },
    aimMs: { p50: aimMs },
  })
}

/** Each reviewer has reviews of their own: who waits for whom within one review is another question. */
async function sideBySide({ client, reviews, bare, decisions }: Sides): Promise<BenchRow[]> {
  const perLane = Math.floor(reviews.length / reviewers)
  const at = (lane: number, turn: number) => lane * perLane + (turn % perLane)
  const oursMs: number[] = []
  const peerMs: number[] = []
  await inLanes(reviewers, decisions, async (lane, turn) => {
    const review = reviews[at(lane, turn)]!
    const payload = nextDecision(review)
    oursMs.push(await timed(() => decide(client, review, payload)))
  })
  await inLanes(reviewers, decisions, async (lane, turn) => {
    const review = reviews[at(lane, turn)]!
    const payload = payloadOf(review, nextDecision(review))
    peerMs.push(await timed(() => bare.send(at(lane, turn), payload)))
  })
  return latencyRows({
    what: `decision, ${reviewers} reviewers at once`,
    ...{ oursMs, peer, peerMs },
    aimMs: {},
  })
}

type Decision = Parameters<AssetloomClient['decide']>[1]

/** Reject and undo in turns: the review stays open, however often it is decided. */
function nextDecision({ version }: OpenReview): Decision {
  const verb = version % 2 === 0 ? 'reject' : 'withdraw'
  return { decisionId: mintDecisionId(), verb, expectedVersion: version, reason }
}

/** What the API sends to the review. */
function payloadOf({ variantId }: OpenReview, decision: Decision): object {
  return { ...decision, variantId, reviewer: 'local' }
}

/** Decides and waits until it is applied: an answer that it is kept for later is not yet one. */
async function decide(client: AssetloomClient, review: OpenReview, decision: Decision): Promise<void> {
  const answer = await client.decide(review.variantId, decision)
  if (answer.state === 'pending') await untilApplied(client, decision.decisionId)
  review.version += 1
}

async function untilApplied(client: AssetloomClient, decisionId: string): Promise<void> {
  const endMs = performance.now() + pendingLimitMs
  for (;;) {
    const { state, refusal } = await client.readDecision(decisionId)
    if (state === 'applied') return
    if (state === 'refused' || performance.now() > endMs)
      throw new Error(`decision ${decisionId} is ${state}: ${refusal?.message ?? 'it was never delivered'}`)
    await sleep(5)
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

/** A run of small plain pictures, up to where each of its specs waits for a person: one picture of each. */
async function openReviews(stack: BenchStack, specs: number): Promise<OpenReview[]> {
  const lines = Array.from({ length: specs }, (_, index) => `prop: fault:instant barrel ${index + 1}, 16x16`)
  const runId = await stack.submit('bench-decisions', lines.join('\n'), {
    variantsPerSpec: 2,
    review: 'person',
  })
  await stack.until(runId, ({ counts }) => counts.waitingForReview === specs, readyLimitMs)
  const variants = await stack.client().listVariants(runId)
  return variants
    .filter((one) => one.variantIndex === 0)
    .map(({ variantId, version }) => ({ variantId, version }))
}
