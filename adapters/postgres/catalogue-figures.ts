import type pg from 'pg'
import { migrationsTable } from './table-shapes.js'

/** One number about the catalogue now. Names are Prometheus' (docs/guides/observe.md tells what each means). */
export interface CatalogueFigure {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  /** Rows of labels and value. A figure without rows is 0 where it has no labels, else absent. */
  readonly sql: string
}

const open = "('done', 'failed', 'cancelled')"

const figure = (name: string, help: string, labelNames: readonly string[], sql: string): CatalogueFigure => ({
  name: `assetloom_${name}`,
  help,
  labelNames,
  sql,
})

const ageOf = (column: string) =>
  `coalesce(extract(epoch FROM clock_timestamp() - min(${column})), 0)::float8 AS value`

/** Everything that is read at a scrape. Each is one statement; none locks, none returns a row an asset. */
export const catalogueFigures: readonly CatalogueFigure[] = [
  figure('projects', 'Projects.', [], 'SELECT count(*)::float8 AS value FROM projects'),
  figure(
    'runs',
    'Production runs by stage.',
    ['stage', 'paused'],
    'SELECT stage, paused::text AS paused, count(*)::float8 AS value FROM runs GROUP BY stage, paused',
  ),
  figure(
    'run_oldest_idle_seconds',
    'Longest time that an open, unpaused run with nothing to review has had no event.',
    [],
    `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - coalesce(e.at, r.created_at))), 0)::float8 AS value
     FROM runs r
     LEFT JOIN LATERAL (
       SELECT at FROM events WHERE project_id = r.project_id AND run_id = r.run_id ORDER BY seq DESC LIMIT 1
     ) e ON true
     WHERE r.stage NOT IN ${open} AND NOT r.paused
       AND NOT EXISTS (SELECT FROM run_spec_states s WHERE s.run_id = r.run_id AND s.stage = 'reviewing')`,
  ),
  figure(
    'specs',
    'Specs of open runs by stage.',
    ['stage'],
    `SELECT s.stage, count(*)::float8 AS value FROM run_specs s JOIN runs r USING (run_id)
     WHERE r.stage NOT IN ${open} AND s.origin_run_id IS NULL GROUP BY s.stage`,
  ),
  figure(
    'specs_settled',
    'Specs of all runs that came to an end, by how.',
    ['stage'],
    `SELECT stage, count(*)::float8 AS value FROM run_specs
     WHERE stage IN ('done', 'rejected', 'failed', 'cancelled') GROUP BY stage`,
  ),
  figure(
    'reviews_waiting',
    'Specs that wait for a person.',
    [],
    `SELECT count(*)::float8 AS value FROM run_specs s JOIN runs r USING (run_id)
     WHERE s.stage = 'reviewing' AND r.stage NOT IN ${open}`,
  ),
  figure(
    'review_oldest_seconds',
    'Age of the oldest picture that waits for a decision.',
    [],
    `SELECT ${ageOf('v.created_at')} FROM run_specs s JOIN runs r USING (run_id)
     JOIN variants v ON v.run_id = s.run_id AND v.spec_revision_id = s.spec_revision_id AND v.round = s.round
     WHERE s.stage = 'reviewing' AND r.stage NOT IN ${open} AND v.verdict = 'undecided'`,
  ),
  figure(
    'outbox_open',
    'Messages for Temporal that are not delivered yet.',
    ['kind'],
    `SELECT kind, count(*)::float8 AS value FROM outbox WHERE closed_at IS NULL GROUP BY kind`,
  ),
  figure(
    'outbox_oldest_seconds',
    'Age of the oldest message that is not delivered.',
    [],
    `SELECT ${ageOf('created_at')} FROM outbox WHERE closed_at IS NULL`,
  ),
  figure(
    'decisions_pending',
    'Decisions that were accepted and are not recorded yet.',
    [],
    `SELECT count(*)::float8 AS value FROM decision_requests WHERE state = 'pending'`,
  ),
  figure(
    'permits',
    'Permits of the generation stage by state.',
    ['state'],
    `SELECT CASE WHEN granted_at IS NULL THEN 'queued' ELSE 'held' END AS state, count(*)::float8 AS value
     FROM permits GROUP BY 1`,
  ),
  figure(
    'permit_oldest_queued_seconds',
    'How long the first in line has waited for a permit.',
    [],
    `SELECT ${ageOf('queued_at')} FROM permits WHERE granted_at IS NULL`,
  ),
  figure(
    'reservations_unsettled',
    'Reservations without commit or refund.',
    [],
    `SELECT count(*)::float8 AS value FROM ledger_entries r WHERE r.kind = 'reserve' AND NOT EXISTS
       (SELECT FROM ledger_entries s WHERE s.job_id = r.job_id AND s.kind IN ('commit', 'refund'))`,
  ),
  figure(
    'reservation_oldest_seconds',
    'Age of the oldest reservation without commit or refund.',
    [],
    `SELECT ${ageOf('r.created_at')} FROM ledger_entries r WHERE r.kind = 'reserve' AND NOT EXISTS
       (SELECT FROM ledger_entries s WHERE s.job_id = r.job_id AND s.kind IN ('commit', 'refund'))`,
  ),
  figure('jobs', 'Generation jobs.', [], 'SELECT count(*)::float8 AS value FROM generation_jobs'),
  figure(
    'job_executions',
    'Times that a job was painted, retries included.',
    [],
    'SELECT coalesce(sum(executions), 0)::float8 AS value FROM generation_jobs',
  ),
  figure(
    'job_executions_wasted',
    'Times that a job was painted beyond the once that it needs.',
    [],
    'SELECT coalesce(sum(executions - 1), 0)::float8 AS value FROM generation_jobs WHERE executions > 1',
  ),
  figure(
    'variants',
    'Variants by verdict.',
    ['verdict'],
    'SELECT verdict, count(*)::float8 AS value FROM variants GROUP BY verdict',
  ),
  figure(
    'decisions',
    'Recorded decisions by verb.',
    ['verb'],
    'SELECT verb, count(*)::float8 AS value FROM decisions GROUP BY verb',
  ),
  figure(
    'cost_micros',
    'Money in millionths, by kind of ledger entry and currency.',
    ['kind', 'currency'],
    'SELECT kind, currency, sum(cost_micros)::float8 AS value FROM ledger_entries GROUP BY kind, currency',
  ),
  figure('asset_versions', 'Finished assets.', [], 'SELECT count(*)::float8 AS value FROM asset_versions'),
  figure(
    'bundles',
    'Bundles by state and target.',
    ['state', 'target'],
    'SELECT state, target, count(*)::float8 AS value FROM bundles GROUP BY state, target',
  ),
  figure(
    'bundle_oldest_building_seconds',
    'Age of the oldest bundle that is being built.',
    [],
    `SELECT ${ageOf('created_at')} FROM bundles WHERE state = 'building'`,
  ),
  figure(
    'events',
    'Events of all projects.',
    [],
    'SELECT coalesce(sum(last), 0)::float8 AS value FROM (SELECT max(seq) AS last FROM events GROUP BY project_id) p',
  ),
  figure(
    'schema_info',
    'The newest migration of the database.',
    ['migration'],
    `SELECT name AS migration, 1::float8 AS value FROM ${migrationsTable} ORDER BY id DESC LIMIT 1`,
  ),
  figure(
    'postgres_connections',
    'Connections to this database by state.',
    ['state'],
    `SELECT coalesce(state, 'none') AS state, count(*)::float8 AS value FROM pg_stat_activity
     WHERE datname = current_database() GROUP BY 1`,
  ),
  figure(
    'postgres_bytes',
    'Size of the database.',
    [],
    'SELECT pg_database_size(current_database())::float8 AS value',
  ),
]

export interface FigureRow {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * Reads every figure in one transaction that only reads, on one connection, and gives up after `deadlineMs` (each
 * statement: Postgres ends it). Throws what Postgres says.
 */
export async function readCatalogueFigures(
  pool: pg.Pool,
  deadlineMs: number,
): Promise<ReadonlyMap<CatalogueFigure, readonly FigureRow[]>> {
  const found = new Map<CatalogueFigure, readonly FigureRow[]>()
  const endsAt = performance.now() + deadlineMs
  const client = await pool.connect()
  try {
    await client.query('BEGIN TRANSACTION READ ONLY')
    for (const one of catalogueFigures) {
      const leftMs = Math.floor(endsAt - performance.now())
      if (leftMs <= 0) throw new Error(`the figures of the catalogue were not read within ${deadlineMs} ms`)
      await client.query(`SET LOCAL statement_timeout = ${leftMs}`)
      const { rows } = await client.query<Record<string, unknown>>(one.sql)
      found.set(
        one,
        rows.map((row) => toFigureRow(one, row)),
      )
    }
    await client.query('COMMIT')
    client.release()
    return found
  } catch (error) {
    // A connection in the middle of a transaction must not go back to the pool.
    client.release(error instanceof Error ? error : true)
    throw error
  }
}

function toFigureRow(one: CatalogueFigure, row: Readonly<Record<string, unknown>>): FigureRow {
  const labels = Object.fromEntries(one.labelNames.map((name) => [name, String(row[name])]))
  return { labels, value: Number(row['value']) }
}
