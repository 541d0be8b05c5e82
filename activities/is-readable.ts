import { AssetloomError } from '../core/errors.js'
import type { ObjectStore } from '../core/ports.js'

/** Whether an object is there and gives its hash. Other failures of the store are thrown. */
export async function isReadable(store: ObjectStore, sha256: string): Promise<boolean> {
  try {
    await store.get(sha256)
    return true
  } catch (error) {
    if (error instanceof AssetloomError && (error.type === 'CorruptObject' || error.type === 'MissingObject'))
      return false
    throw error
  }
}
