import {
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  type SignalDefinition,
} from '@temporalio/workflow'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import type { OrchestrateActivities } from '../activities/activity-sets.js'
import { workflowIds } from '../core/ids.js'
import type { SpecSnapshot } from '../core/ports.js'
import { settledSpecStages } from '../core/run-options.js'
import { assetRunInput, type ProductionRunInput } from '../core/workflow-inputs.js'
import { catalogueOptions } from './activity-options.js'
import { assetRun } from './asset-run.js'
import { projectIdKey, runIdKey, specKeyKey } from './search-attribute-keys.js'

const { readRunSpecs } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const pageSize = 100

type SpecPage = { specs: SpecSnapshot[]; nextCursor: number | null }

/** Starts the child of one spec from its snapshot. One that is there already counts as in flight. */
export async function startAssetRun(
  run: ProductionRunInput,
  spec: SpecSnapshot,
  paused: boolean,
): Promise<void> {
  const { projectId, runId } = run
  const { specRevisionId, specKey } = spec
  try {
    await startChild(assetRun, {
      workflowId: workflowIds.assetRun(runId, specRevisionId),
      args: [assetRunInput(run, spec, paused)],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: specKey,
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
        { key: specKeyKey, value: specKey },
      ],
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}

/** Calls `act` for the assetRun of every unsettled spec; ids that no execution has are no error. */
async function forEachOpenAsset(
  run: ProductionRunInput,
  act: (workflowId: string) => Promise<void>,
): Promise<void> {
  let cursor: number | null = 0
  while (cursor !== null) {
    const page: SpecPage = await readRunSpecs({ runId: run.runId, cursor, limit: pageSize })
    const open = page.specs.filter(
      (spec) => spec.stage !== 'waiting' && !settledSpecStages.includes(spec.stage),
    )
    await Promise.all(
      open.map(async ({ specRevisionId }) => {
        try {
          await act(workflowIds.assetRun(run.runId, specRevisionId))
        } catch (error) {
          if (isCancellation(error)) throw error
        }
      }),
    )
    cursor = page.nextCursor
  }
}

export async function signalAssetRuns(run: ProductionRunInput, signal: SignalDefinition): Promise<void> {
  await forEachOpenAsset(run, (workflowId) => getExternalWorkflowHandle(workflowId).signal(signal))
}

export async function cancelAssetRuns(run: ProductionRunInput): Promise<void> {
  await forEachOpenAsset(run, (workflowId) => getExternalWorkflowHandle(workflowId).cancel())
}
