import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker'
import { reserveGeneration } from '../../activities/reserve-generation.js'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import { TemporalExecutionProbe } from '../../adapters/temporal/execution-probe.js'
import { muteRuntime } from './bare-updates.js'
import type { BenchStack } from './bench-stack.js'

export interface SpecIds {
  readonly specId: string
  readonly specRevisionId: string
}

const taskQueue = 'bench-two-activities'
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.error, error: console.error }
/** As many as the orchestrator has. */
const activitiesAtOnce = 50
const connectionsMax = 20

/**
 * Takes the specs of a finished run through a parent with a window and children of two activities each: the permit in
 * the real catalogue, and nothing. The worker is this process. Returns milliseconds from the start of the parent to its
 * end; throws when a permit is missing at the end.
 */
export async function measureTwoActivities(stack: BenchStack, runId: string): Promise<number> {
  muteRuntime()
  const workflowsPath = fileURLToPath(new URL('./two-activities-workflow.ts', import.meta.url))
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet })
  const pool = createPostgresPool({ connectionString: stack.handle.databaseUrl, connectionsMax })
  const native = await NativeConnection.connect({ address: stack.handle.temporalAddress })
  try {
    const found = await pool.query<{ specId: string; specRevisionId: string; projectId: string }>(
      `SELECT spec_id AS "specId", spec_revision_id AS "specRevisionId", project_id AS "projectId"
       FROM run_specs WHERE run_id = $1 ORDER BY position`,
      [runId],
    )
    const specs = found.rows.map(({ specId, specRevisionId }) => ({ specId, specRevisionId }))
    const args = [{ projectId: found.rows[0]!.projectId, runId, specs }]
    return await stack.withTemporal(async (temporal) => {
      const worker = await Worker.create({
        connection: native,
        taskQueue,
        workflowBundle: { code },
        activities: {
          reserveGeneration: reserveGeneration({
            catalogue: createPostgresCatalogue(pool, { ids: createUuidMint() }),
            executions: new TemporalExecutionProbe(temporal),
            settings: { permitCap: specs.length },
          }),
          doNothing: async () => {},
        },
        maxConcurrentActivityTaskExecutions: activitiesAtOnce,
      })
      const tookMs = await worker.runUntil(async () => {
        const startedMs = performance.now()
        const workflowId = `bench-${randomUUID()}`
        await temporal.workflow.execute('parentOfProbes', { taskQueue, workflowId, args })
        return performance.now() - startedMs
      })
      await assertReserved(stack, runId, specs.length)
      return tookMs
    })
  } finally {
    await native.close()
    await pool.end()
  }
}

async function assertReserved(stack: BenchStack, runId: string, specs: number): Promise<void> {
  const { jobs } = await stack.ask<{ jobs: number }>(
    'SELECT count(*)::int AS jobs FROM generation_jobs WHERE run_id = $1 AND round = 1000',
    [runId],
  )
  if (jobs !== specs) throw new Error(`the probe reserved ${jobs} of ${specs} jobs`)
}
