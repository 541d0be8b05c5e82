import { Client, Connection } from '@temporalio/client'
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker'
import pg from 'pg'
import { fileURLToPath } from 'node:url'
import type { GenerateVariantInput } from '../../../activities/generate-variant.js'
import type { GenerationJob } from '../../../core/ports.js'
import type { ComfyLab } from './comfy-lab.js'

const taskQueue = 'chaos-send-again'
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/**
 * Sends each job of the run to the hosts a second time as soon as it has its route, and waits for all answers. Throws
 * where an answer names another variant than the one of its job.
 */
export async function sendAgain(lab: ComfyLab, runId: string): Promise<void> {
  const workflowsPath = fileURLToPath(new URL('./send-again-workflow.ts', import.meta.url))
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet })
  const inputs = await readInputs(lab, runId)
  const address = lab.stack!.temporalAddress
  const connection = await Connection.connect({ address })
  const native = await NativeConnection.connect({ address })
  try {
    const worker = await Worker.create({ connection: native, taskQueue, workflowBundle: { code } })
    const answers = await worker.runUntil(
      async () =>
        await new Client({ connection }).workflow.execute<
          (given: readonly GenerateVariantInput[]) => Promise<{ variantId: string }[]>
        >('sendAgain', { taskQueue, workflowId: `send-again-${runId}`, args: [inputs] }),
    )
    await expectOwnVariants(lab, inputs, answers)
  } finally {
    await native.close()
    await connection.close()
  }
}

interface JobColumns extends Omit<GenerationJob, 'adjust'> {
  readonly adjust: GenerationJob['adjust'] | null
  readonly route: GenerateVariantInput['route']
}

async function readInputs(lab: ComfyLab, runId: string): Promise<GenerateVariantInput[]> {
  const sql = `SELECT job_id AS "jobId", project_id AS "projectId", run_id AS "runId", spec_id AS "specId",
      spec_revision_id AS "specRevisionId", round, variant_index AS "variantIndex", seed, adjust, route
    FROM generation_jobs WHERE run_id = $1 AND route IS NOT NULL ORDER BY job_id`
  let rows: JobColumns[] = []
  await lab.untilTrue('waiting for jobs with their routes', async () => {
    rows = await query<JobColumns>(lab, sql, [runId])
    return rows.length > 0
  })
  return rows.map(({ route, adjust, ...job }) => ({
    job: { ...job, ...(adjust === null ? {} : { adjust }) } as GenerationJob,
    repair: false,
    route: route!,
  }))
}

async function expectOwnVariants(
  lab: ComfyLab,
  inputs: readonly GenerateVariantInput[],
  answers: readonly { readonly variantId: string }[],
): Promise<void> {
  const rows = await query<{ job_id: string; variant_id: string }>(
    lab,
    'SELECT job_id, variant_id FROM variants WHERE job_id = ANY($1)',
    [inputs.map(({ job }) => job.jobId)],
  )
  const own = new Map(rows.map((row) => [row.job_id, row.variant_id]))
  for (const [at, { job }] of inputs.entries())
    if (answers[at]?.variantId !== own.get(job.jobId))
      throw new Error(`job ${job.jobId.slice(0, 12)}, sent twice, has two answers`)
}

async function query<Row extends object>(
  lab: ComfyLab,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const db = new pg.Client({ connectionString: lab.stack!.databaseUrl, query_timeout: 60_000 })
  await db.connect()
  try {
    return (await db.query<Row>(sql, [...values])).rows
  } finally {
    await db.end()
  }
}
