import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { reviewOverdueMs, type DatabaseExamination } from '../../core/examination.js'
import { toCatalogueError } from './postgres-errors.js'
import { readMigrationNames } from './table-shapes.js'

const connectTimeoutMs = 3_000
const statementTimeoutMs = 10_000

/** Looks at a running catalogue; changes nothing. Throws Unavailable when it does not answer. */
export async function examineDatabase(
  connectionString: string,
): Promise<Omit<DatabaseExamination, 'storedBytes' | 'storeQuotaBytes'>> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: statementTimeoutMs,
    application_name: 'assetloom-doctor',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const askedMs = Date.now()
    const clock = await client.query<{ now_ms: number; version: string }>(
      `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms, current_setting('server_version') AS version`,
    )
    const answeredMs = Date.now()
    const applied = await readMigrationNames(client)
    const dir = fileURLToPath(new URL('./migrations/', import.meta.url))
    const known = (await readdir(dir))
      .filter((file) => file.endsWith('.sql'))
      .map((file) => file.slice(0, -4))
    const [row] = (await client.query<Record<string, string>>(openWorkSql, [reviewOverdueMs])).rows
    const count = (name: string) => Math.max(0, Math.round(Number(row?.[name] ?? 0)))
    return {
      version: clock.rows[0]?.version ?? 'unknown',
      clockSkewMs: Math.round((clock.rows[0]?.now_ms ?? askedMs) - (askedMs + answeredMs) / 2),
      migrationsMissing: known.filter((name) => !applied.includes(name)).sort(),
      migrationsUnknown: applied.filter((name) => !known.includes(name)),
      outboxOpen: count('outbox'),
      outboxOldestMs: count('outbox_ms'),
      reservationsUnsettled: count('unsettled'),
      reservationsOldestMs: count('unsettled_ms'),
      reviewsOverdue: count('overdue'),
    }
  } catch (error) {
    throw toCatalogueError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const ageMs = (column: string) => `coalesce(extract(epoch FROM clock_timestamp() - min(${column})) * 1000, 0)`

const openWorkSql = `
  WITH mail AS (SELECT count(*) AS n, ${ageMs('created_at')} AS ms FROM outbox WHERE closed_at IS NULL),
  unsettled AS (
    SELECT count(*) AS n, ${ageMs('r.created_at')} AS ms FROM ledger_entries r
    WHERE r.kind = 'reserve'
      AND NOT EXISTS (SELECT 1 FROM ledger_entries s WHERE s.job_id = r.job_id AND s.kind IN ('commit', 'refund'))
      AND NOT EXISTS (SELECT 1 FROM permits p WHERE p.run_id = r.run_id AND p.spec_revision_id = r.spec_revision_id)),
  overdue AS (
    SELECT count(*) AS n FROM (
      SELECT 1 FROM run_specs rs JOIN runs r USING (run_id)
        JOIN variants v ON v.run_id = rs.run_id AND v.spec_revision_id = rs.spec_revision_id
        JOIN scores s USING (variant_id)
      WHERE rs.stage = 'reviewing' AND r.stage NOT IN ('done', 'failed', 'cancelled')
      GROUP BY rs.run_id, rs.spec_revision_id
      HAVING max(s.scored_at) < clock_timestamp() - $1 * interval '1 millisecond') o)
  SELECT mail.n AS outbox, mail.ms AS outbox_ms, unsettled.n AS unsettled, unsettled.ms AS unsettled_ms,
    overdue.n AS overdue FROM mail, unsettled, overdue`
