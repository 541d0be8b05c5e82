import { Worker, type WorkerOptions } from '@temporalio/worker'
import type { PixelPorts } from '../activities/activity-ports.js'
import { createPaintActivities } from '../activities/activity-sets.js'
import type { HostedProviders } from '../adapters/hosted/connect-hosted-providers.js'
import { guardImages, guardSounds } from '../adapters/hosted/guard-provider.js'
import { observeProvider, observeSoundProvider } from '../adapters/metrics/observed-ports.js'
import type { WorkMeter } from '../core/work-meter.js'
import { providerQueueOf } from '../core/task-queues.js'

/** Services answer several at once; a web UI on one GPU makes one after the other, and a second one waits beside it. */
const jobsAtOnce: Readonly<Record<string, number>> = { automatic1111: 2 }
const jobsAtOnceDefault = 4

/** One worker for each configured service, on its own queue, so that a slow one holds up nobody else. */
export async function createHostedWorkers(
  { images, sounds }: Pick<HostedProviders, 'images' | 'sounds'>,
  {
    defaults,
    ports,
    meter,
  }: {
    readonly defaults: Omit<WorkerOptions, 'taskQueue'>
    readonly ports: PixelPorts
    readonly meter: WorkMeter
  },
): Promise<Worker[]> {
  const ofImages = images.map((one) => ({
    name: one.name,
    providers: new Map([[one.name, observeProvider(guardImages(one), { meter })]]),
    soundProviders: new Map(),
  }))
  const ofSounds = sounds.map((one) => ({
    name: one.name,
    providers: new Map(),
    soundProviders: new Map([[one.name, observeSoundProvider(guardSounds(one), { meter })]]),
  }))
  return await Promise.all(
    [...ofImages, ...ofSounds].map(async ({ name, ...providers }) => {
      const { paintGate: _, ...shared } = ports
      return await Worker.create({
        ...defaults,
        taskQueue: providerQueueOf(name),
        activities: createPaintActivities({ ...shared, ...providers }),
        maxConcurrentActivityTaskExecutions: jobsAtOnce[name] ?? jobsAtOnceDefault,
        maxConcurrentActivityTaskPolls: 1,
      })
    }),
  )
}
