import type { Client } from '@temporalio/client'
import { setTimeout as sleep } from 'node:timers/promises'
import { forAll } from '../moments.js'
import type { Invariant } from './invariant.js'

const attemptsBelow = 3
const describedAtOnce = 20
const describedMax = 1_000
/** A workflow task that failed because a worker was away is tried again within this. */
const settleMs = 20_000
const namedMax = 3

export const noWorkflowBroken: Invariant = {
  id: 'I6',
  promise: 'no workflow of the run failed, was terminated, timed out or is stuck',
  async check({ temporal, runId, tell }) {
    const broken: string[] = []
    const query = `ProductionRunId = '${runId}' AND ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')`
    for await (const one of temporal.workflow.list({ query }))
      broken.push(`${one.workflowId} is ${one.status.name}`)
    const endMs = Date.now() + settleMs
    let stuck = await findStuck(temporal, runId, tell)
    while (stuck.length > 0 && Date.now() < endMs) {
      await sleep(1_000)
      stuck = await findStuck(temporal, runId, tell)
    }
    return [
      ...(broken.length === 0 ? [] : [`${broken.length} broken: ${broken.slice(0, namedMax).join(', ')}`]),
      ...(stuck.length === 0 ? [] : [`${stuck.length} stuck: ${stuck.slice(0, namedMax).join(', ')}`]),
    ]
  },
}

async function findStuck(temporal: Client, runId: string, tell: (note: string) => void): Promise<string[]> {
  const running: { workflowId: string; runId: string }[] = []
  const query = `ProductionRunId = '${runId}' AND ExecutionStatus = 'Running'`
  for await (const one of temporal.workflow.list({ query })) {
    if (running.length < describedMax) running.push(one)
    else tell(`I6 described the first ${describedMax} open workflows of a run only`)
  }
  const stuck: string[] = []
  await forAll(running, describedAtOnce, async ({ workflowId, runId: executionId }) => {
    const { raw } = await temporal.workflow.getHandle(workflowId, executionId).describe()
    const attempt = raw.pendingWorkflowTask?.attempt ?? 0
    if (attempt >= attemptsBelow) stuck.push(`${workflowId} at attempt ${attempt} of a workflow task`)
  })
  return stuck
}
