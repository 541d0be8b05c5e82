import { z } from 'zod'
import type {
  DecisionPage,
  OverageApproved,
  RequestAccepted,
  RunDifference,
  RunList,
  SpecPage,
  VariantPage,
} from '../http-api.js'
import { wishlistDifference } from './intake-rows.schema.js'
import { count, idOf, pageLimit, pagePosition, specKeyText } from './pieces.schema.js'
import { decisionRow, variantView } from './review-rows.schema.js'
import { routeContract } from './route-contract.js'
import { runRow, runView } from './run-rows.schema.js'
import { specView } from './spec-rows.schema.js'

const tag = 'Runs'
/** Of the list of variants: a place in its order and the id that stands there. */
const variantCursor = z
  .string()
  .regex(/^([0-9]{1,9}\.){3}[A-Za-z0-9_-]{1,100}$/, 'was not given by this list')
  .exactOptional()
const accepted = {
  202: z
    .strictObject({ state: z.enum(['delivered', 'pending']), message: z.string().exactOptional() })
    .meta({ id: 'RequestAccepted' }) satisfies z.ZodType<RequestAccepted>,
}
/** Answer of requests whose effect shows later. */
export const requestAccepted = accepted[202]

export const listRuns = routeContract({
  operationId: 'listRuns',
  method: 'get',
  path: '/runs',
  tag,
  summary: 'Runs of one project or of all that you may see, newest first',
  scope: 'handler',
  role: 'viewer',
  query: z.strictObject({ projectId: idOf('project').exactOptional(), limit: pageLimit }),
  answers: { 200: z.strictObject({ runs: z.array(runRow) }) satisfies z.ZodType<RunList> },
})

export const readRun = routeContract({
  operationId: 'readRun',
  method: 'get',
  path: '/runs/{runId}',
  tag,
  summary: 'One run: what it has made, what it waits for, how long it takes',
  scope: 'run',
  role: 'viewer',
  answers: { 200: runView },
})

export const listRunDecisions = routeContract({
  operationId: 'listRunDecisions',
  method: 'get',
  path: '/runs/{runId}/decisions',
  tag,
  summary: 'Decisions of a run, oldest first',
  scope: 'run',
  role: 'viewer',
  query: z.strictObject({ cursor: pagePosition, limit: pageLimit }),
  answers: {
    200: z.strictObject({
      decisions: z.array(decisionRow),
      nextCursor: count.nullable(),
    }) satisfies z.ZodType<DecisionPage>,
  },
})

export const readRunDifference = routeContract({
  operationId: 'readRunDifference',
  method: 'get',
  path: '/runs/{runId}/difference',
  tag,
  summary: 'What the list of the run changed against the revision before, by key',
  scope: 'run',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      difference: wishlistDifference.nullable(),
    }) satisfies z.ZodType<RunDifference>,
  },
})

export const readSpecPage = routeContract({
  operationId: 'readSpecPage',
  method: 'get',
  path: '/runs/{runId}/specs',
  tag: 'Specs',
  summary: 'Specs of a run in the order of its list, with how their variants stand',
  scope: 'run',
  role: 'viewer',
  query: z.strictObject({ cursor: pagePosition, limit: pageLimit }),
  answers: {
    200: z.strictObject({
      specs: z.array(specView),
      nextCursor: count.nullable(),
    }) satisfies z.ZodType<SpecPage>,
  },
})

export const listVariants = routeContract({
  operationId: 'listVariants',
  method: 'get',
  path: '/runs/{runId}/variants',
  tag: 'Variants',
  summary: 'Variants of a run, or of one of its specs, of all rounds',
  scope: 'run',
  role: 'viewer',
  query: z.strictObject({
    specKey: specKeyText.exactOptional(),
    cursor: variantCursor,
    limit: pageLimit,
  }),
  answers: {
    200: z.strictObject({
      variants: z.array(variantView),
      nextCursor: z.string().nullable(),
    }) satisfies z.ZodType<VariantPage>,
  },
})

export const pauseRun = routeContract({
  operationId: 'pauseRun',
  method: 'post',
  path: '/runs/{runId}/pause',
  tag,
  summary: 'Begins nothing more; what is in the making is finished',
  scope: 'run',
  role: 'editor',
  idempotencyKey: true,
  answers: accepted,
})

export const resumeRun = routeContract({
  operationId: 'resumeRun',
  method: 'post',
  path: '/runs/{runId}/resume',
  tag,
  summary: 'Goes on with a run that was paused or held',
  scope: 'run',
  role: 'editor',
  idempotencyKey: true,
  answers: accepted,
})

export const cancelRun = routeContract({
  operationId: 'cancelRun',
  method: 'post',
  path: '/runs/{runId}/cancel',
  tag,
  summary: 'Ends a run; what is approved stays',
  scope: 'run',
  role: 'editor',
  idempotencyKey: true,
  answers: accepted,
})

export const approveOverage = routeContract({
  operationId: 'approveOverage',
  method: 'post',
  path: '/runs/{runId}/approve-overage',
  tag,
  summary: 'Lets a run go on above the budget of its project',
  scope: 'run',
  role: 'owner',
  answers: {
    200: z.strictObject({
      runId: idOf('run'),
      approved: z.literal(true),
    }) satisfies z.ZodType<OverageApproved>,
  },
})
