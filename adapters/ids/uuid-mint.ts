import { v7 } from 'uuid'
import { idPrefixes } from '../../core/ids.js'
import type { IdMint } from '../../core/ids.js'

/** Ids by UUIDv7 (RFC 9562): they sort by the time at which they were minted, within a process strictly. */
export function createUuidMint(): IdMint {
  return { mint: (kind) => `${idPrefixes[kind]}_${v7()}` }
}
