import { Runtime } from '@temporalio/worker'
import type { WorkMeter } from '../core/work-meter.js'

/** Buckets of our own histograms; without them the SDK takes those of its milliseconds. */
export const histogramBuckets: Readonly<Record<string, number[]>> = {
  assetloom_paint_seconds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  assetloom_store_seconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
}

export interface WorkerMetrics extends WorkMeter {
  readonly countActivityFailure: (activity: string, type: string) => void
  readonly countOutbox: (rows: number, failed: boolean) => void
  readonly countReconcile: (result: 'ok' | 'failed', report?: Readonly<Record<string, number>>) => void
  readonly countSlowQuery: () => void
}

/** Our metrics of a worker, on the endpoint that the SDK serves. Call it after the Runtime is installed. */
export function createWorkerMetrics(): WorkerMetrics {
  const meter = Runtime.instance().metricMeter
  const paintSeconds = meter.createHistogram(
    'assetloom_paint_seconds',
    'float',
    '',
    'Time to paint a picture.',
  )
  const storeSeconds = meter.createHistogram(
    'assetloom_store_seconds',
    'float',
    '',
    'Time of a put, get or has of the object store.',
  )
  const counter = (name: string, help: string) => meter.createCounter(`assetloom_${name}_total`, '', help)
  const storeBytes = counter('store_bytes', 'Bytes that were put or got.')
  const storeFailures = counter('store_failures', 'Puts and gets that failed, by type.')
  const paintFailures = counter('paint_failures', 'Pictures that a provider could not paint, by type.')
  const activityFailures = counter('activity_failures', 'Attempts of activities that failed, by type.')
  const outboxRows = counter('outbox_rows', 'Rows that the drainer took.')
  const outboxFailures = counter('outbox_drain_failures', 'Drains that failed as a whole.')
  const reconciles = counter('reconcile_passes', 'Passes of reconcile, by result.')
  const reconciled = counter('reconcile_actions', 'What reconcile had to mend, by kind.')
  const slowQueries = counter('slow_queries', 'Statements that took longer than 500 ms.')
  const start = meter.createGauge('assetloom_process_start_seconds', 'float', '', 'When this process began.')
  start.set(Date.now() / 1000 - process.uptime())
  // A series that is there from the beginning: the first failure is an increase and not a new line.
  for (const operation of ['put', 'get'] as const) storeFailures.add(0, { operation, type: 'StoreFull' })
  paintFailures.add(0, { provider: 'procedural', type: 'ProviderFailed' })
  activityFailures.add(0, { activity: 'generateVariant', type: 'Unexpected' })
  for (const result of ['ok', 'failed']) reconciles.add(0, { result })
  reconciled.add(0, { kind: 'started' })
  for (const plain of [outboxRows, outboxFailures, slowQueries]) plain.add(0)
  return {
    observePaint: (provider, seconds) => paintSeconds.record(seconds, { provider }),
    countPaintFailure: (provider, type) => paintFailures.add(1, { provider, type }),
    observeStore: (operation, seconds, sizeBytes) => {
      storeSeconds.record(seconds, { operation })
      if (sizeBytes > 0) storeBytes.add(sizeBytes, { operation })
    },
    countStoreFailure: (operation, type) => storeFailures.add(1, { operation, type }),
    countActivityFailure: (activity, type) => activityFailures.add(1, { activity, type }),
    countOutbox: (rows, failed) => {
      if (rows > 0) outboxRows.add(rows)
      if (failed) outboxFailures.add(1)
    },
    countReconcile: (result, report = {}) => {
      reconciles.add(1, { result })
      for (const [kind, count] of Object.entries(report)) if (count > 0) reconciled.add(count, { kind })
    },
    countSlowQuery: () => slowQueries.add(1),
  }
}
