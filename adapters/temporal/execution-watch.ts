import { WorkflowNotFoundError, type Client } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import type { ExecutionWatch, OngoingRetry } from '../../core/oversight-ports.js'

/** Executions that one look describes: a run whose every spec fails needs no longer list to be seen. */
const describedMax = 20
const retriesMax = 20
/** Waiting in line is no failure, though it is done by failing (activities/reserve-generation.ts). */
const notFailures: readonly string[] = ['NoPermit', 'NoBudget']
const messageMax = 200
/** PENDING_ACTIVITY_STATE_STARTED; Node finds no names in the package of the protocol. */
const startedState = 2
/** Specs that wait for people have nothing under way. */
const busyStages = ['generating', 'scoring', 'finishing'].map((stage) => `'${stage}'`).join(', ')

type Described = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>
type PendingActivity = NonNullable<Described['raw']['pendingActivities']>[number]

/** What people are told of executions; null when Temporal does not answer in time. */
export class TemporalExecutionWatch implements ExecutionWatch {
  private readonly client: Client

  constructor(client: Client) {
    this.client = client
  }

  async retries(runId: string, deadlineMs: number): Promise<readonly OngoingRetry[] | null> {
    return await this.ask(deadlineMs, async () => {
      const query =
        `ProductionRunId = '${safe(runId)}' AND ExecutionStatus = 'Running' ` +
        `AND (SpecStage IS NULL OR SpecStage IN (${busyStages}))`
      const ids: string[] = []
      for await (const one of this.client.workflow.list({ query, pageSize: describedMax })) {
        ids.push(one.workflowId)
        if (ids.length >= describedMax) break
      }
      const found = await Promise.all(ids.map((id) => this.retriesOf(id)))
      return found.flat().slice(0, retriesMax)
    })
  }

  async notOpen(workflowIds: readonly string[], deadlineMs: number): Promise<readonly string[] | null> {
    return await this.ask(deadlineMs, async () => {
      const open = await Promise.all(workflowIds.map((id) => this.isOpen(id)))
      return workflowIds.filter((_, index) => open[index] === false)
    })
  }

  private async retriesOf(workflowId: string): Promise<OngoingRetry[]> {
    const found = await this.describe(workflowId)
    return (found?.raw.pendingActivities ?? []).flatMap((pending) => readRetry(workflowId, found, pending))
  }

  private async isOpen(workflowId: string): Promise<boolean> {
    return (await this.describe(workflowId))?.status.name === 'RUNNING'
  }

  private async describe(workflowId: string): Promise<Described | null> {
    try {
      return await this.client.workflow.getHandle(workflowId).describe()
    } catch (error) {
      // It closed and was deleted between the list and this question.
      if (error instanceof WorkflowNotFoundError) return null
      throw error
    }
  }

  private async ask<Answer>(deadlineMs: number, question: () => Promise<Answer>): Promise<Answer | null> {
    try {
      return await this.client.connection.withDeadline(Date.now() + deadlineMs, question)
    } catch {
      return null
    }
  }
}

function readRetry(
  workflowId: string,
  described: Described | null,
  pending: PendingActivity,
): OngoingRetry[] {
  const { lastFailure, attempt, activityType, scheduledTime } = pending
  const waitsFor = readWait(pending)
  const hasFailed = lastFailure !== null && lastFailure !== undefined && (attempt ?? 1) >= 2
  if (!hasFailed && waitsFor === null) return []
  const failureType = hasFailed ? (lastFailure.applicationFailureInfo?.type ?? 'TimedOut') : ''
  if (notFailures.includes(failureType)) return []
  const specKey = described?.searchAttributes?.['SpecKey']?.[0]
  const seconds = Number(scheduledTime?.seconds ?? 0)
  return [
    {
      workflowId,
      specKey: typeof specKey === 'string' ? specKey : null,
      activity: activityType?.name ?? 'an activity',
      attempt: attempt ?? 1,
      failureType,
      message: hasFailed ? sentenceOf(lastFailure.message ?? '') : '',
      nextAttemptAt: seconds > 0 ? new Date(seconds * 1000).toISOString() : null,
      ...(waitsFor === null ? {} : { waitsFor }),
    },
  ]
}

/**
 * The `waitsFor` of the newest heartbeat (activities/keep-trying.ts); null when there is none. The server keeps the
 * details of an attempt for the next one: only a heartbeat of an attempt that runs counts.
 */
function readWait(pending: PendingActivity): string | null {
  const { state, heartbeatDetails, lastHeartbeatTime, lastStartedTime } = pending
  if (state !== startedState) return null
  const [payload] = heartbeatDetails?.payloads ?? []
  if (!payload || msOf(lastHeartbeatTime) < msOf(lastStartedTime)) return null
  const details: unknown = defaultPayloadConverter.fromPayload(payload)
  if (typeof details !== 'object' || details === null || !('waitsFor' in details)) return null
  return typeof details.waitsFor === 'string' ? sentenceOf(details.waitsFor) : null
}

function msOf(time: PendingActivity['lastStartedTime']): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6
}

function sentenceOf(message: string): string {
  return message.split('\n')[0]?.slice(0, messageMax) ?? ''
}

/** Ids hold letters, digits, `_` and `-`; anything else has no place in a query. */
function safe(id: string): string {
  return id.replaceAll(/[^\w-]/g, '')
}
