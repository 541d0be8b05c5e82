import type { ClientBase, Pool } from 'pg'
import { sha256Hex } from '../../core/hash.js'
import { toCatalogueError } from './postgres-errors.js'
import { queryTx } from './transaction.js'

/**
 * Classes of two-key advisory locks. Within one transaction they are taken in this order (users, decisions, permits,
 * then events, which is last), so that no two transactions wait for each other. append_event() in the migrations names 2.
 */
export const lockClasses = { users: 5, decisions: 4, permits: 1, events: 2, named: 3 } as const

/** Holds the lock of `key` until the transaction ends. */
export async function lockUntilCommit(
  tx: ClientBase,
  lockClass: keyof typeof lockClasses,
  key: string,
): Promise<void> {
  await tx.query(lockStatement(lockClass, key))
}

/** BEGIN and the lock in one round trip. */
export function beginWithLock(lockClass: keyof typeof lockClasses, key: string): string {
  return `BEGIN; ${lockStatement(lockClass, key)}`
}

/** Numbers only: the key is hashed here, so no text of a caller gets into the statement. */
function lockStatement(lockClass: keyof typeof lockClasses, key: string): string {
  const keyHash = Number.parseInt(sha256Hex(key).slice(0, 8), 16) | 0
  return `SELECT pg_advisory_xact_lock(${lockClasses[lockClass]}, ${keyHash})`
}

/**
 * Runs `work` while this process alone holds the lock `name`; returns null at once when another holds it. The lock
 * belongs to a connection of its own, so a killed process gives it back. Work must stand a second holder for a moment:
 * a lost connection gives the lock away before this process notices.
 */
export async function withAdvisoryLock<T>(
  pool: Pool,
  name: string,
  work: () => Promise<T>,
): Promise<T | null> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toCatalogueError(error)
  })
  const ignore = () => undefined
  client.on('error', ignore)
  let reusable = false
  try {
    if (!(await tryLock(client, name))) {
      reusable = true
      return null
    }
    try {
      return await work()
    } finally {
      reusable = await unlock(client, name)
    }
  } finally {
    client.removeListener('error', ignore)
    // A connection whose lock could not be given back is closed, which gives it back.
    client.release(!reusable)
  }
}

async function tryLock(client: ClientBase, name: string): Promise<boolean> {
  try {
    const [row] = await queryTx<{ held: boolean }>(
      client,
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS held',
      [lockClasses.named, name],
    )
    return row?.held === true
  } catch (error) {
    throw toCatalogueError(error)
  }
}

async function unlock(client: ClientBase, name: string): Promise<boolean> {
  return await queryTx(client, 'SELECT pg_advisory_unlock($1, hashtext($2))', [lockClasses.named, name]).then(
    () => true,
    () => false,
  )
}
