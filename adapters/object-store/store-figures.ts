import type { StoreKeeping } from './store-keeping.js'

const figure = (name: string, help: string) => ({
  name: `assetloom_${name}`,
  help,
  labelNames: [] as readonly string[],
})
const objectsBytes = figure('objects_bytes', 'Bytes of all stored objects, counted now and then.')
const quotaBytes = figure('objects_quota_bytes', 'Bytes at which the store refuses new objects.')
const freeBytes = figure('disk_free_bytes', 'Free bytes of the disk that holds the objects.')

/** The walk over all objects is not for every scrape; the pages of a bucket's list cost money. */
const recountFolderMs = 300_000
const recountBucketMs = 3_600_000

/**
 * What the object store tells at a scrape: its size, its quota, and the free disk where there is one. A bucket is counted
 * beside the scrapes, which show its last count, at first 0. Reading throws what the file system says.
 */
export function createStoreFigures(keeping: StoreKeeping, maxBytes: number) {
  const { freeBytes: readFreeBytes } = keeping
  const isBucket = readFreeBytes === null
  let bytes = 0
  let countedAtMs = Number.NEGATIVE_INFINITY
  const count = async () => {
    if (performance.now() - countedAtMs < (isBucket ? recountBucketMs : recountFolderMs)) return
    countedAtMs = performance.now()
    try {
      bytes = await keeping.measure()
    } catch (error) {
      countedAtMs = Number.NEGATIVE_INFINITY
      throw error
    }
  }
  const one = (value: number) => [{ labels: {}, value }]
  return {
    figures: [objectsBytes, quotaBytes, ...(isBucket ? [] : [freeBytes])],
    read: async () => {
      if (isBucket) count().catch(() => undefined)
      else await count()
      const free = readFreeBytes === null ? [] : ([[freeBytes, one(await readFreeBytes())]] as const)
      return [[objectsBytes, one(bytes)], [quotaBytes, one(maxBytes)], ...free] as const
    },
  }
}
