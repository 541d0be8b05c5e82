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

/**
 * Starts the child of one spec from its snapshot. One that is there already counts as in flight. The child of a carried
 * spec belongs to the run that owns the spec: its id and its jobs are the same whichever run starts it.
 */
export async function startAssetRun(
  run: ProductionRunInput,
  spec: SpecSnapshot,
  paused: boolean,
): Promise<void> {
  const { projectId } = run
  const { specRevisionId, specKey } = spec
  const runId = spec.originRunId ?? run.runId
  try {
    await startChild(assetRun, {
      workflowId: workflowIds.assetRun(runId, specRevisionId),
      args: [assetRunInput({ ...run, runId }, spec, paused)],
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

/** Calls `act` for the assetRun of every unsettled spec that `wanted`; ids that no execution has are no error. */
async function forEachOpenAsset(
  run: ProductionRunInput,
  wanted: (spec: SpecSnapshot) => boolean,
  act: (workflowId: string) => Promise<void>,
): Promise<void> {
  let cursor: number | null = 0
  while (cursor !== null) {
    const page: SpecPage = await readRunSpecs({ runId: run.runId, cursor, limit: pageSize })
    const open = page.specs.filter(
      (spec) => spec.stage !== 'waiting' && !settledSpecStages.includes(spec.stage) && wanted(spec),
    )
    await Promise.all(
      open.map(async ({ specRevisionId, originRunId }) => {
        try {
          await act(workflowIds.assetRun(originRunId ?? run.runId, specRevisionId))
        } catch (error) {
          if (isCancellation(error)) throw error
        }
      }),
    )
    cursor = page.nextCursor
  }
}

/** Pauses and resumes what this run works on; what it carries from a run that is open obeys that one. */
export async function signalAssetRuns(run: ProductionRunInput, signal: SignalDefinition): Promise<void> {
  await forEachOpenAsset(
    run,
    (spec) => spec.originRunId === undefined || spec.heldElsewhere !== true,
    (workflowId) => getExternalWorkflowHandle(workflowId).signal(signal),
  )
}

/** A spec that another open run has too (a revision that carries it, or its owner) goes on for that run. */
export async function cancelAssetRuns(run: ProductionRunInput): Promise<void> {
  await forEachOpenAsset(
    run,
    (spec) => spec.heldElsewhere !== true,
    (workflowId) => getExternalWorkflowHandle(workflowId).cancel(),
  )
}
