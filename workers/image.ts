import { Worker } from '@temporalio/worker'
import { createImageActivities, createPaintActivities } from '../activities/activity-sets.js'
import { createFrameCache } from '../activities/frame-cache.js'
import { createPaintGate } from '../activities/paint-gate.js'
import { createSoundCodec } from '../adapters/audio/sound-codec.js'
import { loadConnectedConfig } from '../adapters/config/load-config.js'
import { createCrashPoint } from '../adapters/faults/crash-point.js'
import { crashingGeneration } from '../adapters/faults/crashing-generation.js'
import { readFaultyDisk } from '../adapters/faults/faulty-disk.js'
import { shiftClock } from '../adapters/faults/shift-clock.js'
import { connectHostedProviders } from '../adapters/hosted/connect-hosted-providers.js'
import { readPriceTable } from '../adapters/hosted/read-price-table.js'
import { createImportProvider, createImportSoundProvider } from '../adapters/import/import-provider.js'
import { createUuidMint } from '../adapters/ids/uuid-mint.js'
import { createLog } from '../adapters/log/create-log.js'
import { observeProvider, observeSoundProvider, observeStore } from '../adapters/metrics/observed-ports.js'
import { sharpImageCodec } from '../adapters/imaging/sharp-image-codec.js'
import { openObjectStore, tellUnusable } from '../adapters/object-store/open-object-store.js'
import { createPostgresBreakers } from '../adapters/postgres/breakers.repository.js'
import { createPostgresCatalogue } from '../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../adapters/postgres/postgres-pool.js'
import { createProceduralProvider } from '../adapters/procedural/procedural-provider.js'
import { createProceduralSoundProvider } from '../adapters/procedural/sound/procedural-sound-provider.js'
import { temporalTargetOf } from '../adapters/temporal/temporal-connection.js'
import { taskQueues } from '../core/task-queues.js'
import { createHostedWorkers } from './hosted-workers.js'
import { observeWorker } from './observe-worker.js'
import { connectWhenReady, logBeforeFailing, runUntilStopped, workerDefaults } from './worker-process.js'

/**
 * Jobs that wait in the worker for a slot, so that none stands empty while the server sends the next: one more than there
 * are slots, because jobs of one length end together, and at most so many.
 */
const paintsPrefetchedMax = 16
/** A thousand frames of 128x128. */
const frameCacheBytesMax = 64 * 1024 * 1024

logBeforeFailing('image')
const config = loadConnectedConfig()
shiftClock('image', config.faults)
const log = createLog('image', config.logLevel)
const observers = await observeWorker('image', config, log)
const { metrics: meter } = observers
const pool = createPostgresPool({
  connectionString: config.databaseUrl,
  connectionsMax: 10,
  applicationName: 'assetloom-image',
  ...observers.queries,
})
const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
const disk = readFaultyDisk(config.faults)
const opened = await openObjectStore(config, disk)
void tellUnusable(opened, log)
const store = observeStore(opened.store, { meter, log })
const codec = sharpImageCodec
const faults = config.faults !== null
const painter = observeProvider(createProceduralProvider({ codec, faults }), { meter })
const synthesiser = observeSoundProvider(createProceduralSoundProvider({ faults }), { meter })
const soundCodec = createSoundCodec()
const outside = createImportProvider({ store, codec })
const outsideSounds = createImportSoundProvider({ store, soundCodec })
const ports = {
  ...{ catalogue, store, codec },
  providers: new Map([painter, outside].map((one) => [one.name, one])),
  soundCodec,
  soundProviders: new Map([synthesiser, outsideSounds].map((one) => [one.name, one])),
  paintGate: createPaintGate(config.paintSlots),
  frames: createFrameCache(frameCacheBytesMax),
}
const prices = await readPriceTable(config.homeDir)
const hosted = await connectHostedProviders(config, { codec, soundCodec, prices })
const connection = await connectWhenReady(temporalTargetOf(config), log)
const defaults = { ...workerDefaults(connection, config.temporalNamespace), ...observers.options }

const workers = await Promise.all([
  Worker.create({
    ...defaults,
    taskQueue: taskQueues.paint,
    activities: createPaintActivities(
      crashingGeneration(ports, createCrashPoint(config.faults, config.homeDir)),
    ),
    maxConcurrentActivityTaskExecutions:
      config.paintSlots + Math.min(config.paintSlots + 1, paintsPrefetchedMax),
  }),
  Worker.create({
    ...defaults,
    taskQueue: taskQueues.image,
    activities: createImageActivities(ports),
    maxConcurrentActivityTaskExecutions: config.imageSlots,
  }),
])

const hostedWorkers = await createHostedWorkers(hosted, {
  ...{ defaults, ports, meter },
  breakers: createPostgresBreakers(pool),
})

await runUntilStopped([...workers, ...hostedWorkers], async () => {
  await hosted.close()
  await connection.close()
  await pool.end()
  await observers.stop()
})
process.exit(0)
