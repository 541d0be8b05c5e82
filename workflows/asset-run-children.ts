import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  patched,
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
import { describeStart, shortenSummary } from '../core/workflow-texts.js'
import { catalogueOptions } from './activity-options.js'
import { assetRun } from './asset-run.js'
import { projectIdKey, roundNoKey, runIdKey, specKeyKey, specStageKey } from './search-attribute-keys.js'

const { readRunSpecs } = proxyActivities<OrchestrateActivities>(catalogueOptions)
const pageSize = 100
/** Since then a cancelled run ends its children by cancelAssetRuns alone. */
const sparingPatch = 'spare-what-another-run-has'

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
  const start = async () =>
    await startChild(assetRun, {
      workflowId: workflowIds.assetRun(runId, specRevisionId),
      args: [assetRunInput({ ...run, runId }, spec, paused)],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: shortenSummary(specKey),
      staticDetails: describeStart('assetRun', { runId }),
      typedSearchAttributes: [
        { key: projectIdKey, value: projectId },
        { key: runIdKey, value: runId },
        { key: specKeyKey, value: specKey },
        { key: specStageKey, value: spec.stage === 'waiting' ? 'generating' : spec.stage },
        { key: roundNoKey, value: Math.max(1, spec.round) },
      ],
    })
  try {
    // Else the SDK would cancel every child with its parent; cancelAssetRuns spares those that another run has too.
    await (patched(sparingPatch) ? CancellationScope.nonCancellable(start) : start())
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}

/** Calls `act` for the assetRun of every spec that is `wanted`; ids that no execution has are no error. */
async function forEachOpenAsset(
  run: ProductionRunInput,
  wanted: (spec: SpecSnapshot) => boolean,
  act: (workflowId: string) => Promise<void>,
): Promise<void> {
  let cursor: number | null = 0
  while (cursor !== null) {
    const page: SpecPage = await readRunSpecs({ runId: run.runId, cursor, limit: pageSize })
    const open = page.specs.filter(wanted)
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
    (spec) =>
      spec.stage !== 'waiting' &&
      !settledSpecStages.includes(spec.stage) &&
      (spec.originRunId === undefined || spec.heldElsewhere !== true),
    (workflowId) => getExternalWorkflowHandle(workflowId).signal(signal),
  )
}

/** A spec that another open run has too (a revision that carries it, or its owner) goes on for that run. */
export async function cancelAssetRuns(run: ProductionRunInput, inWindow: ReadonlySet<string>): Promise<void> {
  const isPatched = patched(sparingPatch)
  // A child that was started a moment ago has not written its stage yet.
  const isStarted = ({ stage, specRevisionId }: SpecSnapshot) =>
    stage !== 'waiting' || (isPatched && inWindow.has(specRevisionId))
  // Finished ones wait for an undo, for days: of a run that was cancelled they are closed, and can be reopened.
  const closesSettled = patched('cancel-closes-settled')
  const isMeant = ({ stage, originRunId }: SpecSnapshot) =>
    !settledSpecStages.includes(stage) || (closesSettled && originRunId === undefined)
  await forEachOpenAsset(
    run,
    (spec) => spec.heldElsewhere !== true && isStarted(spec) && isMeant(spec),
    (workflowId) => getExternalWorkflowHandle(workflowId).cancel(),
  )
}
