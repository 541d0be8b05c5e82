import { AssetloomError } from '../../core/errors.js'
import type { DecisionRow, ReviewCatalogue } from '../../core/review-ports.js'
import type { ReviewMarks, ReviewVerb, Verdict } from '../../core/review/verdict.js'
import { findRequest, requestDecision } from './decision-requests.js'
import { boundLimit } from './page-limit.js'
import { recordDecisions } from './record-decisions.js'
import { refuseDecision } from './refuse-decision.js'
import { isSpecClosed } from './run-spec-stages.js'
import { ownersOf } from './run-states.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'
import { remindOf, waitingIn } from './waiting-reviews.js'
import { selectVariants, toVariant, variantColumns } from './variant-rows.js'
import type { VariantColumns } from './variant-rows.js'

/** Variants as reviewers see them, and the decisions on them. */
export function createReviewRepository(context: PostgresCatalogueContext): ReviewCatalogue {
  return {
    findVariant: async (projectId, variantId) => {
      const [row] = await queryPool<VariantColumns>(
        context.pool,
        `${selectVariants} WHERE v.variant_id = $2 AND ($1::text IS NULL OR v.project_id = $1)`,
        [projectId, variantId],
      )
      return row ? toVariant(row) : null
    },
    listVariants: async (input) => await listVariants(context, input),
    isSpecClosed: async (runId, specRevisionId) => await isSpecClosed(context, runId, specRevisionId),
    requestDecision: async (input) => await requestDecision(context, input),
    findRequest: async (decisionId) => await findRequest(context.pool, decisionId),
    recordDecisions: async (input) => await recordDecisions(context, input),
    refuseDecision: async (input) => await refuseDecision(context, input),
    decisionsOf: async (variantId) =>
      await readDecisions(context, 'WHERE variant_id = $1 ORDER BY version', [variantId]),
    decisionsOfRun: async (runId, page) =>
      await readDecisions(
        context,
        'ORDER BY decision_no OFFSET $2 LIMIT $3',
        [runId, page?.cursor ?? 0, page?.limit ?? null],
        ofRun,
      ),
    decisionsOfGroup: async (projectId, groupId) =>
      await readDecisions(context, 'WHERE project_id = $1 AND group_id = $2 ORDER BY decision_no', [
        projectId,
        groupId,
      ]),
    waitingIn: async (runId) => await waitingIn(context, runId),
    remindOf: async (input) => await remindOf(context, input),
  }
}

/** By spec in input order, round and index; the cursor is the last row's place in that order. */
async function listVariants(
  { pool }: PostgresCatalogueContext,
  input: Parameters<ReviewCatalogue['listVariants']>[0],
): ReturnType<ReviewCatalogue['listVariants']> {
  const limit = boundLimit(input.limit)
  const after = input.cursor === undefined ? null : parseCursor(input.cursor)
  const rows = await queryPool<VariantColumns & { position: number }>(
    pool,
    `SELECT ${variantColumns}, rs.position
     FROM run_spec_states rs JOIN specs s USING (spec_id)
       JOIN variants v ON v.run_id = rs.owner_run_id AND v.spec_revision_id = rs.spec_revision_id
       LEFT JOIN scores sc USING (variant_id)
     WHERE rs.run_id = $1 AND ($2::text IS NULL OR s.key = $2)
       AND ($3::int IS NULL OR rs.position >= $3)
       AND ($3::int IS NULL OR (rs.position, v.round, v.variant_index, v.variant_id) > ($3, $4::int, $5::int, $6))
     ORDER BY rs.position, v.round, v.variant_index, v.variant_id LIMIT $7`,
    [input.runId, input.specKey ?? null, ...(after ?? [null, null, null, null]), limit + 1],
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    variants: rows.slice(0, limit).map(toVariant),
    nextCursor: last ? [last.position, last.round, last.variant_index, last.variant_id].join('.') : null,
  }
}

function parseCursor(cursor: string): [number, number, number, string] {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.([\w-]{1,100})$/.exec(cursor)
  if (match) return [Number(match[1]), Number(match[2]), Number(match[3]), String(match[4])]
  throw new AssetloomError(
    'InvalidInput',
    'this cursor was not given by this list',
    'start again without a cursor',
  )
}

interface Row {
  decision_id: string
  variant_id: string
  version: number
  project_id: string
  run_id: string
  spec_revision_id: string
  verb: ReviewVerb
  verdict: Verdict
  reason: string | null
  note: string | null
  reviewer: string
  decided_at: Date
  group_id: string | null
  marks: ReviewMarks | null
}

/** Of each run that owns specs of the run no more rows than its page can need, in the order of an index. */
const ofRun = `(${ownersOf('$1')}) owners CROSS JOIN LATERAL (
    SELECT d.* FROM decisions d
    WHERE d.run_id = owners.owner_run_id AND ((d.spec_revision_id, d.run_id) IN (
      SELECT rs.spec_revision_id, rs.owned_by FROM run_specs rs WHERE rs.run_id = $1)) IS TRUE
    ORDER BY d.decision_no LIMIT $2::bigint + $3::bigint) d`

async function readDecisions(
  { pool }: PostgresCatalogueContext,
  rest: string,
  values: readonly unknown[],
  from = 'decisions',
): Promise<DecisionRow[]> {
  const rows = await queryPool<Row>(
    pool,
    `SELECT decision_id, variant_id, version, project_id, run_id, spec_revision_id, verb, verdict, reason, note,
       reviewer, decided_at, group_id, marks FROM ${from} ${rest}`,
    values,
  )
  return rows.map((row) => ({
    decisionId: row.decision_id,
    variantId: row.variant_id,
    version: row.version,
    verb: row.verb,
    verdict: row.verdict,
    reason: row.reason,
    note: row.note,
    reviewer: row.reviewer,
    projectId: row.project_id,
    runId: row.run_id,
    specRevisionId: row.spec_revision_id,
    decidedAt: row.decided_at.toISOString(),
    ...(row.group_id === null ? {} : { groupId: row.group_id }),
    ...(row.marks === null ? {} : { marks: row.marks }),
  }))
}
