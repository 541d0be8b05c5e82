import { proxyActivities } from '@temporalio/workflow'

/** Runs `makeJob` on a queue, as a round does with its jobs, with a heartbeat that ends soon. */
export async function oneJob(input: { readonly taskQueue: string; readonly jobId: string }): Promise<string> {
  const { makeJob } = proxyActivities<{ makeJob: (jobId: string) => Promise<string> }>({
    taskQueue: input.taskQueue,
    startToCloseTimeout: '5m',
    heartbeatTimeout: '3s',
    retry: { initialInterval: '200ms', maximumInterval: '1s' },
  })
  return await makeJob(input.jobId)
}
