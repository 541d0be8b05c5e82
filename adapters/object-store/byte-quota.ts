import { storeFull } from './store-errors.js'

/** Runs `write` when `sizeBytes` more fit, else throws StoreFull. A write that fails takes nothing. */
export type ByteQuota = <T>(sizeBytes: number, write: () => Promise<T>) => Promise<T>

export interface ByteQuotaOptions {
  /** Where the objects lie, for people. */
  readonly place: string
  readonly maxBytes: number
  /** Bytes of all objects. */
  readonly measure: () => Promise<number>
  /** Other processes store and delete, too: the count is taken anew when it is older than this. */
  readonly recountAfterMs: number
}

/**
 * Counts the store's bytes: one count before the first write, additions from then on, another count when it is old or
 * says that the store is full. Processes that write at the same moment may together exceed the quota by what they write
 * between two counts.
 */
export function createByteQuota({ place, maxBytes, measure, recountAfterMs }: ByteQuotaOptions): ByteQuota {
  let usedBytes = 0
  let countedAt = Number.NEGATIVE_INFINITY
  let startedBytes = 0
  let underwayBytes = 0
  let recounting: Promise<void> | null = null

  const recount = async () => {
    const before = { startedBytes, underwayBytes }
    const measured = await measure()
    // The count may or may not have seen what was written during it: better too much, the next one corrects it.
    usedBytes = measured + before.underwayBytes + (startedBytes - before.startedBytes)
    countedAt = performance.now()
  }
  const fits = (sizeBytes: number) => usedBytes + sizeBytes <= maxBytes
  const take = (sizeBytes: number) => {
    usedBytes += sizeBytes
    startedBytes += sizeBytes
    underwayBytes += sizeBytes
  }
  // Looking and taking are one step without an await between, or many at once would see the same room.
  const takeRoom = async (sizeBytes: number) => {
    if (performance.now() - countedAt < recountAfterMs && fits(sizeBytes)) return take(sizeBytes)
    recounting ??= recount().finally(() => (recounting = null))
    await recounting
    if (fits(sizeBytes)) return take(sizeBytes)
    throw storeFull(place, `${usedBytes} of ${maxBytes} bytes are used, ${sizeBytes} more do not fit`)
  }
  return async (sizeBytes, write) => {
    await takeRoom(sizeBytes)
    try {
      return await write()
    } catch (error) {
      usedBytes -= sizeBytes
      throw error
    } finally {
      underwayBytes -= sizeBytes
    }
  }
}
