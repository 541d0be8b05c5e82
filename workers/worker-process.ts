import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { NativeConnection, Runtime, type Worker, type WorkerOptions } from '@temporalio/worker'
import { createLog } from '../adapters/log/create-log.js'
import { connectionOptions, type TemporalTarget } from '../adapters/temporal/temporal-connection.js'
import { AssetloomError } from '../core/errors.js'
import type { Log, LogLevel } from '../core/log.js'
import { histogramBuckets } from './worker-metrics.js'
import { nativeLogFilter, temporalLogger } from './temporal-log.js'

/** Cancellation comes with a heartbeat's answer; the default of 60 s would make it slow. */
const heartbeatThrottleMs = 2_000
/** How long a crashed worker's sticky queue holds a workflow task back. */
const stickyTimeoutMs = 3_000
const connectRetryMs = 500
/** One line for so many attempts: somebody who gave a wrong address or key has to see it. */
const attemptsPerLine = 20
const shutdownGraceMs = 10_000

/** Connects, again and again until Temporal answers: the supervisor starts everything at once. */
export async function connectWhenReady(target: TemporalTarget, log: Log): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await NativeConnection.connect(connectionOptions(target))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (attempt % attemptsPerLine === 0)
        log('warn', `Temporal does not answer at ${target.address}; it is asked again`, { attempt, reason })
      await new Promise((resolve) => setTimeout(resolve, connectRetryMs))
    }
  }
}

/** The prebuilt bundle in dist/, or the sources in development: a stale bundle must never run beside new sources. */
export function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const built = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url))
  if (import.meta.url.endsWith('.js') && existsSync(built)) return { workflowBundle: { codePath: built } }
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) }
}

export function workerDefaults(connection: NativeConnection, namespace: string) {
  return {
    connection,
    namespace,
    maxHeartbeatThrottleInterval: heartbeatThrottleMs,
    defaultHeartbeatThrottleInterval: heartbeatThrottleMs,
    stickyQueueScheduleToStartTimeout: stickyTimeoutMs,
    shutdownGraceTime: shutdownGraceMs,
  } satisfies Partial<WorkerOptions>
}

/**
 * Runs workers until the process is told to stop (SIGTERM, SIGINT, or the supervisor's IPC channel closing), then
 * drains them. `cleanUp` runs last. A worker that fails ends the process with an error, so that it is restarted.
 */
export async function runUntilStopped(
  workers: readonly Worker[],
  cleanUp: () => Promise<void>,
): Promise<void> {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.once('disconnect', stop)
  const running = Promise.all(workers.map((worker) => worker.run().finally(stop)))
  process.send?.({ type: 'ready' })
  try {
    await running
  } finally {
    await cleanUp()
  }
}

/** Before anything else: what nobody catches becomes one JSON line with its mend, and ends the process. */
export function logBeforeFailing(processName: string): void {
  process.on('uncaughtException', (error) => {
    const fields = error instanceof AssetloomError ? { hint: error.hint } : { stack: error.stack }
    createLog(processName)('error', error.message, fields)
    process.exit(1)
  })
}

/** Time for the last line to reach the supervisor. */
const lastLineMs = 200
let isEnding = false

/**
 * Ends the process at once, for the supervisor to start another: an execution whose activation was lost would hang as
 * long as this one lives, and a drain would wait for it. What it was doing is done again, as after any kill.
 */
function endForAnother(processName: string): void {
  if (isEnding) return
  isEnding = true
  const hint = 'nothing is to be done; if it comes often, the machine is too slow for its load'
  createLog(processName)('error', 'the Temporal SDK lost a workflow task; this process is started again', {
    hint,
  })
  setTimeout(() => process.exit(1), lastLineMs)
}

/**
 * Before any other Temporal object: the SDK's logs, native ones too, as JSON lines on stderr; its metrics and ours for
 * Prometheus at `metricsAddress` (null: nowhere). Shutdown signals are left to runUntilStopped.
 */
export function installRuntime(processName: string, least: LogLevel, metricsAddress: string | null): void {
  Runtime.install({
    shutdownSignals: [],
    logger: temporalLogger(processName, least, () => endForAnother(processName)),
    telemetryOptions: {
      logging: { filter: nativeLogFilter(least), forward: {} },
      ...(metricsAddress === null
        ? {}
        : {
            metrics: {
              prometheus: { bindAddress: metricsAddress, histogramBucketOverrides: { ...histogramBuckets } },
            },
          }),
    },
  })
}
