import { randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import pg from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { backUpDatabase, type DatabaseBackup } from '../../../adapters/postgres/backup-database.js'
import { migrateDatabase } from '../../../adapters/postgres/migrate-database.js'
import { restoreDatabase } from '../../../adapters/postgres/restore-database.js'
import { createEmptyDatabase } from '../../support/test-database.js'

// Databases are made and dropped in each: on a busy machine that takes a multiple of its usual time.
vi.setConfig({ testTimeout: 90_000 })
const ownMigrations = fileURLToPath(new URL('../../../adapters/postgres/migrations/', import.meta.url))
const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Every kind of column, a computed one, a foreign key to itself, a circle of two tables, a trigger that would object. */
const oddTables = `
CREATE TABLE odd_rows (
  row_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  words text, document jsonb, raw json, bytes bytea, large bigint, number double precision, at timestamptz,
  list text[], truth boolean, doubled bigint GENERATED ALWAYS AS (row_no * 2) STORED,
  parent bigint REFERENCES odd_rows, "Odd ""name" text);
CREATE TABLE circle (circle_id text PRIMARY KEY, row_no bigint REFERENCES odd_rows);
ALTER TABLE odd_rows ADD COLUMN circle_id text REFERENCES circle;
CREATE TRIGGER odd_rows_closed BEFORE UPDATE ON odd_rows FOR EACH ROW EXECUTE FUNCTION refuse_change();`

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'assetloom-backup-'))
  cleanups.push(async () => await rm(path, { recursive: true, force: true }))
  return path
}

async function database(migrationsDir?: string): Promise<string> {
  const made = await createEmptyDatabase()
  cleanups.push(made.drop)
  if (migrationsDir !== undefined) await migrateDatabase(made.url, { migrationsDir })
  return made.url
}

/** This version's migrations and one more. */
async function migrationsWith(sql: string): Promise<string> {
  const dir = await folder()
  await cp(ownMigrations, dir, { recursive: true })
  await writeFile(join(dir, '29990101000000000_odd.sql'), sql)
  return dir
}

async function query<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

async function backUp(
  url: string,
  onTable?: (table: string) => Promise<void>,
): Promise<{ backup: DatabaseBackup; tableFile: (table: string) => string }> {
  const dir = await folder()
  await mkdir(join(dir, 'tables'))
  const tableFile = (table: string) => join(dir, 'tables', `${table}.gz`)
  const backup = await backUpDatabase({
    connectionString: url,
    tableFile,
    objectListFile: join(dir, 'objects.gz'),
    ...(onTable === undefined ? {} : { onTable }),
  })
  return { backup, tableFile }
}

const asText = (url: string) =>
  query(url, 'SELECT o::text AS row FROM odd_rows o UNION ALL SELECT c::text FROM circle c ORDER BY 1')

// PostgreSQL's text knows every character but NUL, and no half of a pair.
const words = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\u0000', '')),
  fc.constantFrom('', '\\N', '\\.', 'a\tb\nc\r\nd\\', 'ß 日本 🏺', "'; DROP TABLE odd_rows; --", '\b\f\v'),
)
const oddRow = fc.record({
  words: fc.option(words),
  document: fc.option(fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', ''))),
  raw: fc.option(fc.constantFrom('{"b": 1,  "a": [1.50, null]}', '"\\u00e9\\n"', 'null')),
  bytes: fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
  large: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  number: fc.option(fc.double().map(String)),
  at: fc.option(fc.constantFrom('infinity', '2026-11-21 04:05:06.789012+05:30', '0044-03-15 12:00:00 BC')),
  list: fc.option(fc.array(fc.option(words), { maxLength: 4 })),
  truth: fc.option(fc.boolean()),
})

async function insertOdd(url: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const [nth, row] of rows.entries()) {
      const names = Object.keys(row)
      const { rows: made } = await client.query<{ row_no: string }>(
        `INSERT INTO odd_rows (${names.join(', ')}, "Odd ""name", parent)
         SELECT ${names.map((_, at) => `$${at + 1}`).join(', ')}, 'x', max(row_no) FROM odd_rows RETURNING row_no`,
        names.map((name) => row[name]),
      )
      await client.query('INSERT INTO circle VALUES ($1, $2)', [`c${nth}`, made[0]?.row_no])
    }
  } finally {
    await client.end()
  }
}

describe('backing up and restoring a database', () => {
  it('whatever the rows hold, the restored ones are the same and new ones go on counting', async () => {
    const migrationsDir = await migrationsWith(oddTables)
    const filled = await database(migrationsDir)
    await fc.assert(
      fc.asyncProperty(fc.array(oddRow, { minLength: 1, maxLength: 30 }), async (rows) => {
        await query(filled, 'TRUNCATE odd_rows, circle')
        await insertOdd(filled, rows)
        const { backup, tableFile } = await backUp(filled)
        const target = await createEmptyDatabase()
        try {
          const input = { connectionString: target.url, backup, tableFile, migrationsDir }
          await restoreDatabase(input)
          expect(await asText(target.url)).toEqual(await asText(filled))
          const next = 'INSERT INTO odd_rows (words) VALUES (NULL) RETURNING row_no'
          const [, largest] = await Promise.all([
            query(target.url, next),
            query<{ max: string }>(filled, 'SELECT max(row_no) FROM odd_rows'),
          ])
          const [made] = await query<{ max: string }>(target.url, 'SELECT max(row_no) FROM odd_rows')
          expect(BigInt(made!.max)).toBe(BigInt(largest[0]!.max) + 1n)
          await expect(query(target.url, `UPDATE odd_rows SET words = 'y'`)).rejects.toThrow('append-only')
          await expect(query(target.url, `INSERT INTO circle VALUES ('z', -5)`)).rejects.toThrow(
            'foreign key',
          )
        } finally {
          await target.drop()
        }
      }),
      { numRuns: 5 },
    )
  })

  it('all tables show one moment: what commits while it copies is in none of them', async () => {
    const url = await database(ownMigrations)
    const { backup, tableFile } = await backUp(url, async (table) => {
      if (table !== 'asset_versions') return
      await query(url, `INSERT INTO projects (project_id, key, name) VALUES ('prj_late', 'late', 'late')`)
    })
    expect(backup.tables.find(({ name }) => name === 'projects')?.rows).toBe(0)
    expect(gunzipSync(await readFile(tableFile('projects'))).toString()).toBe('')
    expect(await query(url, 'SELECT key FROM projects')).toEqual([{ key: 'late' }])
  })

  it('a backup of an older schema is loaded into that schema, then migrated', async () => {
    const url = await database(ownMigrations)
    const key = `old\t${randomUUID()}`
    await query(url, `INSERT INTO projects (project_id, key, name) VALUES ('prj_1', $1, 'n')`, [key])
    const { backup, tableFile } = await backUp(url)
    const later = await migrationsWith(
      `ALTER TABLE projects ADD COLUMN era text NOT NULL DEFAULT 'new'; ALTER TABLE projects DROP COLUMN name;`,
    )
    const target = await database()
    const input = { connectionString: target, backup, tableFile }
    const { migrated } = await restoreDatabase({ ...input, migrationsDir: later })
    expect(migrated).toEqual(['29990101000000000_odd'])
    expect(await query(target, 'SELECT key, era FROM projects')).toEqual([{ key, era: 'new' }])
  })

  it('refuses a newer schema and a database with rows, and changes neither', async () => {
    const newer = await database(await migrationsWith('CREATE TABLE later (id integer);'))
    const { backup, tableFile } = await backUp(newer)
    const empty = await database()
    await expect(restoreDatabase({ connectionString: empty, backup, tableFile })).rejects.toMatchObject({
      type: 'Conflict',
      message: expect.stringContaining('29990101000000000_odd'),
    })
    expect(await query(empty, `SELECT to_regclass('projects') AS found`)).toEqual([{ found: null }])
    const taken = await database(ownMigrations)
    await query(taken, `INSERT INTO projects (project_id, key, name) VALUES ('prj_1', 'mine', 'n')`)
    const own = await backUp(taken)
    await expect(restoreDatabase({ connectionString: taken, ...own })).rejects.toThrow('has rows')
  })

  it('a table file that was changed is refused, leaves no row behind, and the restore can be repeated', async () => {
    const url = await database(ownMigrations)
    await query(url, `INSERT INTO projects (project_id, key, name) VALUES ('prj_1', 'kept', 'n')`)
    const { backup, tableFile } = await backUp(url)
    const sound = await readFile(tableFile('projects'))
    const text = gunzipSync(sound).toString()
    await writeFile(tableFile('projects'), gzipSync(text.replace('kept', 'tore')))
    const target = await database()
    const input = { connectionString: target, backup, tableFile }
    await expect(restoreDatabase(input)).rejects.toMatchObject({ type: 'CorruptObject' })
    expect(await query(target, 'SELECT key FROM projects')).toEqual([])
    await writeFile(tableFile('projects'), sound.subarray(0, sound.length - 9))
    await expect(restoreDatabase(input)).rejects.toThrow()
    expect(await query(target, 'SELECT key FROM projects')).toEqual([])
    await writeFile(tableFile('projects'), sound)
    await restoreDatabase(input)
    expect(await query(target, 'SELECT key FROM projects')).toEqual([{ key: 'kept' }])
    expect((await readdir(ownMigrations)).length).toBe(backup.migrations.length)
  })
})
