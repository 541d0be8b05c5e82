import type { Pool } from 'pg'
import {
  chainStageOf,
  type ChainCatalogue,
  type ChainStepRow,
  type ChainStepStage,
  type ChainSummary,
} from '../../core/chain/chain-ports.js'
import type { JobType } from '../../core/chain/job-type.js'
import type { JsonObject } from '../../core/chain/json-value.js'
import { boundLimit } from './page-limit.js'
import { queryPool } from './transaction.js'

export const stepColumns = `job_id, project_id, chain_id, parent_job_id, position, type, input, resolved_input, output,
  notes, stage, failure, created_at, started_at, finished_at`

export interface StepRow {
  job_id: string
  project_id: string
  chain_id: string
  parent_job_id: string | null
  position: string
  type: JobType
  input: JsonObject
  resolved_input: JsonObject | null
  output: JsonObject | null
  notes: string[]
  stage: ChainStepStage
  failure: string | null
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

export function toStep(row: StepRow): ChainStepRow {
  return {
    jobId: row.job_id,
    projectId: row.project_id,
    chainId: row.chain_id,
    parentJobId: row.parent_job_id,
    position: row.position,
    type: row.type,
    input: row.input,
    resolvedInput: row.resolved_input,
    output: row.output,
    notes: row.notes,
    stage: row.stage,
    failure: row.failure,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

export async function selectSteps(
  pool: Pool,
  rest: string,
  values: readonly unknown[],
): Promise<ChainStepRow[]> {
  return (await queryPool<StepRow>(pool, `SELECT ${stepColumns} FROM chain_steps ${rest}`, values)).map(
    toStep,
  )
}

/** In the order of their places: by number, so that 1.10 comes behind 1.9. */
export async function readChain(pool: Pool, chainId: string): Promise<ChainStepRow[]> {
  return await selectSteps(pool, `WHERE chain_id = $1 ORDER BY string_to_array(position, '.')::int[]`, [
    chainId,
  ])
}

interface SummaryRow {
  chain_id: string
  project_id: string
  type: JobType
  stages: ChainStepStage[]
  created_at: Date
}

const selectSummaries = `SELECT f.chain_id, f.project_id, f.type, f.created_at,
    (SELECT array_agg(s.stage) FROM chain_steps s WHERE s.chain_id = f.chain_id) AS stages
  FROM chain_steps f WHERE f.parent_job_id IS NULL`

function toSummary(row: SummaryRow): ChainSummary {
  return {
    chainId: row.chain_id,
    projectId: row.project_id,
    type: row.type,
    stage: chainStageOf(row.stages),
    steps: row.stages.length,
    createdAt: row.created_at.toISOString(),
  }
}

/** An unknown cursor begins at the start. */
export async function readChains(
  pool: Pool,
  { projectIds, cursor, limit }: Parameters<ChainCatalogue['list']>[0],
): ReturnType<ChainCatalogue['list']> {
  const size = boundLimit(limit)
  const rows = await queryPool<SummaryRow>(
    pool,
    `${selectSummaries} AND ($1::text[] IS NULL OR f.project_id = ANY($1))
       AND ($2::text IS NULL OR NOT EXISTS (SELECT 1 FROM chain_steps c WHERE c.job_id = $2)
         OR (f.created_at, f.job_id) < (SELECT c.created_at, c.job_id FROM chain_steps c WHERE c.job_id = $2))
     ORDER BY f.created_at DESC, f.job_id DESC LIMIT $3`,
    [projectIds ?? null, cursor ?? null, size + 1],
  )
  const chains = rows.slice(0, size).map(toSummary)
  return { chains, nextCursor: rows.length > size ? (chains.at(-1)?.chainId ?? null) : null }
}

export async function readOpenChains(pool: Pool, limit: number): Promise<ChainSummary[]> {
  const rows = await queryPool<SummaryRow>(
    pool,
    `${selectSummaries} AND EXISTS (
       SELECT 1 FROM chain_steps o WHERE o.chain_id = f.chain_id AND o.stage IN ('waiting', 'running'))
     ORDER BY f.created_at, f.job_id LIMIT $1`,
    [boundLimit(limit)],
  )
  return rows.map(toSummary)
}
