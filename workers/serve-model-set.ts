import { Worker, type WorkerOptions } from '@temporalio/worker'
import { gpuQueueOf } from '../core/task-queues.js'
import type { ServedSet } from './gpu-host-loop.js'

/** Longer than any job: a change of models lets what was started end. A process that ends lets go of its jobs first. */
const jobEndsWithinMs = 35 * 60_000

/** Starts an activity-only worker on the queue of a model set. */
export async function serveModelSet(
  modelKey: string,
  options: Pick<WorkerOptions, 'connection' | 'namespace' | 'activities' | 'interceptors' | 'sinks'> & {
    readonly slots: number
    readonly heartbeatThrottleMs: number
  },
): Promise<ServedSet> {
  const { slots, heartbeatThrottleMs, ...shared } = options
  const worker = await Worker.create({
    ...shared,
    taskQueue: gpuQueueOf(modelKey),
    maxConcurrentActivityTaskExecutions: slots,
    maxHeartbeatThrottleInterval: heartbeatThrottleMs,
    defaultHeartbeatThrottleInterval: heartbeatThrottleMs,
    shutdownGraceTime: jobEndsWithinMs,
  })
  const ended = worker.run()
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await ended
    },
  }
}
