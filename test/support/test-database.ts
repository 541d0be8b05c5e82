import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { migrateDatabase } from '../../adapters/postgres/migrate-database.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import { sha256Hex } from '../../core/hash.js'

export interface TestDatabase {
  /** Address of a migrated database that nobody else uses. */
  readonly url: string
  readonly pool: pg.Pool
  /** Ends the pool and drops the database. */
  readonly drop: () => Promise<void>
}

const migrationsFolder = new URL('../../adapters/postgres/migrations/', import.meta.url)

/** A database of the run's cluster, copied from a template that the first test file migrates. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(async (admin) => {
    const template = await ensureTemplate(admin)
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  const url = databaseUrl(name)
  const pool = createPostgresPool({ connectionString: url, connectionsMax: 10 })
  return {
    url,
    pool,
    drop: async () => {
      await pool.end()
      await asAdmin(async (admin) => await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

/** An empty database without any schema. */
export async function createEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `empty_${randomUUID().replaceAll('-', '')}`
  await asAdmin(async (admin) => await admin.query(`CREATE DATABASE ${name}`))
  return {
    url: databaseUrl(name),
    drop: async () => {
      await asAdmin(async (admin) => await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

/** Test files start side by side: one of them makes the template, the others wait for it. */
async function ensureTemplate(admin: pg.Client): Promise<string> {
  const files = (await readdir(migrationsFolder)).sort()
  const texts = await Promise.all(
    files.map(async (file) => await readFile(new URL(file, migrationsFolder), 'utf8')),
  )
  const template = `template_${sha256Hex(texts.join('\n')).slice(0, 16)}`
  const { rows } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])
  if (rows.length > 0) return template
  const unfinished = `${template}_unfinished`
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`)
  await admin.query(`CREATE DATABASE ${unfinished}`)
  await migrateDatabase(databaseUrl(unfinished))
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`)
  return template
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  try {
    // One at a time: a template cannot be copied while another session copies or makes it.
    await admin.query('SELECT pg_advisory_lock(4242)')
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function databaseUrl(name: string): string {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}
