import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ensureApiToken } from '../adapters/config/home-folder.js'
import { type ConnectedConfig, loadConnectedConfig } from '../adapters/config/load-config.js'
import { createCrashPoint } from '../adapters/faults/crash-point.js'
import { crashingCatalogue, crashingGateway } from '../adapters/faults/crashing-deliveries.js'
import { readHistoryEventsMax } from '../adapters/faults/history-limit.js'
import { createGraphSource } from '../adapters/comfyui/graph-source.js'
import { dearestPrices, hostedOffers } from '../adapters/hosted/hosted-offers.js'
import { hostedAtOnce } from '../adapters/hosted/hosted-names.js'
import { readPriceTable } from '../adapters/hosted/read-price-table.js'
import { createStripComposer } from '../adapters/import/strip-composer.js'
import { createUploadExaminer } from '../adapters/import/examine-upload.js'
import { createUuidMint } from '../adapters/ids/uuid-mint.js'
import { readModelCatalogue } from '../adapters/models/read-model-catalogue.js'
import { createLog } from '../adapters/log/create-log.js'
import { logScope } from '../adapters/log/log-scope.js'
import { keepSecret } from '../adapters/log/redact-secrets.js'
import { createPrometheusMetrics } from '../adapters/metrics/prometheus-metrics.js'
import { openObjectStore, tellUnusable } from '../adapters/object-store/open-object-store.js'
import { createStoreFigures } from '../adapters/object-store/store-figures.js'
import type { StoreKeeping } from '../adapters/object-store/store-keeping.js'
import { catalogueFigures, readCatalogueFigures } from '../adapters/postgres/catalogue-figures.js'
import { actAs } from '../adapters/postgres/acting-principal.js'
import { type EventListener, listenForEvents } from '../adapters/postgres/event-listener.js'
import { createProjectFolders } from '../adapters/postgres/project-folders.js'
import { createPostgresCatalogue } from '../adapters/postgres/postgres-catalogue.js'
import { createPresenceTeller } from '../adapters/postgres/presence-notices.js'
import { createPostgresPool } from '../adapters/postgres/postgres-pool.js'
import { createPreviewMaker } from '../adapters/previews/preview-maker.js'
import { createPreviewThreads } from '../adapters/previews/preview-threads.js'
import { createSignIn, readTlsFiles } from '../adapters/sign-in/create-sign-in.js'
import { temporalTargetOf } from '../adapters/temporal/temporal-connection.js'
import { TemporalExecutionWatch } from '../adapters/temporal/execution-watch.js'
import { createTemporalGateway } from '../adapters/temporal/temporal-gateway.js'
import { startTracing } from '../adapters/tracing/start-tracing.js'
import { AssetloomError } from '../core/errors.js'
import type { Catalogue } from '../core/catalogue.js'
import type { Log } from '../core/log.js'
import type { ObjectStore } from '../core/ports.js'
import { readPresenceNotice, type PresenceNotice } from '../core/review-together/presence.schema.js'
import { readProgressNotice, type ProgressNotice } from '../core/generation/progress-notice.schema.js'
import { windowSizeOf } from '../core/run-options.js'
import type { ApiMetrics } from './api-metrics.js'
import type { ApiDeps } from './api-deps.js'
import { createApp } from './app.js'
import { type OpenServers, openServers } from './open-servers.js'

type PostgresPool = ReturnType<typeof createPostgresPool>

const schemaRetryMs = 250
/** Prometheus gives up after 10 s by default; a slow catalogue must not pile up scrapes. */
const figuresDeadlineMs = 4_000
const figuresCacheMs = 5_000

/** Runs the API until `stopping` aborts. Needs Postgres with its schema to begin to listen; Temporal may be away. */
async function serve(config: ConnectedConfig, stopping: AbortSignal): Promise<void> {
  const log = createLog('api', config.logLevel)
  const tracing = await startTracing('api', process.env)
  const token = await ensureApiToken(config.homeDir)
  keepSecret(token)
  const ids = createUuidMint()
  const opened = await openObjectStore(config)
  void tellUnusable(opened, log)
  const { store, keeping } = opened
  const pool = openPool(config, log)
  const catalogue = createPostgresCatalogue(pool, { ids })
  const gateway = createTemporalGateway(
    temporalTargetOf(config),
    catalogue,
    readHistoryEventsMax(config.faults),
    { log, ...(tracing ? { interceptors: await tracing.clientInterceptors() } : {}) },
  )
  const crashPoint = createCrashPoint(config.faults, config.homeDir)
  const news = createNews(pool)
  let events: EventListener | undefined
  let open: OpenServers | undefined
  try {
    const openEvents = () => news.listen(config.databaseUrl)
    events = await waitForCatalogue(catalogue, openEvents, { stopping, log })
    if (!events) return
    const about = readPackage()
    const app = createApp({
      catalogue: crashingCatalogue(catalogue, crashPoint),
      store,
      gateway: crashingGateway(gateway, crashPoint),
      ids,
      token,
      ...{ signIn: await createSignIn(config.signIn, config.homeDir), actAs },
      temporalUiUrl: config.temporalUiUrl,
      temporalNamespace: config.temporalNamespace,
      webhooks: { httpOnLoopback: config.webhooksAllowPrivate && config.signIn.mode === 'local' },
      executions: new TemporalExecutionWatch(gateway.client),
      runDefaults: { windowSize: windowSizeOf(config.permitCap) },
      ...{ ...about, ...(await termsOfProviders(config)) },
      now: Date.now,
      ...{
        ...readers({ store, catalogue }, config.homeDir, log),
        folders: createProjectFolders({ pool, ids }),
      },
      ...news.lines,
      stopping,
      ...(config.s3 === null ? {} : { checkStore: () => keeping.check() }),
      log,
      logScope,
      metrics: measure(config, pool, keeping, about.version),
    })
    const tls = await readTlsFiles(config.signIn.tls)
    open = await openServers(app, { host: config.signIn.host, port: config.port, tls })
    const { url } = open
    log('info', 'listening', { url, signIn: config.signIn.mode, publicUrl: config.signIn.publicUrl })
    if (process.connected) process.send?.({ type: 'ready', url })
    await aborted(stopping)
  } finally {
    await open?.close()
    await events?.close()
    await gateway.close()
    await pool.end()
    await tracing?.stop()
  }
}

/** What comes by NOTIFY, for whoever subscribes. */
function createNews(pool: PostgresPool) {
  const changed = createListeners<string>()
  const progress = createListeners<ProgressNotice>()
  const presence = createListeners<PresenceNotice>()
  const access = createListeners<void>()
  const onProgress = (payload: string) => {
    const notice = progress.isEmpty() ? null : readProgressNotice(payload)
    if (notice !== null) progress.tell(notice)
  }
  const onPresence = (payload: string) => {
    const notice = readPresenceNotice(payload)
    if (notice !== null) presence.tell(notice)
  }
  return {
    listen: (databaseUrl: string) =>
      listenForEvents(databaseUrl, changed.tell, onProgress, onPresence, access.tell),
    lines: {
      subscribe: changed.subscribe,
      subscribeProgress: progress.subscribe,
      subscribeAccess: access.subscribe,
      presence: { tell: createPresenceTeller(pool), subscribe: presence.subscribe },
    },
  }
}

/** Who wants to hear of something, and the way to tell them all. */
function createListeners<News>() {
  const listeners = new Set<(news: News) => void>()
  return {
    isEmpty: () => listeners.size === 0,
    tell: (news: News): void => {
      for (const listener of listeners) listener(news)
    },
    subscribe: (listener: (news: News) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function openPool(config: ConnectedConfig, log: Log): PostgresPool {
  return createPostgresPool({
    connectionString: config.databaseUrl,
    connectionsMax: 10,
    applicationName: 'assetloom-api',
    onConnectionError: ({ message }) => log('warn', `database connection: ${message}`),
    onSlowQuery: (query) => log('warn', 'slow query', { ...query }),
  })
}

/** Who may be asked for, what a job of theirs costs at most, and how many are made at a time. */
async function termsOfProviders(config: ConnectedConfig): Promise<Pick<ApiDeps, 'providers' | 'spending'>> {
  const prices = await readPriceTable(config.homeDir)
  const hosted = hostedOffers(config, prices).map(({ name }) => name)
  const atOnce = Object.fromEntries(hosted.map((name) => [name, hostedAtOnce(name)]))
  return {
    providers: ['procedural', ...(config.comfyui === null ? [] : ['comfyui']), ...hosted],
    spending: {
      prices: dearestPrices(config, prices),
      atOnce: { procedural: config.paintSlots, ...atOnce },
      gpuHourMicros: config.gpuHourMicros,
    },
  }
}

function measure(
  config: ConnectedConfig,
  pool: PostgresPool,
  keeping: StoreKeeping,
  version: string,
): ApiMetrics {
  const store = createStoreFigures(keeping, config.objectStoreMaxBytes)
  return createPrometheusMetrics({
    version,
    figures: [...catalogueFigures, ...store.figures],
    figuresCacheMs,
    readFigures: async () =>
      new Map([...(await readCatalogueFigures(pool, figuresDeadlineMs)), ...(await store.read())]),
  })
}

/** The orchestrator worker migrates the database; until it has, and while Postgres starts, this asks again. */
async function waitForCatalogue<T>(
  catalogue: Catalogue,
  begin: () => Promise<T>,
  { stopping, log }: { readonly stopping: AbortSignal; readonly log: Log },
): Promise<T | undefined> {
  for (let attempts = 0; !stopping.aborted; attempts++) {
    try {
      await catalogue.outbox.backlog()
      return await begin()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (attempts % 40 === 0) log('info', 'waiting for the catalogue', { reason })
      await sleep(schemaRetryMs, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  return undefined
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Version and built page of the clone: the nearest folder above this file, source or built, with a package.json. */
function readPackage(): { version: string; webRoot: string | null } {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, 'package.json')) && dirname(dir) !== dir) dir = dirname(dir)
  const { version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { version: string }
  const webRoot = join(dir, 'dist', 'clients', 'web')
  return { version, webRoot: existsSync(join(webRoot, 'index.html')) ? webRoot : null }
}

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
// The supervisor is gone, however it ended: a server that nobody knows of would keep the port.
process.once('disconnect', () => stop.abort())

try {
  await serve(loadConnectedConfig(), stop.signal)
  process.exit(0)
} catch (error) {
  const hint = error instanceof AssetloomError ? error.hint : undefined
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error && hint === undefined ? { stack: error.stack } : {}
  createLog('api')('error', message, { ...stack, ...(hint === undefined ? {} : { hint }) })
  process.exit(1)
}

/** What looks into bytes that people hand in, and into what is known of models. */
function readers(
  { store, catalogue }: { readonly store: ObjectStore; readonly catalogue: Catalogue },
  home: string,
  log: Log,
) {
  return {
    previews: createPreviewMaker({ catalogue, store, draw: createPreviewThreads() }),
    examineUpload: createUploadExaminer(),
    composeStrip: createStripComposer({ store }),
    readModels: modelReader(home, log),
    graphs: createGraphSource({ home }),
  }
}

/** Entries that are wrong are left out and named in the log: a release is judged by the others. */
function modelReader(home: string, log: Log) {
  return async () => {
    const { catalogue, problems } = await readModelCatalogue(home)
    for (const { file, member, message } of problems)
      log('warn', 'an entry of models is wrong', { file, member, message })
    return catalogue
  }
}
