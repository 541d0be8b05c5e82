import { z } from 'zod'
import type {
  DecisionAnswer,
  DecisionList,
  DecisionStatus,
  RegenerateChangesBody,
  VariantRouteView,
} from '../http-api.js'
import type { ReproductionAccepted, ReproductionList } from '../jobs-api.js'
import { reproductionOutcomes, type ReproductionRow } from '../../reproduction/reproduction-ports.js'
import { changeLimits } from '../../review/regenerate-changes.js'
import { reviewVerbs, type RefusalReason } from '../../review/verdict.js'
import { idOf, isoTime, line, micros, sha256, text, wholeNumber, type Members } from './pieces.schema.js'
import { decisionRow, generationRoute, recordedDecision, variantView } from './review-rows.schema.js'
import { routeContract } from './route-contract.js'

const tag = 'Variants'
const decisionList = z.strictObject({ decisions: z.array(decisionRow) }) satisfies z.ZodType<DecisionList>

export const readVariant = routeContract({
  operationId: 'readVariant',
  method: 'get',
  path: '/variants/{variantId}',
  tag,
  summary: 'One variant: its picture, its scores, how it was made, how it stands',
  scope: 'variant',
  role: 'viewer',
  answers: { 200: variantView },
})

export const readVariantRoute = routeContract({
  operationId: 'readVariantRoute',
  method: 'get',
  path: '/variants/{variantId}/route',
  tag,
  summary: 'Who was chosen to make it, and why',
  scope: 'variant',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      route: generationRoute.nullable(),
      hostAddress: z.string().nullable(),
    } satisfies Members<VariantRouteView>) satisfies z.ZodType<VariantRouteView>,
  },
})

export const listDecisions = routeContract({
  operationId: 'listDecisions',
  method: 'get',
  path: '/variants/{variantId}/decisions',
  tag,
  summary: 'Who decided what on it, when and why, oldest first',
  scope: 'variant',
  role: 'viewer',
  answers: { 200: decisionList },
})

const { promptCharsMax, negativeCharsMax, stepsMax, cfgMax } = changeLimits
const changes = {
  prompt: line(promptCharsMax).regex(/[^\s]/, 'is blank').exactOptional(),
  negative: line(negativeCharsMax, 0).exactOptional(),
  strength: z.number().min(0).max(1).exactOptional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).exactOptional(),
  steps: wholeNumber(1, stepsMax).exactOptional(),
  cfg: z.number().min(0).max(cfgMax).exactOptional(),
  from: idOf('variant').exactOptional(),
} satisfies Members<RegenerateChangesBody>
/** One member at the least. */
export const regenerateChangesBody = z
  .strictObject(changes)
  .refine(
    (given) => Object.keys(given).length > 0,
    'is empty: leave it out to make the round as the spec says',
  )
  .meta({ id: 'RegenerateChangesBody', minProperties: 1 })

const version = wholeNumber(0, 1_000_000)
const decision = {
  decisionId: idOf('decision').exactOptional(),
  expectedVersion: version.exactOptional(),
  reason: text(2000).exactOptional(),
  note: text(2000).exactOptional(),
  groupId: z
    .string()
    .regex(/^[A-Za-z0-9_:.-]{1,100}$/, 'is not 1 to 100 letters, digits, _, -, : and .')
    .exactOptional(),
}
const needsReason = 'is missing: say why it is rejected, it teaches the next round'
// No NUL, as in all texts, and something that is no blank.
const rejectReason = z
  .string(needsReason)
  .min(1, needsReason)
  .max(2000)
  // oxlint-disable-next-line no-control-regex -- it is what is looked for
  .regex(/^[^\u0000]*[^\s\u0000][^\u0000]*$/, needsReason)
  .refine((value) => !/\p{Surrogate}/u.test(value), 'is not well-formed Unicode')
const siblings = z.array(z.strictObject({ variantId: idOf('variant'), expectedVersion: version })).max(1000)

/** A decision by its verb. */
export const decideBody = z
  .discriminatedUnion(
    'verb',
    [
      z.strictObject({ verb: z.enum(['approve', 'primary', 'withdraw']), ...decision }),
      z.strictObject({ verb: z.literal('pick'), ...decision, siblings: siblings.exactOptional() }),
      z.strictObject({ verb: z.literal('reject'), ...decision, reason: rejectReason }),
      z.strictObject({
        verb: z.literal('regenerate'),
        ...decision,
        changes: regenerateChangesBody.exactOptional(),
      }),
    ],
    `is none of ${reviewVerbs.join(', ')}`,
  )
  .meta({ id: 'DecideBody' })

const decisionAnswer = z
  .strictObject({
    decisionId: z.string(),
    state: z.enum(['applied', 'pending']),
    decisions: z.array(recordedDecision),
    message: z.string().exactOptional(),
  } satisfies Members<DecisionAnswer>)
  .meta({ id: 'DecisionAnswer' }) satisfies z.ZodType<DecisionAnswer>

export const decide = routeContract({
  operationId: 'decide',
  method: 'post',
  path: '/variants/{variantId}/decisions',
  tag,
  summary: 'Decides on a variant; the same decisionId again is the same decision',
  description:
    '202 while Temporal cannot answer: the decision is kept and applied later. 409 tells who was first, when and why.',
  scope: 'variant',
  role: 'reviewer',
  body: decideBody,
  answers: { 200: decisionAnswer, 202: decisionAnswer },
})

const refusalReasons = [
  'Malformed',
  'UnknownVariant',
  'StaleVersion',
  'NotReady',
  'Closed',
  'AlreadySigned',
] as const satisfies readonly RefusalReason[]

export const readDecision = routeContract({
  operationId: 'readDecision',
  method: 'get',
  path: '/decisions/{decisionId}',
  tag,
  summary: 'What became of one decision',
  scope: 'decision',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      decisionId: idOf('decision'),
      projectId: idOf('project'),
      runId: idOf('run'),
      specRevisionId: idOf('specRevision'),
      variantId: idOf('variant'),
      verb: z.enum(reviewVerbs),
      state: z.enum(['pending', 'applied', 'refused']),
      refusal: z.strictObject({ reason: z.enum(refusalReasons), message: z.string() }).nullable(),
      decisions: z.array(recordedDecision),
    } satisfies Members<DecisionStatus>) satisfies z.ZodType<DecisionStatus>,
  },
})

const reproduction = z.strictObject({
  outcome: z.enum(reproductionOutcomes),
  originalSha256: sha256,
  sha256,
  distance: z.strictObject({ figure: z.number(), nearMax: z.number(), method: z.string() }).nullable(),
  differs: z.array(z.string()),
  provider: z.string(),
  costMicros: micros,
  tookMs: z.number(),
  jobId: idOf('job'),
  variantId: idOf('variant'),
  projectId: idOf('project'),
  createdAt: isoTime,
} satisfies Members<ReproductionRow>)

export const reproduceVariant = routeContract({
  operationId: 'reproduceVariant',
  method: 'post',
  path: '/variants/{variantId}/reproduce',
  tag,
  summary: 'Makes a variant again, to compare what comes of it',
  scope: 'variant',
  role: 'editor',
  answers: {
    202: z.strictObject({
      jobId: idOf('job'),
      projectId: idOf('project'),
      variantId: idOf('variant'),
      state: z.enum(['delivered', 'pending']),
      message: z.string().exactOptional(),
      expectedCostMicros: micros,
    } satisfies Members<ReproductionAccepted>) satisfies z.ZodType<ReproductionAccepted>,
  },
  idempotencyKey: true,
})

export const listReproductions = routeContract({
  operationId: 'listReproductions',
  method: 'get',
  path: '/variants/{variantId}/reproductions',
  tag,
  summary: 'What came of making it again, oldest first',
  scope: 'variant',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      reproductions: z.array(reproduction),
    }) satisfies z.ZodType<ReproductionList>,
  },
})
