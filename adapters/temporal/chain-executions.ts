import { WorkflowNotFoundError, type Client } from '@temporalio/client'
import { defineSearchAttributeKey } from '@temporalio/common'
import type { ChainCatalogue } from '../../core/chain/chain-ports.js'
import { settledStepStages } from '../../core/chain/chain-ports.js'
import { chainRunInput } from '../../core/chain/chain-run-input.js'
import { describeChainStart } from '../../core/chain/chain-texts.js'
import { workflowIds } from '../../core/ids.js'
import type { Delivery } from '../../core/outbox-ports.js'
import { taskQueues } from '../../core/task-queues.js'
import { shortenSummary } from '../../core/workflow-texts.js'

const projectIdKey = defineSearchAttributeKey('ProjectId', 'KEYWORD')

/** Starts a chain as the catalogue knows it. One that is open is left alone; one whose jobs have all ended is not started. */
export async function startChain(
  client: Client,
  chains: ChainCatalogue,
  chainId: string,
  historyEventsMax: number | undefined,
): Promise<void> {
  const rows = await chains.steps(chainId)
  const input = chainRunInput(rows, historyEventsMax)
  if (input === null || rows.every(({ stage }) => settledStepStages.includes(stage))) return
  const jobs = `${rows.length} ${rows.length === 1 ? 'job' : 'jobs'}`
  await client.workflow.start('chainRun', {
    workflowId: workflowIds.chainRun(chainId),
    taskQueue: taskQueues.orchestrate,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    // A chain that was closed while it had open jobs (terminated, say) goes on; its ended jobs are not done again.
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: shortenSummary(`${rows[0]?.type ?? 'job'}: ${jobs}`),
    staticDetails: describeChainStart(chainId),
    typedSearchAttributes: [{ key: projectIdKey, value: input.projectId }],
  })
}

/**
 * Asks a chain to end. One that Temporal does not have open is ended in the catalogue: a start that comes later finds
 * nothing to do.
 */
export async function cancelChain(
  client: Client,
  chains: ChainCatalogue,
  { projectId, chainId }: { readonly projectId: string; readonly chainId: string },
): Promise<Delivery> {
  try {
    await client.workflow.getHandle(workflowIds.chainRun(chainId)).cancel()
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    await chains.settleOpen({ projectId, chainId, stage: 'cancelled', failure: null })
  }
  return { status: 'delivered' }
}
