import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPaintActivities } from '../activities/activity-sets.js'
import { leaseRuns } from '../activities/leased-runner.js'
import { createSoundCodec } from '../adapters/audio/sound-codec.js'
import { createComfyRunner } from '../adapters/comfyui/comfy-runner.js'
import { createComfyuiProvider, createComfyuiSoundProvider } from '../adapters/comfyui/comfyui-provider.js'
import { createUnwantedSweep } from '../adapters/comfyui/end-unwanted.js'
import { createGraphSource } from '../adapters/comfyui/graph-source.js'
import { tellBreaker } from '../adapters/comfyui/tell-breaker.js'
import { loadConnectedConfig } from '../adapters/config/load-config.js'
import { createCrashPoint } from '../adapters/faults/crash-point.js'
import { crashingGeneration } from '../adapters/faults/crashing-generation.js'
import { crashingRunner, crashingSubmissions } from '../adapters/faults/crashing-runner.js'
import { hastyWatch } from '../adapters/faults/hasty-watch.js'
import { shiftClock } from '../adapters/faults/shift-clock.js'
import { createUuidMint } from '../adapters/ids/uuid-mint.js'
import { sharpImageCodec } from '../adapters/imaging/sharp-image-codec.js'
import { shrinkPreview } from '../adapters/imaging/shrink-preview.js'
import { createLog } from '../adapters/log/create-log.js'
import { keepSecret } from '../adapters/log/redact-secrets.js'
import { observeProvider, observeSoundProvider, observeStore } from '../adapters/metrics/observed-ports.js'
import { readModelCatalogue } from '../adapters/models/read-model-catalogue.js'
import { openObjectStore, tellUnusable } from '../adapters/object-store/open-object-store.js'
import { createPostgresBreakers } from '../adapters/postgres/breakers.repository.js'
import { createPostgresCatalogue } from '../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../adapters/postgres/postgres-pool.js'
import { createProgressTeller } from '../adapters/postgres/progress-notices.js'
import { createUnwantedSubmissions } from '../adapters/postgres/unwanted-submissions.js'
import { temporalTargetOf } from '../adapters/temporal/temporal-connection.js'
import { AssetloomError } from '../core/errors.js'
import { breakerNameOf } from '../core/generation/breaker-ports.js'
import { sdxlBytes } from '../core/models/memory-profile.js'
import { identifyHost } from '../core/scheduling/host-identity.js'
import { assumedCosts } from '../core/scheduling/measured-times.js'
import { budgetOf, probeOf } from '../core/scheduling/probe-host.js'
import { runHostLoop } from './gpu-host-loop.js'
import { observeWorker } from './observe-worker.js'
import { serveModelSet } from './serve-model-set.js'
import { connectWhenReady, logBeforeFailing, workerDefaults } from './worker-process.js'

/** One job is on the GPU and two are on the server behind it, so that it never waits for a poll or for storing. */
const submissionsAtOnce = 3
/** One more of them is fetched and stored meanwhile. */
const slots = submissionsAtOnce + 1
const waitBoundMs = 15 * 60_000
/** Longer than an activity takes that was let go of. */
const drainLimitMs = 9_000

logBeforeFailing('gpu')
const config = loadConnectedConfig()
const url = onlyServer()
const identity = identifyHost(url)
const costs = { ...assumedCosts, swapMs: config.comfyui?.loadMs ?? assumedCosts.swapMs }
shiftClock('gpu', config.faults)
const log = createLog('gpu', config.logLevel)
for (const secret of Object.values(config.comfyui?.headers ?? {})) keepSecret(secret)
const observers = await observeWorker('gpu', config, log)
const { metrics: meter } = observers
const pool = createPostgresPool({
  connectionString: config.databaseUrl,
  connectionsMax: 6,
  applicationName: 'assetloom-gpu',
  ...observers.queries,
})
const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
const { gpuHosts, submissions } = catalogue
const opened = await openObjectStore(config)
void tellUnusable(opened, log)
const crashPoint = createCrashPoint(config.faults, config.homeDir)
const restartCommand = config.comfyui?.restartCommand ?? null
const server = createComfyRunner({
  ...{ host: identity.host, baseUrl: url, log, submissionsAtOnce, restartCommand },
  submissions: crashingSubmissions(submissions, crashPoint),
  headers: config.comfyui?.headers ?? {},
  minVersion: config.comfyui?.minVersion ?? null,
  ...hastyWatch(config.faults, restartCommand),
})
const breaker = { breakers: createPostgresBreakers(pool), name: breakerNameOf('comfyui', identity.host), log }
const runner = leaseRuns(tellBreaker(server, breaker), { gpuHosts, log })
const codec = sharpImageCodec
const soundCodec = createSoundCodec()
const graphs = createGraphSource({ home: config.homeDir })
const making = {
  ...{ runner: crashingRunner(runner, crashPoint), graphs },
  hourMicros: config.gpuHourMicros,
}
const pictures = observeProvider(createComfyuiProvider({ ...making, codec }), { meter })
const sounds = observeSoundProvider(createComfyuiSoundProvider({ ...making, soundCodec }), { meter })
const ports = {
  ...{ catalogue, store: observeStore(opened.store, { meter, log }), codec, soundCodec },
  providers: new Map([[pictures.name, pictures]]),
  soundProviders: new Map([[sounds.name, sounds]]),
  tellProgress: createProgressTeller({ pool, shrink: shrinkPreview }),
}
const activities = createPaintActivities(crashingGeneration(ports, crashPoint))
const connection = await connectWhenReady(temporalTargetOf(config), log)
const { maxHeartbeatThrottleInterval: heartbeatThrottleMs } = workerDefaults(
  connection,
  config.temporalNamespace,
)
const shared = { connection, namespace: config.temporalNamespace, ...observers.options }
const models = (await readModelCatalogue(config.homeDir)).catalogue.models
const sizes = new Map(models.flatMap(({ file, bytes }) => (bytes == null ? [] : [[file, bytes] as const])))

const stopping = stopOnSignals()
process.send?.({ type: 'ready' })
server.watch.start()
const sweep = createUnwantedSweep({ server, log, submissions: createUnwantedSubmissions(pool) })
sweep.start()
await runHostLoop(
  {
    ...{ gpuHosts, log, figures: () => runner.figures() },
    serve: async (modelKey) =>
      await serveModelSet(modelKey, { ...shared, activities, slots, heartbeatThrottleMs }),
    probe: async () => probeOf(await server.facts(), await graphs.list()),
    ping: async () => void (await server.http.systemStats()),
    health: () => ({ trouble: server.watch.sickness()?.why ?? null, restarts: server.watch.restarts }),
    bytesOf: (checkpoint) => sizes.get(checkpoint) ?? sdxlBytes,
  },
  {
    ...identity,
    ...{ instance: randomUUID(), modelBudgetBytes: budgetOf, costs, waitBoundMs },
    ...(config.comfyui?.loadMs == null ? {} : { loadMs: config.comfyui.loadMs }),
  },
  stopping,
)
await sweep.stop()
await server.close()
await connection.close()
await pool.end()
await observers.stop()
process.exit(0)

/** One process serves one server; the supervisor starts one for each and gives it its own. */
function onlyServer(): string {
  const [first, ...more] = config.comfyui?.urls ?? []
  if (first !== undefined && more.length === 0) return first
  throw new AssetloomError(
    'InvalidInput',
    `a GPU host agent serves one ComfyUI, and COMFYUI_URLS names ${more.length === 0 ? 'none' : more.length + 1}`,
    'start one process for each address, with COMFYUI_URLS set to it; assetloom up does so by itself',
  )
}

/** Fires when the process is told to end. Prompts go on: the next process, or another host's, attaches or takes over. */
function stopOnSignals(): AbortSignal {
  const ending = new AbortController()
  const stop = (): void => {
    if (ending.signal.aborted) return
    runner.drain()
    ending.abort()
    void sleep(drainLimitMs, undefined, { ref: false }).then(() => process.exit(1))
  }
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, stop)
  return ending.signal
}
