import { z } from 'zod'
import type { ReportView } from '../compose-report.js'
import type { GpuHostsView } from '../gpu-api.js'
import type { TraceView } from '../library-api.js'
import { traceKinds } from '../../library-ports.js'
import { count, idOf, isoTime, kebabKey, micros, text } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const counted = z.strictObject({
  total: count,
  counted: z.array(z.strictObject({ what: z.string(), count })),
})
const reportView = z
  .strictObject({
    since: isoTime,
    until: isoTime,
    made: z.strictObject({ specs: count, variants: count, assets: count, bundles: count, decisions: count }),
    runsEnded: z.array(
      z.strictObject({ runId: idOf('run'), name: z.string(), stage: z.string(), at: isoTime }),
    ),
    failed: z.array(
      z.strictObject({
        kind: z.enum(['run', 'spec', 'bundle']),
        runId: z.string(),
        name: z.string(),
        reason: z.string(),
        at: isoTime,
        next: z.string(),
      }),
    ),
    away: z.array(z.strictObject({ part: z.enum(['service', 'temporal']), from: isoTime, to: isoTime })),
    lost: counted,
    doubled: counted,
    notCounted: z.array(z.string()),
    costMicros: micros,
    paintSeconds: z.number(),
    jobs: count,
    executions: count,
    taken: count.exactOptional(),
    drafts: z.strictObject({ made: count, chosen: count, costMicros: micros }).exactOptional(),
    waiting: z.strictObject({
      specs: count,
      runs: z.array(z.strictObject({ runId: z.string(), name: z.string(), specs: count })),
    }),
  })
  .meta({ id: 'Report' }) satisfies z.ZodType<ReportView>

export const readReport = routeContract({
  operationId: 'readReport',
  method: 'get',
  path: '/report',
  tag: 'Oversight',
  summary: 'What happened since a time: made, failed, away, lost, doubled, cost, waiting',
  description:
    'Of all projects that you may see together, or of the one that you name. `away` is about the whole installation.',
  scope: 'handler',
  role: 'viewer',
  query: z.object({
    since: text(100).exactOptional(),
    projectId: idOf('project').exactOptional(),
  }),
  answers: { 200: reportView },
})

const times = { lowMs: z.number(), likelyMs: z.number(), highMs: z.number() }
const remaining = z.strictObject(times).nullable()
const models = { modelKey: z.string(), checkpoint: z.string().nullable(), loras: z.array(z.string()) }
const gpuHost = z.strictObject({
  host: z.string(),
  address: z.string(),
  state: z.enum(['working', 'idle', 'trouble', 'away']),
  version: z.string(),
  profile: z.string().nullable(),
  devices: z.array(z.string()),
  serving: z.strictObject(models).nullable(),
  resident: z.array(z.strictObject({ checkpoint: z.string(), bytes: z.number() })),
  running: count,
  utilisation: z.number(),
  utilisationMs: z.number(),
  busy: z.array(z.strictObject({ fromAgoMs: z.number(), toAgoMs: z.number() })),
  last: z.array(
    z.strictObject({
      checkpoint: z.string(),
      graph: z.string().nullable(),
      executionMs: z.number(),
      endedAgoMs: z.number(),
    }),
  ),
  swaps: count,
  executions: count,
  discarded: count,
  startedAt: isoTime,
  heartbeatAt: isoTime,
  trouble: z.string().nullable(),
})
const gpuQueue = z.strictObject({
  ...models,
  jobs: count,
  projects: count,
  oldestMs: z.number(),
  servedBy: z.array(z.string()),
  canServe: z.array(z.string()),
  jobMs: z
    .strictObject({
      lowMs: z.number(),
      medianMs: z.number(),
      highMs: z.number(),
      samples: count,
      basis: z.enum(['measured', 'steps', 'assumed']),
    })
    .nullable(),
  remaining,
})

export const readGpuHosts = routeContract({
  operationId: 'readGpuHosts',
  method: 'get',
  path: '/gpu-hosts',
  tag: 'Oversight',
  summary: 'The ComfyUI servers at work and what waits for them; counts only, no project is named',
  scope: 'signedIn',
  role: 'viewer',
  answers: {
    200: z
      .strictObject({ hosts: z.array(gpuHost), queues: z.array(gpuQueue), remaining })
      .meta({ id: 'GpuHosts' }) satisfies z.ZodType<GpuHostsView>,
  },
})

export const readTrace = routeContract({
  operationId: 'readTrace',
  method: 'get',
  path: '/trace/{id}',
  tag: 'Oversight',
  summary: 'The whole history of one asset, oldest first',
  description:
    'By the id of a variant, an asset, a version or a spec, the SHA-256 of bytes, or a key with its project.',
  scope: 'handler',
  role: 'viewer',
  params: z.object({
    id: z.string().regex(/^[A-Za-z0-9_.-]{1,120}$/),
  }),
  query: z.object({ project: kebabKey.exactOptional() }),
  answers: {
    200: z
      .strictObject({
        subject: z.strictObject({
          projectId: idOf('project'),
          specId: z.string(),
          key: z.string(),
          assetId: z.string().nullable(),
          variantId: z.string().nullable(),
        }),
        projectKey: z.string(),
        steps: z.array(
          z.strictObject({
            at: isoTime,
            kind: z.enum(traceKinds),
            id: z.string(),
            data: z.record(z.string(), z.unknown()),
          }),
        ),
      })
      .meta({ id: 'Trace' }) satisfies z.ZodType<TraceView>,
  },
})
