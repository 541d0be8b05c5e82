import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUuidMint } from '../../../adapters/ids/uuid-mint.js'
import { withAdvisoryLock } from '../../../adapters/postgres/advisory-lock.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../../adapters/postgres/postgres-pool.js'
import { inTransaction, queryPool, queryTx } from '../../../adapters/postgres/transaction.js'
import { createTestDatabase } from '../../support/test-database.js'
import type { TestDatabase } from '../../support/test-database.js'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => await database.drop())

const endAllConnections = async () =>
  await queryPool(
    database.pool,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'victim'`,
  )

describe('a lost connection', () => {
  it('is Unavailable where no server answers, within the time limit', async () => {
    const pool = createPostgresPool({
      connectionString: 'postgres://nobody@127.0.0.1:1/none',
      connectTimeoutMs: 1_000,
    })
    const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
    await expect(catalogue.projects.list()).rejects.toMatchObject({
      type: 'Unavailable',
      hint: expect.stringContaining('DATABASE_URL'),
    })
    await expect(catalogue.projects.ensure({ key: 'a', name: 'a' })).rejects.toMatchObject({
      type: 'Unavailable',
    })
    await pool.end()
  })

  it('in the middle of a transaction is Unavailable, undoes it, and the next call works', async () => {
    const lost: Error[] = []
    const pool = createPostgresPool({
      connectionString: database.url,
      applicationName: 'victim',
      onConnectionError: (error) => lost.push(error),
    })
    const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
    const { projectId } = await catalogue.projects.ensure({ key: 'kept', name: 'kept' })
    const broken = inTransaction(pool, async (tx) => {
      await tx.query(`UPDATE projects SET name = 'lost'`)
      await endAllConnections()
      await tx.query('SELECT 1')
    })
    await expect(broken).rejects.toMatchObject({ type: 'Unavailable' })
    expect((await catalogue.projects.find(projectId))?.name).toBe('kept')
    // Idle connections that break are told to the listener; the process goes on.
    await endAllConnections()
    await expect.poll(() => lost.length, { timeout: 30_000 }).toBeGreaterThan(0)
    expect((await catalogue.projects.find(projectId))?.name).toBe('kept')
    await pool.end()
  })

  it('a statement that takes too long is Unavailable', async () => {
    const pool = createPostgresPool({ connectionString: database.url, statementTimeoutMs: 50 })
    await expect(queryPool(pool, 'SELECT pg_sleep(5)')).rejects.toMatchObject({ type: 'Unavailable' })
    await pool.end()
  })
})

describe('a transaction', () => {
  it('is run again when it lost a deadlock', async () => {
    await queryPool(database.pool, 'CREATE TABLE rivals (id integer PRIMARY KEY, n integer NOT NULL)')
    await queryPool(database.pool, 'INSERT INTO rivals VALUES (1, 0), (2, 0)')
    let runs = 0
    const add = async (first: number, second: number) =>
      await inTransaction(database.pool, async (tx) => {
        runs += 1
        await tx.query('UPDATE rivals SET n = n + 1 WHERE id = $1', [first])
        await sleep(50)
        await tx.query('UPDATE rivals SET n = n + 1 WHERE id = $1', [second])
      })
    await Promise.all([add(1, 2), add(2, 1)])
    expect(runs).toBeGreaterThan(2)
    expect(await queryPool(database.pool, 'SELECT n FROM rivals')).toEqual([{ n: 2 }, { n: 2 }])
  })

  it('that fails leaves nothing and gives its connection back', async () => {
    const failing = async () =>
      await inTransaction(database.pool, async (tx) => {
        await tx.query('INSERT INTO rivals VALUES (3, 0)')
        throw new TypeError('a bug')
      })
    for (let time = 0; time < 12; time++) await expect(failing()).rejects.toThrow('a bug')
    expect(await queryPool(database.pool, 'SELECT 1 FROM rivals WHERE id = 3')).toEqual([])
  })
})

describe('a statement', () => {
  beforeAll(async () => {
    await queryPool(database.pool, 'CREATE TABLE moved (id integer PRIMARY KEY)')
  })
  const readAll = 'SELECT * FROM moved WHERE id >= $1'
  const prepared = async (pool: Pool) =>
    await queryPool<{ name: string }>(pool, 'SELECT name FROM pg_prepared_statements WHERE statement = $1', [
      readAll,
    ])

  it('is prepared from the second time on', async () => {
    const pool = createPostgresPool({ connectionString: database.url, connectionsMax: 1 })
    await queryPool(pool, readAll, [1])
    expect(await prepared(pool)).toEqual([])
    for (let time = 0; time < 3; time++) await queryPool(pool, readAll, [1])
    expect(await prepared(pool)).toHaveLength(1)
    await pool.end()
  })

  it('that the server has let go is prepared anew', async () => {
    const pool = createPostgresPool({ connectionString: database.url, connectionsMax: 1 })
    for (let time = 0; time < 2; time++) await queryPool(pool, readAll, [1])
    await queryPool(pool, 'DEALLOCATE ALL')
    expect(await queryPool(pool, readAll, [1])).toEqual([])
    await pool.end()
  })

  it('whose columns a migration has changed since goes on, alone and within a transaction', async () => {
    const pool = createPostgresPool({ connectionString: database.url, connectionsMax: 10 })
    const readOnEach = async () =>
      await Promise.all(
        Array.from({ length: 10 }, async () =>
          inTransaction(pool, async (tx) => {
            await queryTx(tx, 'SELECT pg_sleep(0.05)')
            return await queryTx(tx, readAll, [1])
          }),
        ),
      )
    await queryPool(pool, 'INSERT INTO moved VALUES (1)')
    for (let time = 0; time < 2; time++) expect(await readOnEach()).toEqual(Array(10).fill([{ id: 1 }]))
    await queryPool(database.pool, `ALTER TABLE moved ADD COLUMN place text NOT NULL DEFAULT 'here'`)
    expect(await queryPool(pool, readAll, [1])).toEqual([{ id: 1, place: 'here' }])
    expect(await readOnEach()).toEqual(Array(10).fill([{ id: 1, place: 'here' }]))
    await pool.end()
  })
})

describe('an advisory lock', () => {
  it('is held by one at a time, and free again afterwards, also after a failure', async () => {
    let release: () => void = () => undefined
    let held: Promise<string | null> = Promise.resolve(null)
    await new Promise<void>((begun) => {
      held = withAdvisoryLock(
        database.pool,
        'reconcile',
        async () =>
          await new Promise<string>((resolve) => {
            release = () => resolve('first')
            begun()
          }),
      )
    })
    expect(await withAdvisoryLock(database.pool, 'reconcile', async () => 'second')).toBeNull()
    expect(await withAdvisoryLock(database.pool, 'another', async () => 'third')).toBe('third')
    release()
    expect(await held).toBe('first')
    await expect(
      withAdvisoryLock(database.pool, 'reconcile', async () => await Promise.reject(new Error('failed'))),
    ).rejects.toThrow('failed')
    expect(await withAdvisoryLock(database.pool, 'reconcile', async () => 'fourth')).toBe('fourth')
  })

  it('of a holder whose connection is lost goes to the next', async () => {
    const pool = createPostgresPool({ connectionString: database.url, applicationName: 'victim' })
    const held = withAdvisoryLock(pool, 'lost', async () => {
      await endAllConnections()
      await sleep(20)
      return 'done'
    })
    expect(await held).toBe('done')
    expect(await withAdvisoryLock(database.pool, 'lost', async () => 'next')).toBe('next')
    await pool.end()
  })
})
