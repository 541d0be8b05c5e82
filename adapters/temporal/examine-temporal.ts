import type { Client } from '@temporalio/client'
import type { TemporalExamination } from '../../core/examination.js'
import { searchAttributes } from '../../core/search-attributes.js'
import { taskQueues, type TaskQueue } from '../../core/task-queues.js'

const deadlineMs = 10_000
const describedMax = 100
const listedMax = 20
/** A workflow task or activity that was tried this often does not mend itself. */
const stuckAttempts = 3
const failingAttempts = 5
/** Activities that wait by failing: for a permit, for budget. */
const waitsInLine: readonly string[] = ['NoPermit', 'NoBudget']
/** `temporal.api.enums.v1.TaskQueueType`, by number: the generated enum is CommonJS without named exports. */
const queueKinds = { workflow: 1, activity: 2 } as const

/** Looks at a Temporal server; changes nothing. Throws when it does not answer within 10 s. */
export async function examineTemporal(client: Client, namespace: string): Promise<TemporalExamination> {
  const { workflowService, operatorService } = client.connection
  return await client.connection.withDeadline(Date.now() + deadlineMs, async () => {
    const [system, described, attributes, queues] = await Promise.all([
      workflowService.getSystemInfo({}),
      workflowService.describeNamespace({ namespace }),
      operatorService.listSearchAttributes({ namespace }).catch(() => null),
      Promise.all(neededQueues.map((queue) => askQueue(client, namespace, queue))),
    ])
    const present = attributes === null ? null : new Set(Object.keys(attributes.customAttributes))
    const seconds = Number(described.config?.workflowExecutionRetentionTtl?.seconds ?? 0)
    const newestMs = Math.max(0, ...queues.map((queue) => queue.lastAccessMs))
    return {
      version: system.serverVersion,
      retentionDays: Math.round(seconds / 86_400),
      missingAttributes:
        present === null ? [] : Object.keys(searchAttributes).filter((name) => !present.has(name)),
      queues: queues.map(({ name, pollers }) => ({ name, pollers })),
      clockAheadMs: Math.max(0, newestMs - Date.now()),
      ...(await lookAtOpen(client)),
    }
  })
}

interface NeededQueue {
  readonly name: TaskQueue
  readonly kind: keyof typeof queueKinds
}

/** What somebody has to serve: every queue that there is for activities, and the one of the workflows. */
export const neededQueues: readonly NeededQueue[] = [
  { name: taskQueues.orchestrate, kind: 'workflow' },
  ...Object.values(taskQueues).map((name) => ({ name, kind: 'activity' }) as const),
]

async function askQueue(
  client: Client,
  namespace: string,
  { name, kind }: NeededQueue,
): Promise<{ name: string; pollers: number; lastAccessMs: number }> {
  const { pollers } = await client.connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
    taskQueueType: queueKinds[kind],
  })
  const seen = pollers.map((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000)
  return { name: `${name} (${kind})`, pollers: pollers.length, lastAccessMs: Math.max(0, ...seen) }
}

async function lookAtOpen(client: Client): Promise<Pick<TemporalExamination, 'stuck' | 'failing'>> {
  const stuck: TemporalExamination['stuck'][number][] = []
  const failing: TemporalExamination['failing'][number][] = []
  const ids: string[] = []
  for await (const one of client.workflow.list({
    query: `ExecutionStatus = 'Running'`,
    pageSize: describedMax,
  })) {
    ids.push(one.workflowId)
    if (ids.length >= describedMax) break
  }
  for (const workflowId of ids) {
    const found = await client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => null)
    const attempt = found?.raw.pendingWorkflowTask?.attempt ?? 0
    if (attempt >= stuckAttempts) stuck.push({ workflowId, attempt })
    for (const pending of found?.raw.pendingActivities ?? []) {
      const { lastFailure, activityType } = pending
      if ((pending.attempt ?? 0) < failingAttempts || !lastFailure) continue
      if (waitsInLine.includes(lastFailure.applicationFailureInfo?.type ?? '')) continue
      failing.push({
        workflowId,
        activity: activityType?.name ?? 'an activity',
        attempt: pending.attempt ?? 0,
        message: (lastFailure.message ?? '').split('\n')[0]?.slice(0, 200) ?? '',
      })
    }
  }
  return { stuck: stuck.slice(0, listedMax), failing: failing.slice(0, listedMax) }
}
