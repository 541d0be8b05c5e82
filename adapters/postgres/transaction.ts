import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientBase, Pool, PoolClient, QueryResultRow } from 'pg'
import type { IdMint } from '../../core/ids.js'
import { beginActing } from './acting-principal.js'
import { isConnectionLoss, isSerialisationConflict, toCatalogueError } from './postgres-errors.js'

/** What every repository is made with. */
export interface PostgresCatalogueContext {
  readonly pool: Pool
  readonly ids: IdMint
}

const attemptsMax = 6

/** Rows of one statement that is a transaction by itself. Throws AssetloomErrors (postgres-errors.ts). */
export async function queryPool<Row extends QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return await withRetries(async () => (await pool.query<Row>(text, [...values])).rows)
}

/** Rows of one statement of a transaction. A failure ends the transaction, which may run all of it again. */
export async function queryTx<Row extends QueryResultRow>(
  tx: ClientBase,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await tx.query<Row>(text, [...values])).rows
}

/**
 * Runs `work` in one READ COMMITTED transaction. A deadlock or serialisation conflict runs all of it again, a few
 * times; every method of the catalogue is idempotent, so that is safe. `begin` may take a lock in the same round trip.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (tx: ClientBase) => Promise<T>,
  begin = 'BEGIN',
): Promise<T> {
  return await withRetries(async () => await runOnce(pool, work, begin))
}

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= attemptsMax || !isSerialisationConflict(error)) throw toCatalogueError(error)
      await sleep(Math.random() * 10 * 2 ** attempt)
    }
  }
}

async function runOnce<T>(pool: Pool, work: (tx: ClientBase) => Promise<T>, begin: string): Promise<T> {
  const tx: PoolClient = await pool.connect()
  // A connection that breaks between two statements emits `error`; the next statement then fails and is reported.
  const ignore = () => undefined
  tx.on('error', ignore)
  let broken: Error | undefined
  try {
    await tx.query(beginActing(begin))
    const result = await work(tx)
    await tx.query('COMMIT')
    return result
  } catch (error) {
    if (isConnectionLoss(error)) broken = error as Error
    else
      await tx.query('ROLLBACK').catch((lost: unknown) => {
        broken = lost as Error
      })
    throw error
  } finally {
    tx.removeListener('error', ignore)
    tx.release(broken)
  }
}
