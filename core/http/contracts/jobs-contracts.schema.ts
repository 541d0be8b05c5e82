import { z } from 'zod'
import { chainStepStages, type ChainSummary } from '../../chain/chain-ports.js'
import { jobTypes } from '../../chain/job-type.js'
import type { JsonObject } from '../../chain/json-value.js'
import type { JobAccepted, JobList, JobStepView, JobView } from '../jobs-api.js'
import { count, idOf, isoTime, line, pageCursor, pageLimit, text, type Members } from './pieces.schema.js'
import { requestAccepted } from './runs-contracts.schema.js'
import { routeContract } from './route-contract.js'

const jsonObject = z.record(z.string(), z.json()) as z.ZodType<JsonObject>
const step = {
  jobId: z.string(),
  position: z.string(),
  type: z.enum(jobTypes),
  stage: z.enum(chainStepStages),
  input: jsonObject,
  resolvedInput: jsonObject.nullable(),
  output: jsonObject.nullable(),
  failure: z.string().nullable(),
  notes: z.array(z.string()),
  startedAt: isoTime.nullable(),
  finishedAt: isoTime.nullable(),
} satisfies Members<Omit<JobStepView, 'nextJobs'>>
const stepView: z.ZodType<JobStepView> = z
  .strictObject({
    ...step,
    get nextJobs() {
      return z.array(stepView)
    },
  })
  .meta({ id: 'JobStep' })
const jobView = z
  .strictObject({
    ...step,
    nextJobs: z.array(stepView),
    chainId: z.string(),
    projectId: idOf('project'),
    chainStage: z.enum(chainStepStages),
    createdAt: isoTime,
    temporalUrl: z.string().nullable(),
  } satisfies Members<JobView>)
  .meta({ id: 'Job' }) satisfies z.ZodType<JobView>

const summary = {
  projectId: idOf('project'),
  type: z.enum(jobTypes),
  stage: z.enum(chainStepStages),
  createdAt: isoTime,
} satisfies Members<Omit<ChainSummary, 'chainId' | 'steps'>>

export const listJobs = routeContract({
  operationId: 'listJobs',
  method: 'get',
  path: '/jobs',
  tag: 'Jobs',
  summary:
    'Chains of jobs, newest first: of the project that is named by id or key, else of all that you may see',
  scope: 'handler',
  role: 'viewer',
  query: z.object({ project: line(200).exactOptional(), cursor: pageCursor, limit: pageLimit }),
  answers: {
    200: z.strictObject({
      jobs: z.array(z.strictObject({ ...summary, jobId: z.string(), jobs: count })),
      nextCursor: z.string().nullable(),
    }) satisfies z.ZodType<JobList>,
  },
})

export const submitJob = routeContract({
  operationId: 'submitJob',
  method: 'post',
  path: '/jobs',
  tag: 'Jobs',
  summary: 'Submits a job and those that follow it (docs/guides/jobs.md)',
  description: 'What cannot be used is told with the path of each member.',
  scope: 'handler',
  role: 'editor',
  body: z.strictObject({
    type: z.string(),
    input: jsonObject.exactOptional(),
    projectId: text(200, 1).nullable().exactOptional(),
    project: text(200, 1).nullable().exactOptional(),
  }),
  // Read by core/chain, which tells everything that is wrong with the path of its member.
  bodyOutline: z.unknown(),
  idempotencyKey: true,
  answers: {
    202: z.strictObject({
      jobId: z.string(),
      projectId: idOf('project'),
      state: z.enum(['delivered', 'pending']),
      message: z.string().exactOptional(),
      jobs: count,
      notes: z.array(z.string()),
    }) satisfies z.ZodType<JobAccepted>,
  },
})

export const readJob = routeContract({
  operationId: 'readJob',
  method: 'get',
  path: '/jobs/{jobId}',
  tag: 'Jobs',
  summary: 'One job with those that follow it',
  scope: 'job',
  role: 'viewer',
  answers: { 200: jobView },
})

export const cancelJob = routeContract({
  operationId: 'cancelJob',
  method: 'post',
  path: '/jobs/{jobId}/cancel',
  tag: 'Jobs',
  summary: 'Cancels what of the chain has not ended',
  scope: 'job',
  role: 'editor',
  idempotencyKey: true,
  answers: { 202: requestAccepted },
})
