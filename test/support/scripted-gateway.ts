import type { Catalogue } from '../../core/catalogue.js'
import type { Delivery, OutboxMessage, WorkflowGateway } from '../../core/outbox-ports.js'
import { AssetReview } from '../../core/review/asset-review.js'
import { newestRules } from '../../core/review/review-state.js'

/** What a test sets to reach a failure; read anew at every delivery. */
export interface GatewayScript {
  /** Temporal is away: nothing is delivered. */
  isAway?: boolean
  /** Temporal answers, but no worker does: updates time out, starts and signals arrive. */
  isWithoutWorkers?: boolean
  /** Executions that are closed or lost, as `runId/specRevisionId`. */
  goneReviews?: Set<string>
  /** How long the row of a decision takes into the catalogue after the workflow has answered. */
  recordingDelayMs?: number
  /** Deliveries never end, whatever their deadline. */
  isHanging?: boolean
  /** Decisions of one review that are taken at once; further ones get no answer, as Temporal does it. */
  updatesAtOnceMax?: number
  /** How long a decision takes. */
  updateMs?: number
  /** Thrown by every delivery. */
  failure?: Error
}

export interface ScriptedGateway extends WorkflowGateway {
  readonly script: GatewayScript
  /** Every attempt to hand something over, in order. */
  readonly attempted: OutboxMessage[]
  /** Everything that was handed over, in order. */
  readonly delivered: OutboxMessage[]
  /** Settles when every recording that was begun is done. */
  settle(): Promise<void>
}

/**
 * A gateway without Temporal that judges decisions as assetRun does: state in memory per review, loaded from the
 * catalogue when a review is first spoken to, one message at a time, recorded afterwards.
 */
export function createScriptedGateway(catalogue: Catalogue, script: GatewayScript = {}): ScriptedGateway {
  const reviews = new Map<string, Promise<AssetReview | null>>()
  const recordings = new Set<Promise<void>>()
  const attempted: OutboxMessage[] = []
  const delivered: OutboxMessage[] = []

  const reviewOf = (message: OutboxMessage & { kind: 'sendDecision' }): Promise<AssetReview | null> => {
    const key = `${message.runId}/${message.specRevisionId}`
    const known = reviews.get(key)
    if (known) return known
    const loading = openReview(catalogue, message)
    reviews.set(key, loading)
    return loading
  }

  const inFlight = new Map<string, number>()
  const decideInTurn = async (message: OutboxMessage & { kind: 'sendDecision' }): Promise<Delivery> => {
    const key = `${message.runId}/${message.specRevisionId}`
    const count = inFlight.get(key) ?? 0
    if (count >= (script.updatesAtOnceMax ?? Number.POSITIVE_INFINITY))
      return { status: 'retry', message: 'too many updates in flight' }
    inFlight.set(key, count + 1)
    try {
      if (script.updateMs) await new Promise((resolve) => setTimeout(resolve, script.updateMs))
      return await decide(message)
    } finally {
      inFlight.set(key, (inFlight.get(key) ?? 1) - 1)
    }
  }

  const decide = async (message: OutboxMessage & { kind: 'sendDecision' }): Promise<Delivery> => {
    const gone = { status: 'gone', message: 'no open review has this id' } as const
    if (script.goneReviews?.has(`${message.runId}/${message.specRevisionId}`)) return gone
    const review = await reviewOf(message)
    if (!review) return gone
    const judged = review.judge(message.message)
    const outcome = judged.status === 'applied' ? review.decide(message.message) : judged
    if (outcome.status === 'applied' && review.hasUnrecorded()) {
      review.markRecorded()
      const recording = record(catalogue, message, outcome.decisions, script.recordingDelayMs ?? 0)
      recordings.add(recording)
      void recording.finally(() => recordings.delete(recording))
      if (!script.recordingDelayMs) await recording
    }
    return { status: 'delivered', outcome }
  }

  return {
    script,
    attempted,
    delivered,
    async deliver(message) {
      attempted.push(message)
      if (script.failure) throw script.failure
      if (script.isHanging) return await new Promise<never>(() => undefined)
      if (script.isAway) return { status: 'retry', message: 'Temporal does not answer.' }
      if (script.isWithoutWorkers && message.kind === 'sendDecision')
        return { status: 'retry', message: 'no worker answered in time' }
      delivered.push(message)
      return message.kind === 'sendDecision' ? await decideInTurn(message) : { status: 'delivered' }
    },
    isReachable: () => Promise.resolve(!script.isAway),
    async settle() {
      await Promise.all(recordings)
    },
  }
}

async function openReview(
  catalogue: Catalogue,
  { runId, specRevisionId }: { runId: string; specRevisionId: string },
): Promise<AssetReview | null> {
  const snapshot = await catalogue.runs.readSpec(runId, specRevisionId)
  if (snapshot === null) return null
  const run = await catalogue.runs.find(runId)
  const finishedVariantIds = snapshot.finishedVariantId ? [snapshot.finishedVariantId] : []
  return new AssetReview({ ...snapshot, finishedVariantIds }, newestRules, run?.options.signOffs)
}

async function record(
  catalogue: Catalogue,
  { projectId, runId, specRevisionId }: { projectId: string; runId: string; specRevisionId: string },
  decisions: Parameters<Catalogue['review']['recordDecisions']>[0]['decisions'],
  delayMs: number,
): Promise<void> {
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
  const spec = await catalogue.runs.readSpec(runId, specRevisionId)
  await catalogue.review.recordDecisions({
    projectId,
    runId,
    specId: spec?.specId ?? '',
    specRevisionId,
    decisions,
  })
}
