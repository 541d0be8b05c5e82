import type { ClientBase, Pool } from 'pg'
import type { ChainCatalogue, ChainStepRow } from '../../core/chain/chain-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { stepColumns, toStep, type StepRow } from './chain-rows.js'
import { appendEvent } from './event-log.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryTx } from './transaction.js'

const failureMaxChars = 2_000

export async function beginStep(
  pool: Pool,
  { projectId, jobId, resolvedInput }: Parameters<ChainCatalogue['begin']>[0],
): Promise<ChainStepRow> {
  return await inTransaction(pool, async (tx) => {
    const [begun] = await queryTx<StepRow>(
      tx,
      `UPDATE chain_steps SET stage = 'running', resolved_input = $3, started_at = clock_timestamp()
       WHERE project_id = $1 AND job_id = $2 AND stage = 'waiting' RETURNING ${stepColumns}`,
      [projectId, jobId, JSON.stringify(resolvedInput)],
    )
    if (begun === undefined) return await readStep(tx, projectId, jobId)
    await announce(tx, begun)
    return toStep(begun)
  })
}

export async function settleStep(
  pool: Pool,
  { projectId, jobId, stage, output, failure }: Parameters<ChainCatalogue['settle']>[0],
): Promise<ChainStepRow> {
  return await inTransaction(pool, async (tx) => {
    const [ended] = await queryTx<StepRow>(
      tx,
      `UPDATE chain_steps SET stage = $3, output = coalesce($4::jsonb, output), failure = $5,
         finished_at = clock_timestamp()
       WHERE project_id = $1 AND job_id = $2 AND stage IN ('waiting', 'running') RETURNING ${stepColumns}`,
      [
        projectId,
        jobId,
        stage,
        output === undefined ? null : JSON.stringify(output),
        failure === undefined ? null : storableText(failure, failureMaxChars),
      ],
    )
    if (ended === undefined) return await readStep(tx, projectId, jobId)
    const skipped = stage === 'done' ? [] : await skipBehind(tx, ended)
    for (const row of [ended, ...skipped]) await announce(tx, row)
    return toStep(ended)
  })
}

/** Places below it begin with its place: nothing of its branch can begin any more. */
async function skipBehind(tx: ClientBase, { chain_id, position, stage }: StepRow): Promise<StepRow[]> {
  return await queryTx<StepRow>(
    tx,
    `UPDATE chain_steps SET stage = 'skipped', failure = $3, finished_at = clock_timestamp()
     WHERE chain_id = $1 AND starts_with(position, $2 || '.') AND stage = 'waiting' RETURNING ${stepColumns}`,
    [chain_id, position, `job ${position}, which comes before it, is ${stage}`],
  )
}

export async function settleOpenSteps(
  pool: Pool,
  { projectId, chainId, stage, failure }: Parameters<ChainCatalogue['settleOpen']>[0],
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const ended = await queryTx<StepRow>(
      tx,
      `UPDATE chain_steps SET stage = $3, failure = $4, finished_at = clock_timestamp()
       WHERE project_id = $1 AND chain_id = $2 AND stage IN ('waiting', 'running') RETURNING ${stepColumns}`,
      [projectId, chainId, stage, failure === null ? null : storableText(failure, failureMaxChars)],
    )
    for (const row of ended) await announce(tx, row)
  })
}

async function readStep(tx: ClientBase, projectId: string, jobId: string): Promise<ChainStepRow> {
  const [row] = await queryTx<StepRow>(
    tx,
    `SELECT ${stepColumns} FROM chain_steps WHERE project_id = $1 AND job_id = $2`,
    [projectId, jobId],
  )
  if (row) return toStep(row)
  throw new AssetloomError('NotFound', `no job ${jobId} in this project`, 'list the jobs of the project')
}

async function announce(tx: ClientBase, row: StepRow): Promise<void> {
  await appendEvent(tx, {
    projectId: row.project_id,
    runId: null,
    type: 'jobStageChanged',
    data: {
      jobId: row.job_id,
      chainId: row.chain_id,
      position: row.position,
      type: row.type,
      stage: row.stage,
      ...(row.failure === null ? {} : { failure: row.failure }),
    },
  })
}
