import { z } from 'zod'
import { togetherLimits } from '../../review-together/together-limits.js'
import type { BulkAnswer, BulkDecisionsBody, BulkResult } from '../review-api.js'
import { count, idOf, specKeyText, text, wholeNumber, type Members } from './pieces.schema.js'
import { problemSchema } from './problem.schema.js'
import { routeContract } from './route-contract.js'
import { decideBody, regenerateChangesBody } from './variants-contracts.schema.js'

const tag = 'Decisions'
const { bulkDecisionsMax } = togetherLimits
/** Names decisions that were made at one stroke. */
const groupId = z.string().regex(/^[A-Za-z0-9_:.-]{1,100}$/, 'is not 1 to 100 letters, digits, _, -, : and .')
const specKeys = z.array(specKeyText).min(1).max(bulkDecisionsMax).exactOptional()

const statuses = ['applied', 'pending', 'refused', 'skipped'] as const
const bulkResult = z
  .strictObject({
    specKey: z.string().nullable(),
    variantId: z.string().nullable(),
    decisionId: z.string().nullable(),
    status: z.enum(statuses),
    problem: problemSchema.exactOptional(),
  } satisfies Members<BulkResult>)
  .meta({ id: 'BulkResult' })
const bulkAnswer = z
  .strictObject({
    groupId: z.string(),
    results: z.array(bulkResult),
    counts: z.strictObject({ applied: count, pending: count, refused: count, skipped: count }),
    left: count,
  } satisfies Members<BulkAnswer>)
  .meta({ id: 'BulkAnswer' })

const shared = {
  method: 'post',
  tag,
  scope: 'run',
  role: 'reviewer',
  idempotencyKey: true,
  answers: { 200: bulkAnswer },
} as const

const variantId = idOf('variant')
const [simple, pick, reject, regenerate] = decideBody.options
/** A decision by its verb, on the variant that it names; the group is that of the request. */
const bulkDecision = z
  .discriminatedUnion('verb', [
    simple.omit({ groupId: true }).extend({ variantId }),
    pick.omit({ groupId: true }).extend({ variantId }),
    reject.omit({ groupId: true }).extend({ variantId }),
    regenerate.omit({ groupId: true }).extend({ variantId }),
  ])
  .meta({ id: 'BulkDecision' })

export const decideManyVariants = routeContract({
  ...shared,
  operationId: 'decideManyVariants',
  path: '/runs/{runId}/decisions',
  summary: 'Decides on many variants of the run; each has its own result',
  description:
    'One that is refused stops no other. Decisions on one spec are made in their order. Each is made once under its `decisionId`, so the same request may be sent again.',
  body: z.strictObject({
    groupId: groupId.exactOptional(),
    decisions: z.array(bulkDecision).min(1).max(bulkDecisionsMax),
  }) satisfies z.ZodType<BulkDecisionsBody>,
})

export const approveBest = routeContract({
  ...shared,
  operationId: 'approveBest',
  path: '/runs/{runId}/decisions/approve-best',
  summary: 'Picks the best variant of every spec that waits, or of those that are named',
  description:
    'The one with the highest score that passed every hard check; where none did, the spec is skipped. Without `specKeys` specs that somebody else has claimed are left to them. With `seen` only what was seen is decided on: a spec with a variant that is newer or stands otherwise is refused.',
  body: z.strictObject({
    groupId: groupId.exactOptional(),
    specKeys,
    seen: z
      .array(z.strictObject({ variantId: idOf('variant'), expectedVersion: wholeNumber(0, 1_000_000) }))
      .max(10_000)
      .exactOptional(),
  }),
})

export const regenerateRejected = routeContract({
  ...shared,
  operationId: 'regenerateRejected',
  path: '/runs/{runId}/decisions/regenerate-rejected',
  summary:
    'Asks for another round of every spec whose variants were all turned down, or of those that are named',
  body: z.strictObject({
    groupId: groupId.exactOptional(),
    specKeys,
    changes: regenerateChangesBody.exactOptional(),
    reason: text(2000).exactOptional(),
  }),
})

export const undoDecisionGroup = routeContract({
  ...shared,
  operationId: 'undoDecisionGroup',
  path: '/runs/{runId}/decision-groups/{groupName}/undo',
  summary: 'Takes back what was decided at one stroke, where nobody has decided since',
  description: 'The groupId of the answer is that of the undo.',
  params: z.object({ groupName: groupId }),
})
