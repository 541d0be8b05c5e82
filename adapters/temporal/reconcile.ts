import { isPrepared } from '../../core/bundle/is-prepared.js'
import { workflowIds } from '../../core/ids.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { TemporalExecutionProbe } from './execution-probe.js'
import { ensureDeliveries, type EnsureOpen } from './ensure-deliveries.js'
import type { TemporalGateway } from './temporal-gateway.js'

/** A root that does not stay open after this many starts in a row needs a person. */
const startsMax = 5
const openLimit = 1_000
/** A permit this young may belong to an execution that is only just being started. Milliseconds. */
const permitGraceMs = 60_000

export interface ReconcilePorts {
  readonly catalogue: Catalogue
  readonly gateway: Pick<TemporalGateway, 'startRun' | 'startBundle' | 'startChain' | 'resumeDelivery'>
  readonly probe: Pick<TemporalExecutionProbe, 'isOpen'>
}

export interface ReconcileReport {
  readonly started: readonly string[]
  readonly permitsReleased: number
  readonly givenUp: readonly string[]
  /** `id: reason` of starts that were refused. */
  readonly failed: readonly string[]
}

/**
 * Holds the catalogue against Temporal: every root that ought to be open is started (one that is open is left alone),
 * so that the loss of Temporal's file costs only time; permits whose holder is closed come back. `starts` counts the
 * starts in a row by id between calls of one process.
 */
export async function reconcile(
  ports: ReconcilePorts,
  starts: Map<string, number>,
  nowMs: number,
): Promise<ReconcileReport> {
  const started: string[] = []
  const givenUp: string[] = []
  const failed: string[] = []
  const ensure: EnsureOpen = async (id, start, giveUp) => {
    if (await ports.probe.isOpen(id)) {
      starts.delete(id)
      return
    }
    const times = (starts.get(id) ?? 0) + 1
    starts.set(id, times)
    if (times > startsMax) {
      givenUp.push(id)
      await giveUp()
      return
    }
    try {
      await start()
      started.push(id)
    } catch (error) {
      // One root that cannot be started must not keep the others down.
      failed.push(`${id}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const { catalogue, gateway } = ports
  for (const run of await catalogue.runs.listOpen(openLimit)) {
    const refining = run.stage === 'refining'
    const id = refining
      ? workflowIds.wishlistRun(run.wishlistRevisionId)
      : workflowIds.productionRun(run.runId)
    const failure = `its workflow did not stay open after ${startsMax} starts: see ${id} in the Temporal UI`
    await ensure(
      id,
      () => gateway.startRun(run),
      () => catalogue.runs.setStage(run.runId, 'failed', failure),
    )
  }
  for (const bundle of await catalogue.bundles.listBuilding(openLimit)) {
    const run = await catalogue.runs.find(bundle.runId)
    if (!run) continue
    await ensure(
      workflowIds.bundleRun(bundle.contentId),
      () => gateway.startBundle(run, bundle.contentId, isPrepared(bundle)),
      () =>
        catalogue.bundles.fail(bundle.contentId, `its workflow did not stay open after ${startsMax} starts`),
    )
  }
  for (const { chainId, projectId } of await catalogue.chains.listOpen(openLimit)) {
    const id = workflowIds.chainRun(chainId)
    const failure = `its workflow did not stay open after ${startsMax} starts: see ${id} in the Temporal UI`
    await ensure(
      id,
      () => gateway.startChain(chainId),
      () => catalogue.chains.settleOpen({ projectId, chainId, stage: 'failed', failure }),
    )
  }
  await ensureDeliveries(ports, ensure, starts)
  return { started, givenUp, failed, permitsReleased: await reclaimPermits(ports, nowMs) }
}

/** A permit is never taken away by time alone: only when its holder is closed in Temporal or its round is scored. */
async function reclaimPermits({ catalogue, probe }: ReconcilePorts, nowMs: number): Promise<number> {
  let released = 0
  for (const {
    projectId,
    runId,
    specRevisionId,
    grantedAt,
    roundScored,
  } of await catalogue.generation.listPermits()) {
    if (nowMs - Date.parse(grantedAt) < permitGraceMs) continue
    if (!roundScored && (await probe.isOpen(workflowIds.assetRun(runId, specRevisionId)))) continue
    await catalogue.generation.release({ projectId, runId, specRevisionId })
    released += 1
  }
  return released
}
