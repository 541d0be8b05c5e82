import { hostGoneMs, jobLeaseMs } from '../../core/scheduling/gpu-host-ports.js'
import type {
  GpuHostCatalogue,
  GpuHostRow,
  HostPace,
  WaitingWork,
} from '../../core/scheduling/gpu-host-ports.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { noSuchJob } from './complete-job.js'
import { createExecutionReads } from './past-executions.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Context = Pick<PostgresCatalogueContext, 'pool'>

const silentDaysMax = 30
const troubleCharactersMax = 1_000
const priorityDefault = 3

/** GPU hosts, the work that waits for them, and who has which job. */
export function createGpuHostsRepository(context: Context): GpuHostCatalogue {
  return {
    register: async (input) => await registerHost(context, input),
    beat: async (input) => await beatHost(context, input),
    async leave({ host, instance }) {
      await queryPool(
        context.pool,
        `UPDATE gpu_hosts SET left_at = clock_timestamp(), serving = NULL, running = 0
         WHERE host = $1 AND instance = $2`,
        [host, instance],
      )
    },
    list: async () => await listHosts(context),
    queueJobs: async (input) => await queueJobs(context, input),
    waitingWork: async () => await readWaitingWork(context),
    ...createExecutionReads(context),
    claim: async (input) => await claimJob(context, input),
    async renew({ jobId, host, fence, leaseMs = jobLeaseMs }) {
      const renewed = await queryPool(
        context.pool,
        `UPDATE generation_jobs SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
         WHERE job_id = $1 AND host = $2 AND fence = $3 RETURNING 1`,
        [jobId, host, fence, leaseMs],
      )
      return renewed.length > 0
    },
    async finish({ jobId, host, fence, as }) {
      // What is made stays with its host until its variant is written; should that never come, it waits again.
      const finished = await queryPool(
        context.pool,
        `UPDATE generation_jobs SET state = CASE WHEN state = 'done' THEN 'done' ELSE $4 END,
           lease_until = CASE WHEN $4 = 'made' THEN clock_timestamp() + $5 * interval '1 millisecond' END
         WHERE job_id = $1 AND host = $2 AND fence = $3 RETURNING 1`,
        [jobId, host, fence, as, jobLeaseMs],
      )
      return finished.length > 0
    },
  }
}

async function registerHost(
  { pool }: Context,
  input: Parameters<GpuHostCatalogue['register']>[0],
): Promise<boolean> {
  const { host, instance, address, version, profile, facts } = input
  const registered = await queryPool(
    pool,
    `INSERT INTO gpu_hosts (host, instance, address, version, profile, facts) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (host) DO UPDATE SET instance = excluded.instance, address = excluded.address,
       version = excluded.version, profile = excluded.profile, facts = excluded.facts, resident = '[]',
       serving = NULL, trouble = NULL, pace = NULL, running = 0, swaps = 0, executions = 0, discarded = 0, busy_ms = 0,
       started_at = clock_timestamp(), heartbeat_at = clock_timestamp(), left_at = NULL
     WHERE gpu_hosts.instance = excluded.instance OR gpu_hosts.left_at IS NOT NULL
       OR gpu_hosts.heartbeat_at <= clock_timestamp() - $7 * interval '1 millisecond'
     RETURNING 1`,
    [host, instance, address, version, profile, JSON.stringify(facts), hostGoneMs],
  )
  return registered.length > 0
}

async function beatHost({ pool }: Context, input: Parameters<GpuHostCatalogue['beat']>[0]): Promise<boolean> {
  const beaten = await queryPool(
    pool,
    `UPDATE gpu_hosts SET heartbeat_at = clock_timestamp(), serving = $3, resident = $4, running = $5, swaps = $6,
       executions = $7, discarded = $8, busy_ms = $9, trouble = $10, facts = coalesce($11, facts), version = coalesce($12, version),
       profile = CASE WHEN $12::text IS NULL THEN profile ELSE $13 END, pace = $14, left_at = NULL
     WHERE host = $1 AND instance = $2 RETURNING 1`,
    [
      ...[input.host, input.instance, input.serving, JSON.stringify(input.resident), input.running],
      ...[input.swaps, input.executions, input.discarded, input.busyMs],
      input.trouble === null ? null : storableText(input.trouble, troubleCharactersMax),
      input.probed === undefined ? null : JSON.stringify(input.probed.facts),
      ...[input.probed?.version ?? null, input.probed?.profile ?? null],
      input.pace === undefined ? null : JSON.stringify(input.pace),
    ],
  )
  return beaten.length > 0
}

interface HostColumns {
  host: string
  address: string
  version: string
  profile: string | null
  facts: GpuHostRow['facts']
  resident: GpuHostRow['resident']
  serving: string | null
  trouble: string | null
  pace: HostPace | null
  running: number
  swaps: number
  executions: number
  discarded: number
  busy_ms: number
  started_at: Date
  heartbeat_at: Date
  is_alive: boolean
  checkpoint: string | null
  loras: string[] | null
}

async function listHosts({ pool }: Context): Promise<GpuHostRow[]> {
  const rows = await queryPool<HostColumns>(
    pool,
    `SELECT h.*, h.heartbeat_at > clock_timestamp() - $1 * interval '1 millisecond' AS is_alive, m.checkpoint, m.loras
     FROM gpu_hosts h LEFT JOIN model_sets m ON m.model_key = h.serving
     WHERE h.left_at IS NULL AND h.heartbeat_at > clock_timestamp() - $2 * interval '1 day'
     ORDER BY is_alive DESC, h.host LIMIT 1000`,
    [hostGoneMs, silentDaysMax],
  )
  return rows.map((row) => ({
    host: row.host,
    address: row.address,
    version: row.version,
    profile: row.profile,
    facts: row.facts,
    resident: row.resident,
    serving: row.serving,
    servingModels: row.checkpoint === null ? null : { checkpoint: row.checkpoint, loras: row.loras ?? [] },
    trouble: row.trouble,
    ...(row.pace === null ? {} : { pace: row.pace }),
    running: row.running,
    swaps: row.swaps,
    executions: row.executions,
    discarded: row.discarded,
    busyMs: row.busy_ms,
    startedAt: row.started_at.toISOString(),
    heartbeatAt: row.heartbeat_at.toISOString(),
    isAlive: row.is_alive,
  }))
}

async function queueJobs(
  { pool }: Context,
  { projectId, jobIds, provider, models, priority }: Parameters<GpuHostCatalogue['queueJobs']>[0],
): Promise<void> {
  const modelKey = models === null ? null : modelKeyOf(models)
  await inTransaction(pool, async (tx) => {
    if (models !== null)
      await queryTx(
        tx,
        `INSERT INTO model_sets (model_key, checkpoint, loras) VALUES ($1, $2, $3) ON CONFLICT (model_key) DO NOTHING`,
        [modelKey, models.checkpoint, models.loras.map(({ name }) => name)],
      )
    const known = await queryTx<{ job_id: string }>(
      tx,
      `SELECT job_id FROM generation_jobs WHERE project_id = $1 AND job_id = ANY($2) ORDER BY job_id FOR UPDATE`,
      [projectId, jobIds],
    )
    const there = new Set(known.map(({ job_id }) => job_id))
    for (const jobId of jobIds) if (!there.has(jobId)) throw noSuchJob(jobId)
    await queryTx(
      tx,
      `UPDATE generation_jobs SET provider = $3, model_key = $4, priority = $5, state = 'queued',
         queued_at = clock_timestamp()
       WHERE project_id = $1 AND job_id = ANY($2) AND NOT (state IS NOT NULL AND state IN ('queued', 'running')
         AND provider IS NOT DISTINCT FROM $3 AND model_key IS NOT DISTINCT FROM $4)`,
      [projectId, jobIds, provider, modelKey, priority ?? priorityDefault],
    )
  })
}

/**
 * A job waits while nobody has it and its picture is wanted and not there: no refund, and no variant since it was queued
 * (a damaged picture is queued again beside its variant).
 */
const waitingSql = `SELECT j.project_id, j.model_key, min(j.priority) AS priority, count(*)::int AS count,
    min(j.queued_at) AS oldest_at
  FROM generation_jobs j
  WHERE j.model_key IS NOT NULL AND j.state IN ('queued', 'running', 'made')
    AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
    AND NOT EXISTS (SELECT 1 FROM variants v
      WHERE v.job_id = j.job_id AND (j.state = 'made' OR v.created_at >= j.queued_at))
    AND NOT EXISTS (SELECT 1 FROM drafts d
      WHERE d.job_id = j.job_id AND (j.state = 'made' OR d.created_at >= j.queued_at))
    AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.job_id = j.job_id AND l.kind = 'refund')
  GROUP BY j.project_id, j.model_key`

async function readWaitingWork({ pool }: Context): Promise<WaitingWork[]> {
  const rows = await queryPool<{
    project_id: string
    model_key: string
    checkpoint: string
    loras: string[]
    priority: number
    count: number
    oldest_ms: number
    waited_ms: number
  }>(
    pool,
    `WITH waiting AS (${waitingSql}), aged AS (
       SELECT w.*, (SELECT s.started_at FROM generation_jobs s
         WHERE s.model_key = w.model_key AND s.project_id = w.project_id AND s.started_at IS NOT NULL
         ORDER BY s.started_at DESC LIMIT 1) AS served_at FROM waiting w)
     SELECT a.*, m.checkpoint, m.loras,
       extract(epoch FROM clock_timestamp() - a.oldest_at)::float8 * 1000 AS oldest_ms,
       extract(epoch FROM clock_timestamp() - greatest(a.oldest_at, a.served_at))::float8 * 1000 AS waited_ms
     FROM aged a JOIN model_sets m USING (model_key)
     ORDER BY waited_ms DESC, a.model_key, a.project_id LIMIT 1000`,
  )
  return rows.map((row) => ({
    projectId: row.project_id,
    modelKey: row.model_key,
    checkpoint: row.checkpoint,
    loras: row.loras,
    priority: row.priority,
    count: row.count,
    oldestMs: Math.max(0, row.oldest_ms),
    waitedMs: Math.max(0, row.waited_ms),
  }))
}

async function claimJob(
  { pool }: Context,
  { jobId, host, leaseMs = jobLeaseMs }: Parameters<GpuHostCatalogue['claim']>[0],
): ReturnType<GpuHostCatalogue['claim']> {
  const [taken] = await queryPool<{ fence: number }>(
    pool,
    `UPDATE generation_jobs SET host = $2, fence = fence + 1, started_at = clock_timestamp(),
       state = CASE WHEN state = 'queued' THEN 'running' ELSE state END,
       lease_until = clock_timestamp() + $3 * interval '1 millisecond'
     WHERE job_id = $1 AND (host IS NULL OR host = $2 OR lease_until IS NULL OR lease_until <= clock_timestamp())
     RETURNING fence`,
    [jobId, host, leaseMs],
  )
  if (taken) return { claimed: true, fence: taken.fence }
  const [held] = await queryPool<{ host: string; lease_ms: number | null }>(
    pool,
    `SELECT host, extract(epoch FROM lease_until - clock_timestamp())::float8 * 1000 AS lease_ms
     FROM generation_jobs WHERE job_id = $1`,
    [jobId],
  )
  if (!held) throw noSuchJob(jobId)
  return { claimed: false, holder: held.host, leaseMs: Math.max(0, held.lease_ms ?? 0) }
}
