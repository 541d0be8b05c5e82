import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { AssetloomError } from '../../core/errors.js'
import {
  countingHash,
  type DatabaseBackup,
  openLongClient,
  quote,
  type TableBackup,
} from './backup-database.js'
import { migrateDatabase } from './migrate-database.js'
import { toCatalogueError } from './postgres-errors.js'
import { readMigrationNames, readTableShapes } from './table-shapes.js'

export interface RestoreDatabaseInput {
  readonly connectionString: string
  readonly backup: DatabaseBackup
  readonly tableFile: (table: string) => string
  readonly onTable?: (table: string, rows: number) => void
  readonly migrationsDir?: string
}

const ownMigrations = fileURLToPath(new URL('./migrations/', import.meta.url))

/**
 * Makes an empty database what the backup says: schema at the backup's migrations, rows and sequences in one
 * transaction, then the migrations that came later. Killed before the commit it leaves no rows, and may be repeated.
 * Throws Conflict for a database with rows and for a backup of a newer schema.
 */
export async function restoreDatabase(input: RestoreDatabaseInput): Promise<{ migrated: string[] }> {
  const { connectionString, backup } = input
  const options = input.migrationsDir === undefined ? {} : { migrationsDir: input.migrationsDir }
  await refuseUnknownMigrations(backup.migrations, input.migrationsDir)
  await refuseRows(connectionString)
  await migrateDatabase(connectionString, { ...options, only: backup.migrations })
  await loadTables(input)
  return { migrated: await migrateDatabase(connectionString, options) }
}

/**
 * Throws Conflict unless this program's migrations begin with these: an older program cannot read a newer backup, and
 * a gap could not be filled in order.
 */
export async function refuseUnknownMigrations(
  names: readonly string[],
  migrationsDir = ownMigrations,
): Promise<void> {
  const files = await readdir(migrationsDir)
  const known = files.filter((file) => file.endsWith('.sql')).map((file) => file.replace(/\.sql$/, ''))
  known.sort()
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new AssetloomError(
      'Conflict',
      `the backup has a newer schema than this program knows (${unknown.join(', ')})`,
      'restore it with the version of assetloom that made it, or a newer one',
      { unknownMigrations: unknown.length },
    )
  if (names.some((name, at) => known[at] !== name))
    throw new AssetloomError(
      'Conflict',
      `the backup lacks migrations that come before its last one (${known.slice(0, names.length).join(', ')})`,
      'restore it with the version of assetloom that made it',
    )
}

/** A database with rows is somebody's: it is never emptied here. */
async function refuseRows(connectionString: string): Promise<void> {
  const client = openLongClient(connectionString)
  try {
    await client.connect()
    for (const { name } of await readTableShapes(client)) {
      const { rows } = await client.query<{ found: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM ${quote(name)}) AS found`,
      )
      if (rows[0]?.found === true)
        throw new AssetloomError(
          'Conflict',
          `the database is not empty: its table ${name} has rows`,
          'name an empty database with DATABASE_URL (createdb makes one); nothing was changed',
          { table: name },
        )
    }
  } catch (error) {
    throw toCatalogueError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function loadTables({
  connectionString,
  backup,
  tableFile,
  onTable,
}: RestoreDatabaseInput): Promise<void> {
  const client = openLongClient(connectionString)
  try {
    await client.connect()
    await client.query('BEGIN')
    await client.query(`SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'`)
    await refuseOtherTables(client, backup)
    // Foreign keys are checked when they come back: tables may then be loaded in any order. It needs no superuser.
    const keys = await dropForeignKeys(client)
    for (const table of backup.tables) {
      await client.query(
        `ALTER TABLE ${quote(table.name)} DISABLE TRIGGER USER; TRUNCATE ${quote(table.name)}`,
      )
      await copyIn(client, table, tableFile(table.name))
      await client.query(`ALTER TABLE ${quote(table.name)} ENABLE TRIGGER USER`)
      onTable?.(table.name, table.rows)
    }
    for (const { table, name, definition } of keys)
      await client.query(`ALTER TABLE ${quote(table)} ADD CONSTRAINT ${quote(name)} ${definition}`)
    for (const { name, lastValue, isCalled } of backup.sequences)
      await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [quote(name), lastValue, isCalled])
    await client.query('COMMIT')
    await client.query('ANALYZE')
  } catch (error) {
    throw toCatalogueError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function refuseOtherTables(client: Client, backup: DatabaseBackup): Promise<void> {
  const found = await readTableShapes(client)
  const applied = await readMigrationNames(client)
  const differs =
    found.map(({ name }) => name).join() !== backup.tables.map(({ name }) => name).join() ||
    applied.join() !== backup.migrations.join()
  if (differs)
    throw new AssetloomError(
      'Conflict',
      'the database has tables that the backup does not know',
      'name an empty database with DATABASE_URL; nothing was changed',
    )
}

interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

async function dropForeignKeys(client: Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, k.conname`,
  )
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${quote(table)} DROP CONSTRAINT ${quote(name)}`)
  return rows
}

async function copyIn(client: Client, table: TableBackup, path: string): Promise<void> {
  const columns = table.columns.map(quote).join(', ')
  const target = client.query(copyFrom(`COPY ${quote(table.name)} (${columns}) FROM STDIN`))
  const counted = countingHash()
  await pipeline(createReadStream(path), createGunzip(), counted.stream, target)
  const { sha256 } = counted.finish()
  if (sha256 !== table.sha256 || target.rowCount !== table.rows)
    throw new AssetloomError(
      'CorruptObject',
      `the backup's file of table ${table.name} is damaged: ${target.rowCount} of ${table.rows} rows, hash ${sha256}`,
      'use an older snapshot of the backup (--snapshot); nothing was changed',
      { table: table.name },
    )
}
