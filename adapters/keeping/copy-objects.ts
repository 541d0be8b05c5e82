import { AssetloomError } from '../../core/errors.js'
import type { ObjectStore } from '../../core/ports.js'

export interface CopiedObjects {
  /** Those that the target has now. */
  readonly count: number
  readonly sizeBytes: number
  /** Written now; the others were there and sound. */
  readonly copied: number
  /** Neither store has their bytes. */
  readonly unreadable: readonly string[]
}

const objectsAtOnce = 4

/**
 * Brings objects into another store. One that is there and gives its hash is kept, so the next copy is quick; every
 * object was read and verified when this ends. What the source has lost is named, and the rest is copied.
 */
export async function copyObjects(input: {
  readonly from: ObjectStore
  readonly to: ObjectStore
  readonly hashes: AsyncIterable<string>
  readonly onObject?: (count: number) => void
  readonly signal?: AbortSignal
}): Promise<CopiedObjects> {
  const result = { count: 0, sizeBytes: 0, copied: 0 }
  const unreadable: string[] = []
  await forEachAtOnce(input.hashes, objectsAtOnce, async (sha256) => {
    input.signal?.throwIfAborted()
    const kept = await readOrNull(input.to, sha256)
    const bytes = kept ?? (await readOrNull(input.from, sha256))
    if (bytes === null) {
      unreadable.push(sha256)
      return
    }
    if (kept === null) {
      await input.to.put(bytes)
      result.copied += 1
    }
    result.count += 1
    result.sizeBytes += bytes.length
    input.onObject?.(result.count)
  })
  return { ...result, unreadable: unreadable.toSorted() }
}

/** Verified bytes, or null for an object that is lost or damaged. Other failures of the store are thrown. */
export async function readOrNull(store: ObjectStore, sha256: string): Promise<Uint8Array | null> {
  try {
    return await store.get(sha256)
  } catch (error) {
    if (error instanceof AssetloomError && ['MissingObject', 'CorruptObject'].includes(error.type))
      return null
    throw error
  }
}

/** Runs `work` for every item, a few at a time. The first failure is thrown when those under way have ended. */
export async function forEachAtOnce<T>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  let failed = false
  const lane = async () => {
    try {
      for (let next = await iterator.next(); !failed && next.done !== true; next = await iterator.next())
        await work(next.value)
    } catch (error) {
      failed = true
      throw error
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane))
  await iterator.return?.()
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
}
