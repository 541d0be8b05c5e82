import { createHash } from 'node:crypto'
import type { QueryConfig } from 'pg'

/** Each connection keeps the plans of those that it was sent: 75 kB each on average. The product has some 150. */
const preparedMax = 250
const seenMax = 2_000

/** Name of a text that was sent before; null = sent once. */
const names = new Map<string, string | null>()
let prepared = 0

/**
 * The statement for `pg`, under a name from the second time that this process sends its text: PostgreSQL then parses it once
 * a connection, and plans it anew only as long as that makes it cheaper (PREPARE, "Notes"). A half of what the catalogue's
 * wide reads took was their planning. What is sent once, as a text that is put together for one question, is not kept.
 */
export function toStatement(text: string, values: readonly unknown[]): QueryConfig {
  const name = nameOf(text)
  return { text, values: [...values], ...(name === null ? {} : { name }) }
}

function nameOf(text: string): string | null {
  const known = names.get(text)
  if (known !== undefined && known !== null) return known
  if (known === undefined) {
    if (names.size >= seenMax) forgetThoseSeenOnce()
    names.set(text, null)
    return null
  }
  if (prepared >= preparedMax) return null
  const name = `asset_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
  names.set(text, name)
  prepared++
  return name
}

function forgetThoseSeenOnce(): void {
  for (const [text, name] of names) if (name === null) names.delete(text)
}
