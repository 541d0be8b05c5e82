import { Worker, type WorkerOptions } from '@temporalio/worker'
import type { PixelPorts } from '../activities/activity-ports.js'
import { createPaintActivities } from '../activities/activity-sets.js'
import type { HostedProviders } from '../adapters/hosted/connect-hosted-providers.js'
import { hostedAtOnce } from '../adapters/hosted/hosted-names.js'
import { guardImages, guardSounds } from '../adapters/hosted/guard-provider.js'
import { observeProvider, observeSoundProvider } from '../adapters/metrics/observed-ports.js'
import type { BreakerCatalogue } from '../core/generation/breaker-ports.js'
import type { WorkMeter } from '../core/work-meter.js'
import { providerQueueOf } from '../core/task-queues.js'

/** Waits beside those that are made, so that a service never waits for us. */
const jobsPrefetched = 1

/** One worker for each configured service, on its own queue, so that a slow one holds up nobody else. */
export async function createHostedWorkers(
  { images, sounds }: Pick<HostedProviders, 'images' | 'sounds'>,
  {
    defaults,
    ports,
    meter,
    breakers,
  }: {
    readonly defaults: Omit<WorkerOptions, 'taskQueue'>
    readonly ports: PixelPorts
    readonly meter: WorkMeter
    readonly breakers: BreakerCatalogue
  },
): Promise<Worker[]> {
  const ofImages = images.map((one) => ({
    name: one.name,
    providers: new Map([[one.name, observeProvider(guardImages(one, breakers), { meter })]]),
    soundProviders: new Map(),
  }))
  const ofSounds = sounds.map((one) => ({
    name: one.name,
    providers: new Map(),
    soundProviders: new Map([[one.name, observeSoundProvider(guardSounds(one, breakers), { meter })]]),
  }))
  return await Promise.all(
    [...ofImages, ...ofSounds].map(async ({ name, ...providers }) => {
      const { paintGate: _, ...shared } = ports
      return await Worker.create({
        ...defaults,
        taskQueue: providerQueueOf(name),
        activities: createPaintActivities({ ...shared, ...providers }),
        maxConcurrentActivityTaskExecutions: hostedAtOnce(name) + jobsPrefetched,
        maxConcurrentActivityTaskPolls: 1,
      })
    }),
  )
}
