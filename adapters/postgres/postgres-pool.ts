import pg from 'pg'
import { reportSlowQueries, type SlowQuery } from './slow-queries.js'

const slowQueryMs = 500

export interface PostgresPoolOptions {
  readonly connectionString: string
  /** Connections of this process. PostgreSQL allows 100 in all by default. */
  readonly connectionsMax?: number
  /** Longest run of one statement, milliseconds. */
  readonly statementTimeoutMs?: number
  /** Longest wait for a free or new connection, milliseconds. */
  readonly connectTimeoutMs?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  /** Hears of statements that took long. Parameters are never part of it. */
  readonly onSlowQuery?: (query: SlowQuery) => void
  /** Default: 500. */
  readonly slowQueryMs?: number
  /** Hears of idle connections that broke. The pool replaces them by itself. */
  readonly onConnectionError?: (error: Error) => void
}

/**
 * A pool with limits on everything. A pool without an `error` listener would end the process when PostgreSQL stops,
 * so there is always one.
 */
export function createPostgresPool(options: PostgresPoolOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    // Ends a connection that hangs without an answer, a little after the server would have ended the statement.
    query_timeout: statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: options.applicationName ?? 'assetloom',
  })
  pool.on('error', (error) => options.onConnectionError?.(error))
  const { onSlowQuery } = options
  if (onSlowQuery) reportSlowQueries(pool, options.slowQueryMs ?? slowQueryMs, onSlowQuery)
  return pool
}
