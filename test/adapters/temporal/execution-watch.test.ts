import { Client, Connection } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import { temporal } from '@temporalio/proto'
import { afterEach, describe, expect, test } from 'vitest'
import { TemporalExecutionWatch } from '../../../adapters/temporal/execution-watch.js'
import { StandInFrontend } from './stand-in-frontend.js'

const { DescribeWorkflowExecutionResponse, ListWorkflowExecutionsResponse } = temporal.api.workflowservice.v1
const states = temporal.api.enums.v1.PendingActivityState
type Pending = temporal.api.workflow.v1.IPendingActivityInfo

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const execution = { workflowId: 'assetRun/run_1/spr_1', runId: 'first' }
const info = {
  execution,
  type: { name: 'assetRun' },
  status: temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
  startTime: at(1),
  executionTime: at(1),
  searchAttributes: { indexedFields: { SpecKey: keyword('tent') } },
}

/** The type of the protocol is a Long; a number is written alike. */
function at(seconds: number) {
  return { seconds: seconds as never }
}

function keyword(value: string) {
  const payload = defaultPayloadConverter.toPayload([value])
  return { ...payload, metadata: { ...payload.metadata, type: Buffer.from('Keyword') } }
}

/** A run of one spec, whose workflow has these activities under way. */
async function watchOf(...pendingActivities: Pending[]): Promise<TemporalExecutionWatch> {
  const frontend = await StandInFrontend.open({
    ListWorkflowExecutions: ListWorkflowExecutionsResponse.encode({ executions: [info] }).finish(),
    DescribeWorkflowExecution: DescribeWorkflowExecutionResponse.encode({
      workflowExecutionInfo: info,
      executionConfig: {},
      pendingActivities,
    }).finish(),
  })
  closing.push(() => frontend.close())
  const connection = Connection.lazy({ address: frontend.address })
  closing.push(() => connection.close())
  return new TemporalExecutionWatch(new Client({ connection }))
}

const waitsFor = 'the object store is full: the disk says ENOSPC (free space)'
const paints = (more: Pending = {}): Pending => ({
  activityId: '1',
  activityType: { name: 'generateVariant' },
  attempt: 1,
  state: states.PENDING_ACTIVITY_STATE_STARTED,
  lastStartedTime: at(100),
  lastHeartbeatTime: at(101),
  ...more,
})
const says = (details: unknown): Pending => ({
  heartbeatDetails: { payloads: [defaultPayloadConverter.toPayload(details)] },
})

describe('what activities of a run wait for', () => {
  test('is read from the heartbeat of an attempt that has not failed', async () => {
    const watch = await watchOf(paints(says({ jobId: 'job_1', specKey: 'tent', waitsFor })))
    expect(await watch.retries('run_1', 5_000)).toEqual([
      {
        workflowId: execution.workflowId,
        specKey: 'tent',
        activity: 'generateVariant',
        attempt: 1,
        failureType: '',
        message: '',
        nextAttemptAt: null,
        waitsFor,
      },
    ])
  })

  test('is nothing while they work, whatever their heartbeats say', async () => {
    const watch = await watchOf(
      paints(),
      paints(says({ jobId: 'job_1', specKey: 'tent' })),
      paints(says('half way')),
      paints(says({ waitsFor: 7 })),
    )
    expect(await watch.retries('run_1', 5_000)).toEqual([])
  })

  test('is nothing that only the attempt before said', async () => {
    const failed = { lastFailure: { message: 'no answer', applicationFailureInfo: { type: 'Unavailable' } } }
    const left = { ...says({ waitsFor }), lastHeartbeatTime: at(99) }
    const scheduled = { ...says({ waitsFor }), state: states.PENDING_ACTIVITY_STATE_SCHEDULED }
    const watch = await watchOf(
      paints({ ...left, ...failed, attempt: 2 }),
      paints({ ...scheduled, ...failed, attempt: 3 }),
      paints(left),
    )
    const found = await watch.retries('run_1', 5_000)
    expect(found).toMatchObject([
      { attempt: 2, failureType: 'Unavailable', message: 'no answer' },
      { attempt: 3, failureType: 'Unavailable', message: 'no answer' },
    ])
    for (const one of found ?? []) expect(one).not.toHaveProperty('waitsFor')
  })
})
