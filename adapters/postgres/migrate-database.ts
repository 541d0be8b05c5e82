import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { toCatalogueError } from './postgres-errors.js'
import { migrationsTable, readMigrationNames } from './table-shapes.js'

/** Longest wait for another process that migrates the same database. */
const lockTimeoutMs = 120_000

export interface MigrateOptions {
  /** Where the .sql files lie; a bundled build names its own copy. */
  readonly migrationsDir?: string
  /** Go no further than these, the first ones: a backup is loaded into the schema that it was made with. */
  readonly only?: readonly string[]
}

/**
 * Brings the database to this program's schema. Processes that start together wait for each other. Throws Conflict
 * where the database has migrations that this program does not know: an older program never writes a newer schema.
 * Returns the names of the migrations that were applied now.
 */
export async function migrateDatabase(
  connectionString: string,
  options: MigrateOptions = {},
): Promise<string[]> {
  const dir = options.migrationsDir ?? fileURLToPath(new URL('./migrations/', import.meta.url))
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    lock_timeout: lockTimeoutMs,
    application_name: 'assetloom-migrations',
  })
  // Reported by the statement that is running then.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await refuseNewerSchema(client, dir)
    const count = options.only && options.only.length - (await readMigrationNames(client)).length
    if (count !== undefined && count <= 0) return []
    const applied = await runner({
      dbClient: client,
      dir,
      migrationsTable,
      direction: 'up',
      ...(count === undefined ? {} : { count }),
      advisoryLockMode: 'wait',
      migrationLoaderStrategies: [{ extensions: ['.sql'], loader: 'legacySql' }],
      log: () => undefined,
    })
    // Another program may have migrated while this one waited for the lock.
    await refuseNewerSchema(client, dir)
    return applied.map(({ name }) => name)
  } catch (error) {
    throw toCatalogueError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function refuseNewerSchema(client: pg.Client, dir: string): Promise<void> {
  const known = new Set((await readdir(dir)).map((file) => file.replace(/\.sql$/, '')))
  const table = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [
    migrationsTable,
  ])
  if (!table.rows[0]?.found) return
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${migrationsTable} ORDER BY id`)
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new AssetloomError(
    'Conflict',
    `the database has a newer schema than this program knows (${unknown.join(', ')})`,
    'start the newer version of assetloom, or restore a backup made before it was installed',
    { unknownMigrations: unknown.length },
  )
}
