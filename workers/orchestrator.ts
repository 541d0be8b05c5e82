import { randomUUID } from 'node:crypto'
import { Worker } from '@temporalio/worker'
import {
  createLlmActivities,
  createOrchestrateActivities,
  createWebhookActivities,
} from '../activities/activity-sets.js'
import { createGenerationRouter } from '../activities/generation-router.js'
import { createRouteRecheck } from '../activities/recheck-route.js'
import { createGraphSource } from '../adapters/comfyui/graph-source.js'
import { buildStampOf } from '../adapters/config/build-stamp.js'
import { loadConnectedConfig } from '../adapters/config/load-config.js'
import { readHistoryEventsMax } from '../adapters/faults/history-limit.js'
import { shiftClock } from '../adapters/faults/shift-clock.js'
import { dearestPrices, hostedOffers } from '../adapters/hosted/hosted-offers.js'
import { readPriceTable } from '../adapters/hosted/read-price-table.js'
import { createUuidMint } from '../adapters/ids/uuid-mint.js'
import { connectLanguageModel } from '../adapters/llm/connect-language-model.js'
import { createLog } from '../adapters/log/create-log.js'
import { createCatalogueReader } from '../adapters/models/read-model-catalogue.js'
import { withAdvisoryLock } from '../adapters/postgres/advisory-lock.js'
import { migrateDatabase } from '../adapters/postgres/migrate-database.js'
import { createPostgresBreakers } from '../adapters/postgres/breakers.repository.js'
import { createPostgresCatalogue } from '../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../adapters/postgres/postgres-pool.js'
import { removeExpiredRows, rowRetentionDefault } from '../adapters/postgres/retention.js'
import { drainOutbox } from '../adapters/temporal/drain-outbox.js'
import { TemporalExecutionProbe } from '../adapters/temporal/execution-probe.js'
import { prepareNamespace } from '../adapters/temporal/prepare-namespace.js'
import { reconcile } from '../adapters/temporal/reconcile.js'
import { beatEveryMs, recordRunning } from '../adapters/temporal/record-running.js'
import { runPeriodically } from '../adapters/temporal/run-periodically.js'
import { temporalTargetOf } from '../adapters/temporal/temporal-connection.js'
import { createTemporalGateway } from '../adapters/temporal/temporal-gateway.js'
import { createWebhookPoster } from '../adapters/webhooks/post-webhook.js'
import { taskQueues } from '../core/task-queues.js'
import { observeWorker } from './observe-worker.js'
import {
  connectWhenReady,
  logBeforeFailing,
  runUntilStopped,
  workerDefaults,
  workflowSource,
} from './worker-process.js'

const outboxEveryMs = 1_000
const reconcileEveryMs = 60_000
const tidyEveryMs = 24 * 60 * 60 * 1_000
const cachedWorkflowsMax = 400
const connectionsMax = 20
/** A host that is restarted with its models is back by then. */
const fallbackAfterMs = 5 * 60_000
/** A model on the team's own machine answers one question after the other. */
const questionsAtOnce = 2
/** Receivers that hang take ten seconds each. */
const webhooksAtOnce = 20

logBeforeFailing('orchestrator')
const config = loadConnectedConfig()
shiftClock('orchestrator', config.faults)
const log = createLog('orchestrator', config.logLevel)
const observers = await observeWorker('orchestrator', config, log)
const { metrics, tracing } = observers
const target = temporalTargetOf(config)
const { namespace } = target
await migrateDatabase(config.databaseUrl)
const pool = createPostgresPool({
  connectionString: config.databaseUrl,
  connectionsMax,
  applicationName: 'assetloom-orchestrator',
  ...observers.queries,
})
const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
const connection = await connectWhenReady(target, log)
const gateway = createTemporalGateway(target, catalogue, readHistoryEventsMax(config.faults), {
  log,
  ...(tracing ? { interceptors: await tracing.clientInterceptors() } : {}),
})
await prepareNamespace(gateway.client.connection, namespace, (message, fields) =>
  log('warn', message, fields),
)
const probe = new TemporalExecutionProbe(gateway.client)

const languageModel = await connectLanguageModel(config)
const priceTable = await readPriceTable(config.homeDir)
const prices = dearestPrices(config, priceTable)
const graphs = createGraphSource({ home: config.homeDir })
const models = createCatalogueReader(config.homeDir)
const recheckRoute = createRouteRecheck({ graphs, models })
const routing = createGenerationRouter({
  ...{ catalogue, fallbackAfterMs, now: Date.now, graphs, models },
  hosted: hostedOffers(config, priceTable),
  ...{ prices, breakers: createPostgresBreakers(pool) },
})
const worker = await Worker.create({
  ...workerDefaults(connection, namespace),
  ...workflowSource(),
  ...observers.options,
  taskQueue: taskQueues.orchestrate,
  activities: createOrchestrateActivities({
    catalogue,
    executions: probe,
    settings: { permitCap: config.permitCap, permitWaitMs: config.permitWaitMs, prices },
    ...{ hasLanguageModel: languageModel !== null, routing, recheckRoute },
  }),
  maxCachedWorkflows: cachedWorkflowsMax,
  maxConcurrentActivityTaskExecutions: 50,
  // No more than there are connections: the others would only wait, in workflow tasks that others need.
  maxConcurrentLocalActivityExecutions: connectionsMax,
})
// It runs without a model as well: a list that was read when there was one must not wait for nobody.
const llmWorker = await Worker.create({
  ...workerDefaults(connection, namespace),
  ...observers.options,
  taskQueue: taskQueues.llm,
  activities: createLlmActivities({ catalogue, languageModel }),
  maxConcurrentActivityTaskExecutions: questionsAtOnce,
  maxConcurrentActivityTaskPolls: 1,
})
// A queue of their own: receivers that hang hold up nothing but each other.
const webhookWorker = await Worker.create({
  ...workerDefaults(connection, namespace),
  ...observers.options,
  taskQueue: taskQueues.webhooks,
  activities: createWebhookActivities({
    catalogue,
    postWebhook: createWebhookPoster({ allowPrivate: config.webhooksAllowPrivate }),
  }),
  maxConcurrentActivityTaskExecutions: webhooksAtOnce,
  maxConcurrentActivityTaskPolls: 1,
})

const starts = new Map<string, number>()
const reconciler = runPeriodically(
  async () => {
    const report = await withAdvisoryLock(pool, 'reconcile', () =>
      reconcile({ catalogue, gateway, probe }, starts, Date.now()),
    )
    if (report)
      metrics.countReconcile('ok', {
        started: report.started.length,
        givenUp: report.givenUp.length,
        failed: report.failed.length,
        permitsReleased: report.permitsReleased,
      })
    if (
      report &&
      report.started.length + report.givenUp.length + report.failed.length + report.permitsReleased > 0
    )
      log('info', 'reconciled', { ...report })
  },
  reconcileEveryMs,
  (error) => {
    metrics.countReconcile('failed')
    log('warn', 'reconcile failed, it is tried again', { error: String(error) })
  },
)
const drainer = runPeriodically(
  async () => metrics.countOutbox(await drainOutbox({ catalogue, gateway }), false),
  outboxEveryMs,
  (error) => {
    metrics.countOutbox(0, true)
    log('warn', 'the outbox could not be drained, it is tried again', { error: String(error) })
  },
)
// Rows only: bytes are swept when somebody says so (assetloom gc --run).
const tidier = runPeriodically(
  async () => {
    const removed = await withAdvisoryLock(pool, 'tidy', () =>
      removeExpiredRows(pool, rowRetentionDefault, { run: true }),
    )
    if (removed) log('info', 'removed expired rows', { ...removed })
  },
  tidyEveryMs,
  (error) => log('warn', 'expired rows could not be removed, it is tried again', { error: String(error) }),
)

const boot = { bootId: randomUUID(), process: 'orchestrator' }
// Which workflow code takes histories on from here is what one asks first after an upgrade.
log('info', 'orchestrator starts', { build: buildStampOf(import.meta.url), bootId: boot.bootId })
const recorder = runPeriodically(
  () => recordRunning({ catalogue, gateway }, boot),
  beatEveryMs,
  (error) => log('warn', 'it could not be written that the service runs', { error: String(error) }),
)

await runUntilStopped([worker, llmWorker, webhookWorker], async () => {
  await Promise.all([reconciler.stop(), drainer.stop(), tidier.stop(), recorder.stop()])
  await gateway.close()
  await languageModel?.close()
  await connection.close()
  await pool.end()
  await observers.stop()
})
process.exit(0)
