import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { ReviewCatalogue } from '../../core/review-ports.js'
import type { RecordedDecision, ReviewMarks } from '../../core/review/verdict.js'
import { lockUntilCommit } from './advisory-lock.js'
import { decisionDedupeKey } from './decision-requests.js'
import { appendEvent } from './event-log.js'
import { closeOutboxRow } from './outbox.repository.js'
import { refuseInTransaction } from './refuse-decision.js'
import { showPrimary } from './show-primary.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<ReviewCatalogue['recordDecisions']>[0]

/**
 * Appends what the workflow decided. UNIQUE (variant_id, version) is the last word: a decision whose version another
 * one holds is recorded nowhere and its request is marked refused.
 */
export async function recordDecisions({ pool }: PostgresCatalogueContext, given: Input): Promise<void> {
  const input = { ...given, decisions: given.decisions.map(withStorableText) }
  const decisionIds = [...new Set(input.decisions.map((one) => one.decisionId))].sort()
  if (decisionIds.length === 0) return
  await inTransaction(pool, async (tx) => {
    for (const decisionId of decisionIds) await lockUntilCommit(tx, 'decisions', decisionId)
    await lockVariants(tx, input)
    const appended = await appendDecisions(tx, input)
    const recorded = await queryTx<{ decision_id: string }>(
      tx,
      'SELECT DISTINCT decision_id FROM decisions WHERE project_id = $1 AND decision_id = ANY($2)',
      [input.projectId, decisionIds],
    )
    const primaryVariantId = await showPrimary(tx, input)
    const standing = new Set(recorded.map((row) => row.decision_id))
    await settleRequests(tx, input.projectId, [...standing])
    for (const decisionId of decisionIds)
      if (standing.has(decisionId)) await announce(tx, { ...input, primaryVariantId }, decisionId, appended)
      else await refuseInTransaction(tx, { ...input, ...lostTheRace(input, decisionId) })
  })
}

/** The workflow has decided already: an odd character in a signal's note must not stop the record. */
function withStorableText(decision: RecordedDecision): RecordedDecision {
  const { decisionId, reason, note, reviewer } = decision
  return {
    ...decision,
    decisionId: storableText(decisionId, 200),
    ...(decision.marks === undefined ? {} : { marks: storableMarks(decision.marks) }),
    reason: reason === null ? null : storableText(reason, 2_000),
    note: note === null ? null : storableText(note, 2_000),
    reviewer: storableText(reviewer, 200),
  }
}

function storableMarks(marks: ReviewMarks): ReviewMarks {
  return marks.pickId === undefined ? marks : { ...marks, pickId: storableText(marks.pickId, 200) }
}

function lostTheRace({ decisions }: Input, decisionId: string) {
  const own = decisions.find((one) => one.decisionId === decisionId)
  return {
    decisionId,
    reason: 'StaleVersion' as const,
    message: `version ${own?.version} of the variant was decided by another decision`,
    reviewer: own?.reviewer ?? '',
  }
}

/** Locks the variants in one order, and refuses ids that are not of this spec. */
async function lockVariants(tx: ClientBase, input: Input): Promise<void> {
  const wanted = [...new Set(input.decisions.map((one) => one.variantId))]
  const found = await queryTx(
    tx,
    `SELECT variant_id FROM variants
     WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3 AND variant_id = ANY($4)
     ORDER BY variant_id FOR NO KEY UPDATE`,
    [input.projectId, input.runId, input.specRevisionId, wanted],
  )
  if (found.length === wanted.length) return
  throw new AssetloomError(
    'NotFound',
    'a decided variant does not belong to this spec of the run',
    'read the variants of the run again',
    { runId: input.runId, specRevisionId: input.specRevisionId },
  )
}

/** Returns the decisions that were not there before. */
async function appendDecisions(tx: ClientBase, input: Input): Promise<Set<string>> {
  const rows = await queryTx<{ decision_id: string; variant_id: string }>(
    tx,
    `WITH appended AS (
       INSERT INTO decisions
         (decision_id, variant_id, version, project_id, run_id, spec_revision_id, verb, verdict, reason, note, reviewer,
          group_id, marks)
       SELECT d."decisionId", d."variantId", d.version, $1, $2, $3, d.verb, d.verdict, d.reason, d.note, d.reviewer,
         d."groupId", d.marks
       FROM jsonb_to_recordset($4::jsonb) AS d("decisionId" text, "variantId" text, version int, verb text, verdict text,
         reason text, note text, reviewer text, "groupId" text, marks jsonb)
       ON CONFLICT DO NOTHING RETURNING decision_id, variant_id, version, verdict, marks),
     newest AS (SELECT DISTINCT ON (variant_id) * FROM appended ORDER BY variant_id, version DESC),
     moved AS (
       UPDATE variants v SET version = n.version, verdict = n.verdict, decision_id = n.decision_id, marks = n.marks
       FROM newest n WHERE v.project_id = $1 AND v.variant_id = n.variant_id AND v.version < n.version)
     SELECT decision_id, variant_id FROM appended`,
    [input.projectId, input.runId, input.specRevisionId, JSON.stringify(input.decisions)],
  )
  return new Set(rows.map((row) => `${row.decision_id} ${row.variant_id}`))
}

async function settleRequests(
  tx: ClientBase,
  projectId: string,
  decisionIds: readonly string[],
): Promise<void> {
  if (decisionIds.length === 0) return
  await queryTx(
    tx,
    `UPDATE decision_requests SET state = 'applied', refusal_reason = NULL, refusal_message = NULL
     WHERE project_id = $1 AND decision_id = ANY($2) AND state <> 'applied'`,
    [projectId, decisionIds],
  )
  for (const decisionId of decisionIds) await closeOutboxRow(tx, projectId, decisionDedupeKey(decisionId))
}

async function announce(
  tx: ClientBase,
  input: Input & { readonly primaryVariantId: string | null },
  decisionId: string,
  appended: ReadonlySet<string>,
): Promise<void> {
  const news = input.decisions.filter(
    (one) => one.decisionId === decisionId && appended.has(`${decisionId} ${one.variantId}`),
  )
  const [first] = news
  if (!first) return
  await appendEvent(tx, {
    projectId: input.projectId,
    runId: input.runId,
    type: 'decisionRecorded',
    data: {
      specRevisionId: input.specRevisionId,
      ...summarise(first),
      primaryVariantId: input.primaryVariantId,
      decisions: news.map(outcomeOf),
    },
  })
}

function summarise({ decisionId, verb, reviewer, reason, groupId }: RecordedDecision) {
  const group = groupId === undefined ? {} : { groupId }
  return { decisionId, verb, reviewer, ...(reason === null ? {} : { reason }), ...group }
}

function outcomeOf({ variantId, version, verdict, marks }: RecordedDecision) {
  const signedBy = marks?.signOffs?.map(({ reviewer }) => reviewer)
  return { variantId, version, verdict, ...(signedBy === undefined ? {} : { signedBy }) }
}
