import { z } from 'zod'
import type { AssignmentRow, WaitingReview } from '../../review-together/assignment-ports.js'
import type { ClaimRow } from '../../review-together/claim-ports.js'
import type { Presence } from '../../review-together/presence-board.js'
import { togetherLimits } from '../../review-together/together-limits.js'
import type {
  AssignmentList,
  ClaimList,
  ClaimsReleased,
  PresenceList,
  ReviewQueuePage,
} from '../review-api.js'
import {
  count,
  idOf,
  isoTime,
  line,
  pageCursor,
  pageLimit,
  specKeyText,
  wholeNumber,
  type Members,
} from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const tag = 'Reviewing together'
const { claimsAtOnceMax, assignedSpecsMax } = togetherLimits
const specKeys = z.array(specKeyText).min(1).max(assignedSpecsMax).exactOptional()

const claim = z
  .strictObject({
    specKey: z.string(),
    specRevisionId: idOf('specRevision'),
    handle: z.string(),
    claimedAt: isoTime,
    leaseUntil: isoTime,
  } satisfies Members<ClaimRow>)
  .meta({ id: 'Claim' })
const claimList = z.strictObject({ claims: z.array(claim) }) satisfies z.ZodType<ClaimList>

export const listClaims = routeContract({
  operationId: 'listClaims',
  method: 'get',
  path: '/runs/{runId}/claims',
  tag,
  summary: 'Which specs of the run somebody has taken to review',
  scope: 'run',
  role: 'viewer',
  answers: { 200: claimList },
})

export const takeClaims = routeContract({
  operationId: 'takeClaims',
  method: 'post',
  path: '/runs/{runId}/claims',
  tag,
  summary: 'Takes the next specs that wait and that nobody has',
  description:
    'In list order, without those that were assigned to somebody else by name. A claim tells the others and blocks nobody. It ends after 30 minutes without a sign of its holder; every decision of the holder in the run is one.',
  scope: 'run',
  role: 'reviewer',
  idempotencyKey: true,
  body: z.strictObject({ count: wholeNumber(1, claimsAtOnceMax).exactOptional() }),
  answers: { 200: claimList },
})

export const renewClaims = routeContract({
  operationId: 'renewClaims',
  method: 'post',
  path: '/runs/{runId}/claims/renew',
  tag,
  summary: 'Says that you are still at it: your claims in the run last for their whole time again',
  scope: 'run',
  role: 'reviewer',
  answers: { 200: claimList },
})

export const releaseClaims = routeContract({
  operationId: 'releaseClaims',
  method: 'delete',
  path: '/runs/{runId}/claims',
  tag,
  summary: 'Gives your claims in the run back, or that of one spec',
  scope: 'run',
  role: 'reviewer',
  query: z.strictObject({ specKey: specKeyText.exactOptional() }),
  answers: { 200: z.strictObject({ released: count }) satisfies z.ZodType<ClaimsReleased> },
})

const presenceList = z.strictObject({
  presences: z.array(
    z
      .strictObject({
        handle: z.string(),
        name: z.string(),
        specKey: z.string().nullable(),
        variantId: z.string().exactOptional(),
        seenAt: isoTime,
      } satisfies Members<Presence>)
      .meta({ id: 'Presence' }),
  ),
  keepMs: count,
}) satisfies z.ZodType<PresenceList>

export const listPresence = routeContract({
  operationId: 'listPresence',
  method: 'get',
  path: '/runs/{runId}/presence',
  tag,
  summary: 'Who is in the run, and on which spec',
  scope: 'run',
  role: 'viewer',
  answers: { 200: presenceList },
})

export const sayPresence = routeContract({
  operationId: 'sayPresence',
  method: 'put',
  path: '/runs/{runId}/presence',
  tag,
  summary: 'Says where you are; every 15 seconds, and whenever you go to another spec',
  description:
    'Others hear of it by the event `presence`, which is in no log. The answer is who is there, with you.',
  scope: 'run',
  role: 'viewer',
  body: z.strictObject({ specKey: specKeyText.nullable(), variantId: idOf('variant').exactOptional() }),
  answers: { 200: presenceList },
})

export const leavePresence = routeContract({
  operationId: 'leavePresence',
  method: 'delete',
  path: '/runs/{runId}/presence',
  tag,
  summary: 'Says that you left the run',
  scope: 'run',
  role: 'viewer',
  answers: { 200: presenceList },
})

const assignmentList = z.strictObject({
  assignments: z.array(
    z
      .strictObject({
        specKey: z.string().nullable(),
        handle: z.string(),
        assignedBy: z.string(),
        assignedAt: isoTime,
      } satisfies Members<AssignmentRow>)
      .meta({ id: 'Assignment' }),
  ),
}) satisfies z.ZodType<AssignmentList>

export const listAssignments = routeContract({
  operationId: 'listAssignments',
  method: 'get',
  path: '/runs/{runId}/assignment',
  tag,
  summary: 'Who is to review the run (`specKey` null) and single specs of it',
  scope: 'run',
  role: 'viewer',
  answers: { 200: assignmentList },
})

export const assignReview = routeContract({
  operationId: 'assignReview',
  method: 'put',
  path: '/runs/{runId}/assignment',
  tag,
  summary: 'Gives the review of the run, or of some of its specs, to a member; null takes it back',
  description:
    'Without `specKeys` it speaks for the whole run, also for specs that wait only later, and ends what was assigned spec by spec. The member needs the role reviewer.',
  scope: 'run',
  role: 'editor',
  body: z.strictObject({ handle: line(200).nullable(), specKeys }),
  answers: { 200: assignmentList },
})

const waitingReview = z
  .strictObject({
    projectId: idOf('project'),
    runId: idOf('run'),
    wishlistName: z.string(),
    specRevisionId: idOf('specRevision'),
    specKey: z.string(),
    waitingSince: isoTime,
    dueAt: isoTime.nullable(),
    claimedBy: z.string().nullable(),
    assignedTo: z.string().nullable(),
  } satisfies Members<WaitingReview>)
  .meta({ id: 'WaitingReview' })

export const readReviewQueue = routeContract({
  operationId: 'readReviewQueue',
  method: 'get',
  path: '/review-queue',
  tag,
  summary: 'Specs that wait for a person in all projects that you may see, the longest waiting first',
  description:
    'With `mine=true` what you have claimed or were assigned, and what nobody has. A spec that several runs have is there once, with the newest run.',
  scope: 'handler',
  role: 'viewer',
  query: z.strictObject({
    mine: z.enum(['true', 'false']).exactOptional(),
    projectId: idOf('project').exactOptional(),
    cursor: pageCursor,
    limit: pageLimit,
  }),
  answers: {
    200: z.strictObject({
      items: z.array(waitingReview),
      total: count,
      nextCursor: z.string().nullable(),
    }) satisfies z.ZodType<ReviewQueuePage>,
  },
})
