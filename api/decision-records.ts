import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalogue } from '../core/catalogue.js'
import type { SpecSnapshot } from '../core/ports.js'
import type { DecisionRequestRow, DecisionRow } from '../core/review-ports.js'
import type { DecisionMessage, RecordedDecision, VariantReview } from '../core/review/verdict.js'

/** The rows that an applied request made, in the order of the variants, as the workflow answered them. */
export async function readDecisionsOf(
  catalogue: Catalogue,
  { decisionId, runId, specRevisionId, message }: DecisionRequestRow,
): Promise<RecordedDecision[]> {
  const spec = touchesSiblings(message) ? await catalogue.runs.readSpec(runId, specRevisionId) : null
  const variantIds = spec?.variants.map((one) => one.variantId) ?? [message.variantId]
  const histories = await Promise.all(variantIds.map((id) => catalogue.review.decisionsOf(id)))
  return histories
    .flat()
    .filter((row) => row.decisionId === decisionId)
    .map(toRecorded)
}

/** A pick moves its siblings, and whatever ends one gives them back. */
const touchesSiblings = ({ verb }: DecisionMessage): boolean => verb !== 'approve' && verb !== 'primary'

function toRecorded(row: DecisionRow): RecordedDecision {
  const { decisionId, variantId, version, verb, verdict, reason, note, reviewer, groupId, marks } = row
  return {
    ...{ decisionId, variantId, version, verb, verdict, reason, note, reviewer },
    ...(groupId === undefined ? {} : { groupId }),
    ...(marks === undefined ? {} : { marks }),
  }
}

/** The first variant that stands otherwise than the message expected: the one that it was refused for. */
export function findOvertaken(
  spec: SpecSnapshot | null,
  message: DecisionMessage,
): VariantReview | undefined {
  const expected = new Map((message.siblings ?? []).map((one) => [one.variantId, one.expectedVersion]))
  expected.set(message.variantId, message.expectedVersion)
  const stale = spec?.variants.find(({ variantId, version }) => {
    const seen = expected.get(variantId)
    return seen === undefined ? message.verb === 'pick' : seen !== version
  })
  return stale ?? spec?.variants.find((one) => one.variantId === message.variantId)
}

/** How long a decision may take from the workflow's answer to its row in the catalogue. */
const recordingMs = 2_000
/** Soon at first, since it takes some 10 ms, and later less often. */
const recordingPollMs = (waitedMs: number): number => Math.min(25, 3 + waitedMs / 4)

/**
 * Waits until the applied decision is in the catalogue, so that who was answered reads what was answered: the workflow
 * records it just after it has decided. Applied it is in any case, so this gives up quietly.
 */
export async function awaitRecorded(catalogue: Catalogue, decisionId: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < recordingMs;) {
    if ((await catalogue.review.findRequest(decisionId))?.state !== 'pending') return
    waitedMs += await waitToAskAgain(waitedMs)
  }
}

/**
 * The decision that made `current` what it is. The workflow refuses the loser at once while the winner's row is still
 * on its way into the catalogue, so this waits a moment for it. Undefined when nothing was decided.
 */
export async function awaitStandingDecision(
  catalogue: Catalogue,
  current: VariantReview,
): Promise<DecisionRow | undefined> {
  if (current.version === 0) return undefined
  for (let waitedMs = 0; ;) {
    const rows = await catalogue.review.decisionsOf(current.variantId)
    const standing = rows.find((row) => row.version === current.version)
    if (standing || waitedMs >= recordingMs) return standing ?? rows.at(-1)
    waitedMs += await waitToAskAgain(waitedMs)
  }
}

async function waitToAskAgain(waitedMs: number): Promise<number> {
  const delayMs = recordingPollMs(waitedMs)
  await sleep(delayMs)
  return delayMs
}
