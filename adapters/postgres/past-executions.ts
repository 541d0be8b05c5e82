import type { ExecutionTimes, GpuHostCatalogue, PastExecution } from '../../core/scheduling/gpu-host-ports.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

const executionsMax = 5_000
const kindsMax = 500
/** An attempt that attaches renews its lease; what nobody has had for so long is no work of the server. */
const openHoursMax = 24

interface TimesRow {
  model_key: string
  graph: string | null
  steps: number | null
  width: number | null
  height: number | null
  frames: number
  executions: number
  ms: number[]
}

/** A route that tells something else than a number tells nothing. */
const numberOf = (name: string) => `CASE WHEN jsonb_typeof(j.route #> '{values,${name}}') = 'number'
    THEN (j.route #>> '{values,${name}}')::float8 END AS ${name}`

const timesSql = `WITH newest AS (
    SELECT s.job_id, s.execution_ms FROM generation_submissions s
    WHERE s.state = 'done' AND s.execution_ms IS NOT NULL
      AND s.ended_at > clock_timestamp() - $1 * interval '1 millisecond'
    ORDER BY s.ended_at DESC LIMIT ${executionsMax}),
  told AS (
    SELECT j.model_key, n.execution_ms, (j.route #>> '{graph,name}') || '@' || (j.route #>> '{graph,version}') AS graph,
      ${numberOf('steps')}, ${numberOf('width')}, ${numberOf('height')},
      greatest(1, coalesce((SELECT sum((a ->> 'frames')::integer)
        FROM jsonb_array_elements(sr.content -> 'animations') a),
        jsonb_array_length(sr.content -> 'states'), 1))::int AS frames
    FROM newest n JOIN generation_jobs j USING (job_id) JOIN spec_revisions sr USING (spec_revision_id)
    WHERE j.model_key IS NOT NULL)
  SELECT model_key, graph, steps, width, height, frames, count(*)::int AS executions,
    percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY execution_ms) AS ms
  FROM told GROUP BY model_key, graph, steps, width, height, frames
  ORDER BY executions DESC, model_key, graph LIMIT ${kindsMax}`

/** What GPU hosts executed, and what is with them. */
export function createExecutionReads({
  pool,
}: Pick<PostgresCatalogueContext, 'pool'>): Pick<
  GpuHostCatalogue,
  'pastExecutions' | 'executionTimes' | 'openPrompts'
> {
  return {
    async pastExecutions({ withinMs, host }) {
      const rows = await queryPool<{
        host: string
        model_key: string
        checkpoint: string
        graph: string | null
        execution_ms: number
        ended_ago_ms: number
      }>(
        pool,
        `SELECT s.host, j.model_key, m.checkpoint, s.execution_ms,
           (j.route #>> '{graph,name}') || '@' || (j.route #>> '{graph,version}') AS graph,
           extract(epoch FROM clock_timestamp() - s.ended_at)::float8 * 1000 AS ended_ago_ms
         FROM generation_submissions s JOIN generation_jobs j USING (job_id) JOIN model_sets m USING (model_key)
         WHERE s.state = 'done' AND s.execution_ms IS NOT NULL AND ($2::text IS NULL OR s.host = $2)
           AND s.ended_at > clock_timestamp() - $1 * interval '1 millisecond'
         ORDER BY s.ended_at DESC LIMIT ${executionsMax}`,
        [withinMs, host ?? null],
      )
      return rows.map((row): PastExecution => ({
        ...{ host: row.host, modelKey: row.model_key, checkpoint: row.checkpoint, graph: row.graph },
        executionMs: row.execution_ms,
        endedAgoMs: Math.max(0, row.ended_ago_ms),
      }))
    },
    async executionTimes({ withinMs }) {
      const rows = await queryPool<TimesRow>(pool, timesSql, [withinMs])
      return rows.map((row): ExecutionTimes => {
        const [low = 0, likely = 0, high = 0] = row.ms
        return {
          ...{ modelKey: row.model_key, graph: row.graph, frames: row.frames },
          values: {
            ...(row.steps === null ? {} : { steps: row.steps }),
            ...(row.width === null ? {} : { width: row.width }),
            ...(row.height === null ? {} : { height: row.height }),
          },
          ...{ executions: row.executions, ms: { low, likely, high } },
        }
      })
    },
    async openPrompts() {
      const rows = await queryPool<{ host: string; open_ms: number }>(
        pool,
        `SELECT s.host, extract(epoch FROM clock_timestamp() - min(s.posted_at))::float8 * 1000 AS open_ms
         FROM generation_submissions s JOIN generation_jobs j ON j.job_id = s.job_id AND j.host = s.host
         WHERE s.state = 'open' AND s.posted_at > clock_timestamp() - ${openHoursMax} * interval '1 hour'
           AND j.lease_until > clock_timestamp()
         GROUP BY s.host`,
      )
      return new Map(rows.map(({ host, open_ms }) => [host, Math.max(0, open_ms)]))
    },
  }
}
