import { WorkflowNotFoundError, type Client } from '@temporalio/client'

/** One execution that is open. */
export interface OpenExecution {
  readonly workflowId: string
  readonly executionId: string
  /** Name of its workflow function. */
  readonly type: string
}

/** A list of executions is read page by page up to here: ids of so many fit into memory easily. */
const listedMax = 100_000

/**
 * Chooses at most `max` of the open executions: every type gets its share, the newest of each first, so that a
 * thousand reviews leave room for the runs. `open` counts all that are open.
 */
export async function chooseOpenExecutions(
  client: Client,
  max: number,
): Promise<{ readonly open: number; readonly chosen: readonly OpenExecution[] }> {
  const byType = new Map<string, OpenExecution[]>()
  let open = 0
  for await (const { workflowId, runId, type } of client.workflow.list({
    query: 'ExecutionStatus = "Running"',
  })) {
    if (open >= listedMax) break
    open += 1
    const same = byType.get(type) ?? []
    byType.set(type, same)
    if (same.length < max) same.push({ workflowId, executionId: runId, type })
  }
  const chosen: OpenExecution[] = []
  for (let turn = 0; chosen.length < Math.min(max, open); turn++)
    for (const same of byType.values()) {
      const one = same[turn]
      if (one && chosen.length < max) chosen.push(one)
    }
  return { open, chosen }
}

/** The history of one execution as Temporal has it; null when it is gone by now. */
export async function fetchHistoryOf(client: Client, { workflowId, executionId }: OpenExecution) {
  try {
    return await client.workflow.getHandle(workflowId, executionId).fetchHistory()
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}
