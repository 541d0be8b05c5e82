import { Client, Connection } from '@temporalio/client'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from './lab.js'

const pollMs = 200

/** Does the work with a client of the stack's Temporal server, as an operator would have one. */
export async function withTemporal<Result>(
  lab: Lab,
  work: (temporal: Client) => Promise<Result>,
): Promise<Result> {
  const connection = await Connection.connect({ address: lab.stack!.temporalAddress })
  try {
    return await work(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

/** Ids of the run's open executions, of one workflow type or of all. */
export async function listOpen(temporal: Client, runId: string, type?: string): Promise<string[]> {
  const ids: string[] = []
  const query = `ProductionRunId = '${runId}' AND ExecutionStatus = 'Running'`
  for await (const one of temporal.workflow.list({ query }))
    if (type === undefined || one.type === type) ids.push(one.workflowId)
  return ids
}

/** Waits until the run has no open execution. Throws with those that stay. */
export async function untilNoneOpen(
  lab: Lab,
  temporal: Client,
  runId: string,
  type?: string,
  limitMs = lab.limitMs,
): Promise<void> {
  const endMs = Date.now() + limitMs
  for (;;) {
    const open = await listOpen(temporal, runId, type)
    if (open.length === 0) return
    if (Date.now() > endMs) throw new Error(`still open in Temporal: ${open.slice(0, 3).join(', ')}`)
    await sleep(pollMs)
  }
}

/** How many executions of the run ended by continuing as new. */
export async function countContinued(temporal: Client, runId: string, type: string): Promise<number> {
  let count = 0
  const query = `ProductionRunId = '${runId}' AND ExecutionStatus = 'ContinuedAsNew'`
  for await (const one of temporal.workflow.list({ query })) if (one.type === type) count += 1
  return count
}
