import { statfs } from 'node:fs/promises'
import { measureFolder } from './store-folder.js'

const figure = (name: string, help: string) => ({
  name: `assetloom_${name}`,
  help,
  labelNames: [] as readonly string[],
})
const objectsBytes = figure('objects_bytes', 'Bytes of all stored objects, counted every few minutes.')
const quotaBytes = figure('objects_quota_bytes', 'Bytes at which the store refuses new objects.')
const freeBytes = figure('disk_free_bytes', 'Free bytes of the disk that holds the objects.')

/** What the object store tells at a scrape. */
export const storeFigures = [objectsBytes, quotaBytes, freeBytes] as const

/** The walk over all objects is not for every scrape. */
const recountAfterMs = 300_000
const counted = new Map<string, { readonly bytes: number; readonly atMs: number }>()

/** Size, quota and free disk of the store at `root`. Throws what the file system says. */
export async function readStoreFigures(root: string, maxBytes: number) {
  const disk = await statfs(root)
  let known = counted.get(root)
  if (!known || performance.now() - known.atMs > recountAfterMs) {
    known = { bytes: await measureFolder(root), atMs: performance.now() }
    counted.set(root, known)
  }
  const one = (value: number) => [{ labels: {}, value }]
  return [
    [objectsBytes, one(known.bytes)],
    [quotaBytes, one(maxBytes)],
    [freeBytes, one(disk.bavail * disk.bsize)],
  ] as const
}
