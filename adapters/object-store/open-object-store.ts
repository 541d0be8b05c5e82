import { AssetloomError } from '../../core/errors.js'
import type { Log } from '../../core/log.js'
import type { Config } from '../config/load-config.js'
import { type DiskFaults, openFilesystemObjectStore } from './filesystem-object-store.js'
import { folderKeeping } from './folder-keeping.js'
import type { OpenedStore } from './store-keeping.js'

export type StoreConfig = Pick<Config, 'homeDir' | 'objectStoreDir' | 'objectStoreMaxBytes' | 's3'>

/**
 * The configured store: a bucket of S3, else the folder. A bucket is not asked anything yet (`tellUnusable`,
 * `requireUsableStore`). Throws InvalidInput for half of its keys, Unavailable for a folder that cannot be used.
 */
export async function openObjectStore(config: StoreConfig, disk?: DiskFaults): Promise<OpenedStore> {
  const { s3, homeDir, objectStoreDir, objectStoreMaxBytes } = config
  const maxBytes = Number.isFinite(objectStoreMaxBytes) ? objectStoreMaxBytes : undefined
  if (s3 === null) {
    const quota = maxBytes === undefined ? {} : { maxBytes }
    const faults = disk === undefined ? {} : { disk }
    const store = await openFilesystemObjectStore({ root: objectStoreDir, ...quota, ...faults })
    return { store, keeping: folderKeeping(objectStoreDir) }
  }
  // A third of a second and 30 MB that a store of files need not pay for.
  const { openS3ObjectStore } = await import('./open-s3-object-store.js')
  return await openS3ObjectStore(s3, homeDir, maxBytes)
}

/** Throws what keeps the configured bucket from being used: said before anything starts. A folder is made when needed. */
export async function requireUsableStore(config: StoreConfig): Promise<void> {
  if (config.s3 !== null) await (await openObjectStore(config)).keeping.check()
}

/**
 * One line in the log when the store cannot be used. The process goes on: it serves what needs no bytes, and the work
 * that does waits until the store is there.
 */
export async function tellUnusable({ keeping }: OpenedStore, log: Log): Promise<void> {
  try {
    await keeping.check()
  } catch (error) {
    const hint = error instanceof AssetloomError ? { hint: error.hint } : {}
    log('error', error instanceof Error ? error.message : String(error), { place: keeping.place, ...hint })
  }
}
