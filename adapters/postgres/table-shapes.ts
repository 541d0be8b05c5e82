import type { ClientBase } from 'pg'
import { queryTx } from './transaction.js'

/** Where the migration library keeps which migrations a database has. */
export const migrationsTable = 'schema_migrations'

export interface TableShape {
  readonly name: string
  /** In the table's order, without those that PostgreSQL computes. */
  readonly columns: readonly string[]
}

/** The catalogue's tables as they are now, by name, without the list of migrations. */
export async function readTableShapes(tx: ClientBase): Promise<TableShape[]> {
  const rows = await queryTx<{ name: string; columns: string[] }>(
    tx,
    `SELECT c.relname AS name, coalesce(array_agg(a.attname::text ORDER BY a.attnum)
       FILTER (WHERE a.attnum IS NOT NULL), '{}') AS columns
     FROM pg_class c
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> $1
     GROUP BY c.oid, c.relname ORDER BY c.relname`,
    [migrationsTable],
  )
  return rows
}

/** Names of the applied migrations, oldest first; none for a database without the list. */
export async function readMigrationNames(tx: ClientBase): Promise<string[]> {
  const [found] = await queryTx<{ there: boolean }>(tx, 'SELECT to_regclass($1) IS NOT NULL AS there', [
    migrationsTable,
  ])
  if (found?.there !== true) return []
  const rows = await queryTx<{ name: string }>(tx, `SELECT name FROM ${migrationsTable} ORDER BY id`)
  return rows.map(({ name }) => name)
}
