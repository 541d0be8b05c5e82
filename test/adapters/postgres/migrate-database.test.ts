import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { migrateDatabase } from '../../../adapters/postgres/migrate-database.js'
import { createEmptyDatabase } from '../../support/test-database.js'

const ownMigrations = fileURLToPath(new URL('../../../adapters/postgres/migrations/', import.meta.url))
const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function emptyDatabase(): Promise<string> {
  const database = await createEmptyDatabase()
  cleanups.push(database.drop)
  return database.url
}

/** The migrations of this version and one of a later version. */
async function laterMigrations(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assetloom-migrations-'))
  cleanups.push(async () => await rm(folder, { recursive: true, force: true }))
  await cp(ownMigrations, folder, { recursive: true })
  await writeFile(join(folder, '29990101000000000_later.sql'), 'CREATE TABLE later (id integer);')
  return folder
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('migrating the database', () => {
  it('makes the schema once, also when several processes start together', async () => {
    const url = await emptyDatabase()
    const applied = await Promise.all([1, 2, 3].map(async () => await migrateDatabase(url)))
    const files = (await readdir(ownMigrations)).map((file) => file.replace(/\.sql$/, '')).sort()
    expect(applied.flat().sort()).toEqual(files)
    expect(await migrateDatabase(url)).toEqual([])
    expect(await query(url, 'SELECT count(*)::int AS n FROM projects')).toEqual([{ n: 0 }])
  })

  it('refuses a schema that is newer than the program, and leaves it alone', async () => {
    const url = await emptyDatabase()
    const later = await laterMigrations()
    expect(await migrateDatabase(url, { migrationsDir: later })).toContain('29990101000000000_later')
    await expect(migrateDatabase(url)).rejects.toMatchObject({
      type: 'Conflict',
      message: expect.stringContaining('29990101000000000_later'),
      hint: expect.stringContaining('newer version'),
    })
    expect(await query(url, 'SELECT 1 FROM later')).toEqual([])
  })

  it('brings an older schema on', async () => {
    const url = await emptyDatabase()
    await migrateDatabase(url)
    expect(await migrateDatabase(url, { migrationsDir: await laterMigrations() })).toEqual([
      '29990101000000000_later',
    ])
  })

  it('undoes a migration that fails half-way and says what failed', async () => {
    const url = await emptyDatabase()
    const folder = await laterMigrations()
    await writeFile(
      join(folder, '29990102000000000_broken.sql'),
      'CREATE TABLE half (id integer); SELECT nonsense;',
    )
    await expect(migrateDatabase(url, { migrationsDir: folder })).rejects.toThrow(/nonsense/)
    expect(await query(url, `SELECT to_regclass('half') AS found`)).toEqual([{ found: null }])
  })

  it('says Unavailable when there is no server', async () => {
    await expect(migrateDatabase('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      type: 'Unavailable',
    })
  })
})
