import { executeChild, proxyActivities } from '@temporalio/workflow'
import type { ReserveGenerationInput } from '../../activities/reserve-generation.js'
import type { SpecIds } from './two-activities.js'

const windowSize = 40

const { reserveGeneration, doNothing } = proxyActivities<{
  reserveGeneration(input: ReserveGenerationInput): Promise<void>
  doNothing(): Promise<void>
}>({ startToCloseTimeout: '10s' })

/** A window of children over all specs, as the production run has one. */
export async function parentOfProbes(input: {
  readonly projectId: string
  readonly runId: string
  readonly specs: readonly SpecIds[]
}): Promise<void> {
  const { projectId, runId, specs } = input
  let next = 0
  const lane = async () => {
    while (next < specs.length) {
      const spec = specs[next]!
      next += 1
      await executeChild(probeOfSpec, { args: [{ projectId, runId, ...spec }] })
    }
  }
  await Promise.all(Array.from({ length: windowSize }, lane))
}

/** The least that a spec can be: its permit and one thing to do. */
export async function probeOfSpec(input: SpecIds & { projectId: string; runId: string }): Promise<void> {
  const { projectId, runId, specId, specRevisionId } = input
  const ids = { projectId, runId, specId, specRevisionId }
  // A round that no run reaches: the jobs are new, so that the reservation writes what a first one does.
  const job = { ...ids, jobId: `bench-${specRevisionId}`, round: 1000, variantIndex: 0, seed: '0'.repeat(16) }
  await reserveGeneration({ projectId, runId, specRevisionId, jobs: [job] })
  await doNothing()
}
