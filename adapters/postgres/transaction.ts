import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientBase, Pool, QueryResultRow } from 'pg'
import type { IdMint } from '../../core/ids.js'
import { beginActing } from './acting-principal.js'
import {
  isConnectionLoss,
  isSerialisationConflict,
  isStalePlan,
  toCatalogueError,
} from './postgres-errors.js'
import { toStatement } from './prepared-statements.js'

/** What every repository is made with. */
export interface PostgresCatalogueContext {
  readonly pool: Pool
  readonly ids: IdMint
}

const attemptsMax = 6
/** Each closes a connection: more than any pool has. */
const staleMax = 200

/** Rows of one statement that is a transaction by itself. Throws AssetloomErrors (postgres-errors.ts). */
export async function queryPool<Row extends QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return await withRetries(
    async () =>
      await withConnection(pool, async (connection) => await queryTx<Row>(connection, text, values)),
  )
}

/** Rows of one statement of a transaction. A failure ends the transaction, which may run all of it again. */
export async function queryTx<Row extends QueryResultRow>(
  tx: ClientBase,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await tx.query<Row>(toStatement(text, values))).rows
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
  let [attempts, stale] = [0, 0]
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (isStalePlan(error) && ++stale <= staleMax) continue
      if (!isSerialisationConflict(error) || ++attempts >= attemptsMax) throw toCatalogueError(error)
      await sleep(Math.random() * 10 * 2 ** attempts)
    }
  }
}

async function runOnce<T>(pool: Pool, work: (tx: ClientBase) => Promise<T>, begin: string): Promise<T> {
  return await withConnection(pool, async (tx, spoil) => {
    try {
      await tx.query(beginActing(begin))
      const result = await work(tx)
      await tx.query('COMMIT')
      return result
    } catch (error) {
      if (!isSpoilt(error)) await tx.query('ROLLBACK').catch(spoil)
      throw error
    }
  })
}

/** A connection that is of no more use is closed; the pool opens another when it needs one. */
async function withConnection<T>(
  pool: Pool,
  work: (connection: ClientBase, spoil: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const connection = await pool.connect()
  // A connection that breaks between two statements emits `error`; the next statement then fails and is reported.
  const ignore = () => undefined
  connection.on('error', ignore)
  let spoilt: Error | undefined
  const spoil = (error: unknown) => {
    spoilt = error as Error
  }
  try {
    return await work(connection, spoil)
  } catch (error) {
    if (isSpoilt(error)) spoil(error)
    throw error
  } finally {
    connection.removeListener('error', ignore)
    connection.release(spoilt)
  }
}

function isSpoilt(error: unknown): boolean {
  return isConnectionLoss(error) || isStalePlan(error)
}
