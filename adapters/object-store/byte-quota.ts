import { storeFull } from './store-errors.js'
import { measureFolder } from './store-folder.js'

/** Other processes store and delete, too: the count is taken anew when it is older than this. */
const recountAfterMs = 60_000

/** Runs `write` when `sizeBytes` more fit, else throws StoreFull. A write that fails takes nothing. */
export type ByteQuota = <T>(sizeBytes: number, write: () => Promise<T>) => Promise<T>

/**
 * Counts the store's bytes: one walk at the start, additions from then on, another walk when the count is old or says
 * that the store is full. Processes that write at the same moment may together exceed the quota by what they write
 * between two walks.
 */
export async function openByteQuota(root: string, maxBytes: number): Promise<ByteQuota> {
  let usedBytes = await measureFolder(root)
  let countedAt = Date.now()
  let startedBytes = 0
  let underwayBytes = 0
  let recounting: Promise<void> | null = null

  const recount = async () => {
    const before = { startedBytes, underwayBytes }
    const measured = await measureFolder(root)
    // The walk may or may not have seen what was written during it: better too much, the next walk corrects it.
    usedBytes = measured + before.underwayBytes + (startedBytes - before.startedBytes)
    countedAt = Date.now()
  }
  const makeRoom = async (sizeBytes: number) => {
    if (Date.now() - countedAt < recountAfterMs && usedBytes + sizeBytes <= maxBytes) return
    recounting ??= recount().finally(() => (recounting = null))
    await recounting
    if (usedBytes + sizeBytes > maxBytes)
      throw storeFull(root, `${usedBytes} of ${maxBytes} bytes are used, ${sizeBytes} more do not fit`)
  }
  return async (sizeBytes, write) => {
    await makeRoom(sizeBytes)
    usedBytes += sizeBytes
    startedBytes += sizeBytes
    underwayBytes += sizeBytes
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
