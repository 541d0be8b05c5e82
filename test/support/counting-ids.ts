import { idPrefixes } from '../../core/ids.js'
import type { IdMint } from '../../core/ids.js'

/** Ids that count up and have the shape of real ones, so that a failing test reads the same each time. */
export function createCountingIds(start = 0): IdMint {
  let count = start
  return {
    mint: (kind) => {
      count += 1
      return `${idPrefixes[kind]}_00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`
    },
  }
}
