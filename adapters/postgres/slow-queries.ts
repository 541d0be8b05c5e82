import type pg from 'pg'

/** One statement that took long: its text has placeholders where values were. */
export interface SlowQuery {
  readonly statement: string
  readonly durationMs: number
}

const statementCharsMax = 300

type Query = (...args: unknown[]) => unknown

/** Measures every statement of `pool`, whoever sends it, and tells of those that took `slowMs` or more. */
export function reportSlowQueries(pool: pg.Pool, slowMs: number, report: (query: SlowQuery) => void): void {
  measure(pool, slowMs, report)
  pool.on('connect', (client) => measure(client, slowMs, report))
}

function measure(target: pg.Pool | pg.PoolClient, slowMs: number, report: (query: SlowQuery) => void): void {
  const query = target.query.bind(target) as Query
  const measured: Query = (...args) => {
    const startedMs = performance.now()
    const answer = query(...args)
    // Calls with a callback are the pool's own, on behalf of one that is measured already.
    if (!(answer instanceof Promise)) return answer
    return answer.finally(() => {
      const durationMs = Math.round(performance.now() - startedMs)
      if (durationMs >= slowMs) report({ statement: statementOf(args[0]), durationMs })
    })
  }
  target.query = measured as typeof target.query
}

function statementOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text?: string } | null)?.text
  return (text ?? 'unknown').replace(/\s+/g, ' ').trim().slice(0, statementCharsMax)
}
