import { fileURLToPath } from 'node:url'
import type { ActivityInterceptorsFactory, WorkerOptions } from '@temporalio/worker'
import type { ConnectedConfig } from '../adapters/config/load-config.js'
import { logScope } from '../adapters/log/log-scope.js'
import type { PostgresPoolOptions } from '../adapters/postgres/postgres-pool.js'
import { startTracing, type Tracing } from '../adapters/tracing/start-tracing.js'
import type { EndedSpan } from '../core/ended-span.js'
import type { Log } from '../core/log.js'
import { observeActivities } from './activity-scope.js'
import { createWorkerMetrics, type WorkerMetrics } from './worker-metrics.js'
import { installRuntime } from './worker-process.js'

/** What sees the work of one worker process. */
export interface WorkerObservers {
  readonly metrics: WorkerMetrics
  readonly tracing: Tracing | null
  /** For Worker.create: scopes, measurements and spans of activities, and where workflows' spans go. */
  readonly options: Pick<WorkerOptions, 'interceptors' | 'sinks'>
  /** For the Postgres pool. */
  readonly queries: Required<Pick<PostgresPoolOptions, 'onSlowQuery' | 'onConnectionError'>>
  readonly stop: () => Promise<void>
}

/** Installs the Runtime with its logs and metrics, and tracing where it is asked for. Before any other Temporal object. */
export async function observeWorker(
  processName: string,
  config: ConnectedConfig,
  log: Log,
): Promise<WorkerObservers> {
  installRuntime(processName, config.logLevel, config.metricsAddress)
  const metrics = createWorkerMetrics()
  const tracing = await startTracing(processName, process.env)
  const activity: ActivityInterceptorsFactory[] = []
  if (tracing) activity.push(await traceActivities())
  // Innermost, so that its lines are written inside of the activity's span.
  activity.push(observeActivities({ log, logScope, metrics }))
  const spanEnded = {
    fn: (_info: unknown, span: EndedSpan) => tracing?.addSpan(span),
    callDuringReplay: false,
  }
  return {
    metrics,
    tracing,
    options: { interceptors: { activity, ...workflowModules() }, sinks: { tracing: { spanEnded } } },
    queries: {
      onSlowQuery: (query) => {
        metrics.countSlowQuery()
        log('warn', 'slow query', { ...query })
      },
      onConnectionError: ({ message }) => log('warn', `database connection: ${message}`),
    },
    stop: async () => await tracing?.stop(),
  }
}

async function traceActivities(): Promise<ActivityInterceptorsFactory> {
  const { OpenTelemetryActivityInboundInterceptor } = await import('@temporalio/interceptors-opentelemetry')
  return (context) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(context) })
}

/** In development they are bundled by the worker; the prebuilt bundle has them (infra/dev/build.mjs). */
function workflowModules(): { workflowModules?: string[] } {
  if (!import.meta.url.endsWith('.ts')) return {}
  const path = (name: string) => fileURLToPath(new URL(`../workflows/${name}.ts`, import.meta.url))
  return { workflowModules: [path('work-ids'), path('trace-context')] }
}
