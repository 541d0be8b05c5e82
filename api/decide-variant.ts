import { localHandle } from '../core/access/principal.js'
import type { DecideBody, DecisionAnswer } from '../core/http/http-api.js'
import type { OutboxVerdict } from '../core/outbox-delivery.js'
import type { VariantRow } from '../core/ports.js'
import type { DecisionRequestRow } from '../core/review-ports.js'
import type { OutboxMessage } from '../core/outbox-ports.js'
import type {
  DecisionMessage,
  DecisionOutcome,
  RefusalReason,
  VariantReview,
} from '../core/review/verdict.js'
import type { ApiContext } from './api-deps.js'
import type { DecisionEnd } from './api-metrics.js'
import { awaitRecorded, awaitStandingDecision, findOvertaken, readDecisionsOf } from './decision-records.js'
import { deliverMessage } from './deliver-message.js'
import { composeChanges } from './compose-changes.js'
import { notFound, problem, ProblemError } from './problem.js'
import { createTurns } from './take-turns.js'

/** Of a reason, in the sentence that tells of a conflict. */
const reasonCharsMax = 200

/** Temporal takes 10 updates of one workflow at once and lets the others fail slowly. */
const updatesAtOnceMax = 4

interface Refusal {
  readonly reason: RefusalReason
  readonly message: string
  readonly current?: VariantReview
}

/**
 * Takes a decision: request and outbox row first, then one attempt to hand it to the workflow, which decides. The same
 * decisionId again gives the answer that stands. Throws problems: 404, 409 (stale, closed, conflict, not possible now).
 */
export function createDecider(
  deps: ApiContext,
): (variant: VariantRow, body: DecideBody, reviewer?: string) => Promise<DecisionAnswer> {
  const { catalogue, ids } = deps
  const takeTurn = createTurns(updatesAtOnceMax)
  const decide = async (variant: VariantRow, body: DecideBody, reviewer: string): Promise<DecisionAnswer> => {
    const { projectId, runId, specRevisionId } = variant
    const decisionId = body.decisionId ?? ids.mint('decision')
    deps.logScope.add({ projectId, runId, specRevisionId, specKey: variant.specKey, decisionId })
    const earlier = body.decisionId === undefined ? null : await catalogue.review.findRequest(decisionId)
    if (!earlier && (await catalogue.review.isSpecClosed(runId, specRevisionId)))
      throw closed(variant, 'This review is closed: its bundle is frozen or its time for undo is over.')
    const message = await composeMessage(deps, variant, { body, decisionId, reviewer, earlier })
    const request = await catalogue.review.requestDecision({ projectId, runId, specRevisionId, message })
    if (request.state !== 'pending') return await answerSettled(deps, variant, request)

    const verdict = await sendInTurn(deps, takeTurn, {
      kind: 'sendDecision',
      projectId,
      runId,
      specRevisionId,
      message,
    })
    if (verdict.state === 'pending')
      return { decisionId, state: 'pending', decisions: [], message: verdict.message }
    return await answerOutcome(deps, variant, request, verdict.outcome)
  }
  return async (variant, body, reviewer = localHandle) => {
    const startedMs = performance.now()
    const end = (outcome: DecisionEnd) => deps.metrics.observeDecision(outcome, performance.now() - startedMs)
    try {
      const answer = await decide(variant, body, reviewer)
      end(answer.state === 'pending' ? 'pending' : 'applied')
      return answer
    } catch (error) {
      end(error instanceof ProblemError && error.problem.status < 500 ? 'refused' : 'failed')
      throw error
    }
  }
}

/** Who has waited in the queue for as long as a delivery may take leaves it to the outbox, which holds the row. */
async function sendInTurn(
  deps: ApiContext,
  takeTurn: ReturnType<typeof createTurns>,
  row: Extract<OutboxMessage, { kind: 'sendDecision' }>,
): Promise<OutboxVerdict> {
  const askedAt = performance.now()
  return await takeTurn(`${row.runId}/${row.specRevisionId}`, async () =>
    performance.now() - askedAt > deps.limits.deliverDeadlineMs
      ? { state: 'pending', message: 'Others decide here at the same time; it is kept and sent after them.' }
      : await deliverMessage(deps, row, `sendDecision/${row.message.decisionId}`),
  )
}

/** Fills what the client left out: from its earlier request with this id if there is one, else from what stands now. */
async function composeMessage(
  { catalogue }: ApiContext,
  variant: VariantRow,
  of: {
    readonly body: DecideBody
    readonly decisionId: string
    readonly reviewer: string
    readonly earlier: DecisionRequestRow | null
  },
): Promise<DecisionMessage> {
  const { body, decisionId, reviewer, earlier } = of
  const { variantId, runId, specRevisionId } = variant
  const siblingsNow = async () =>
    (await catalogue.runs.readSpec(runId, specRevisionId))?.variants
      .filter((one) => one.variantId !== variantId)
      .map((one) => ({ variantId: one.variantId, expectedVersion: one.version }))
  const siblings =
    body.verb === 'pick'
      ? (body.siblings ?? earlier?.message.siblings ?? (await siblingsNow()) ?? [])
      : undefined
  return {
    decisionId,
    variantId,
    verb: body.verb,
    expectedVersion: body.expectedVersion ?? earlier?.message.expectedVersion ?? variant.version,
    ...(siblings ? { siblings } : {}),
    ...(body.reason === undefined ? {} : { reason: body.reason }),
    ...(body.note === undefined ? {} : { note: body.note }),
    ...(body.changes === undefined
      ? {}
      : { changes: await composeChanges(catalogue, variant, body.changes) }),
    ...(body.groupId === undefined ? {} : { groupId: body.groupId }),
    reviewer,
  }
}

async function answerSettled(
  deps: ApiContext,
  variant: VariantRow,
  request: DecisionRequestRow,
): Promise<DecisionAnswer> {
  const { decisionId, refusal } = request
  if (request.state === 'refused')
    throw await refused(
      deps,
      variant,
      request.message,
      refusal ?? { reason: 'Malformed', message: 'The decision was refused.' },
    )
  if (request.state === 'pending')
    return { decisionId, state: 'pending', decisions: [], message: 'It is kept and will be delivered.' }
  return { decisionId, state: 'applied', decisions: await readDecisionsOf(deps.catalogue, request) }
}

async function answerOutcome(
  deps: ApiContext,
  variant: VariantRow,
  request: DecisionRequestRow,
  outcome: DecisionOutcome | undefined,
): Promise<DecisionAnswer> {
  const { decisionId, message } = request
  if (!outcome) {
    const settled = await deps.catalogue.review.findRequest(decisionId)
    return await answerSettled(deps, variant, settled ?? request)
  }
  if (outcome.status === 'refused') throw await refused(deps, variant, message, outcome)
  await awaitRecorded(deps.catalogue, decisionId)
  return { decisionId, state: 'applied', decisions: outcome.decisions }
}

async function refused(
  { catalogue }: ApiContext,
  variant: VariantRow,
  message: DecisionMessage,
  refusal: Refusal,
): Promise<ProblemError> {
  switch (refusal.reason) {
    case 'UnknownVariant':
      return notFound('variant')
    case 'Malformed':
      // Its shape is checked by then (DecideBody): it does not fit how the review stands.
      return problem(409, 'invalid-decision', refusal.message, 'Correct the decision and send a new one.')
    case 'NotReady':
      return problem(409, 'not-ready', refusal.message, 'Wait for the pictures of this round, then decide.')
    case 'Closed':
      return closed(variant, refusal.message)
    case 'AlreadySigned':
      return problem(
        409,
        'already-signed',
        `${refusal.message}.`,
        'Ask somebody else to look at it, or withdraw your approval.',
        refusal.current ? { current: refusal.current } : {},
      )
    case 'StaleVersion': {
      const spec = await catalogue.runs.readSpec(variant.runId, variant.specRevisionId)
      const current = refusal.current ?? findOvertaken(spec, message)
      const decision = current ? await awaitStandingDecision(catalogue, current) : undefined
      // Without a decision it is a new variant that the reviewer has not seen.
      const detail = decision
        ? `This was decided in the meantime: ${decision.reviewer} decided "${decision.verb}" at ${decision.decidedAt}${because(decision.reason ?? decision.note)}.`
        : refusal.message
      return problem(
        409,
        'stale-version',
        detail,
        'Look at it as it stands now; decide again with its current version, or withdraw that decision.',
        { ...(current ? { current } : {}), ...(decision ? { decision } : {}) },
      )
    }
  }
}

/** The first words of why; all of them are in the problem's `decision`. */
function because(why: string | null): string {
  if (why === null) return ''
  return `, because: ${why.length > reasonCharsMax ? `${why.slice(0, reasonCharsMax - 3)}...` : why}`
}

function closed(variant: VariantRow, detail: string): ProblemError {
  const reopen = `/api/v1/runs/${variant.runId}/specs/${encodeURIComponent(variant.specKey)}/reopen`
  return problem(409, 'closed', detail, `POST ${reopen} opens it again; then decide.`, { reopen })
}
