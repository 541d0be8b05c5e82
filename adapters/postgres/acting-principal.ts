import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import type { Acting, ActAs } from '../../core/access/audit-ports.js'

const storage = new AsyncLocalStorage<Acting>()

/** Every transaction that `work` begins, after whatever await, writes the audit log in this name. */
export const actAs: ActAs = (acting, work) => storage.run(acting, work)

/** `begin` with the name of who asks, in the same round trip. The setting ends with the transaction. */
export function beginActing(begin: string): string {
  const acting = storage.getStore()
  if (acting === undefined) return begin
  return `${begin}; SET LOCAL assetloom.actor = ${pg.escapeLiteral(JSON.stringify(acting))}`
}
