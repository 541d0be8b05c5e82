import pg from 'pg'
import type { Lab } from './lab.js'

/** One figure of the lab's catalogue, read on a connection of its own. */
export async function countRows(lab: Lab, sql: string, values: readonly unknown[]): Promise<number> {
  const db = new pg.Client({ connectionString: lab.stack!.databaseUrl, query_timeout: 60_000 })
  await db.connect()
  try {
    return Number((await db.query<{ n: string }>(sql, [...values])).rows[0]?.n)
  } finally {
    await db.end()
  }
}
