import { randomUUID } from 'node:crypto'
import { open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ObjectStore } from '../../core/ports.js'
import { createByteQuota } from './byte-quota.js'
import { hashBytes, readVerified, refuseOversize } from './object-bytes.js'
import { objectPath } from './object-path.js'
import { toStoreError } from './store-errors.js'
import {
  deleteOldTemporaries,
  makeFolder,
  measureFolder,
  syncFolder,
  temporarySuffix,
} from './store-folder.js'

export interface FilesystemObjectStoreOptions {
  /** Folder of the store; made when it is not there. */
  readonly root: string
  /** Bytes of all objects together; no quota when left out. */
  readonly maxBytes?: number
  /** Errors to inject: adapters/faults/faulty-disk.ts. Default: none. */
  readonly disk?: DiskFaults
}

/** What may go wrong between this store and its disk. */
export interface DiskFaults {
  /** Throws what a disk throws while an object is being written. */
  readonly beforeSync: () => void
  /** The bytes of an object as a bad read gives them. */
  readonly afterRead: (bytes: Uint8Array) => Uint8Array
}

const fileMode = 0o600
const temporaryMaxAgeMs = 60 * 60 * 1_000
const recountAfterMs = 60_000

/**
 * Objects as files `sha256/ab/cd/<hash>`. An object appears whole or not at all: it is written beside its place, synced
 * and renamed. Reading verifies. Several processes may use one folder; throws as the port says, and Unavailable when
 * the file system does not answer.
 */
export async function openFilesystemObjectStore(options: FilesystemObjectStoreOptions): Promise<ObjectStore> {
  const root = resolve(options.root)
  const { maxBytes, disk } = options
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toStoreError(error, root)
    }
  }
  await guard(async () => {
    await makeFolder(root)
    await deleteOldTemporaries(root, temporaryMaxAgeMs)
  })
  const measure = () => measureFolder(root)
  const withinQuota =
    maxBytes === undefined ? null : createByteQuota({ place: root, maxBytes, measure, recountAfterMs })
  // The same bytes stored twice at once are written once.
  const underway = new Map<string, Promise<void>>()
  const store = async (path: string, sha256: string, bytes: Uint8Array) => {
    const found = await inspect(path, sha256, bytes.length)
    if (found.intact && (await makeYoung(path))) return
    const addedBytes = Math.max(0, bytes.length - found.sizeBytes)
    const write = async () => await writeObject(path, bytes, disk)
    await (withinQuota ? withinQuota(addedBytes, write) : write())
  }
  return {
    put: async (bytes) => {
      refuseOversize(bytes)
      const sha256 = hashBytes(bytes)
      const path = objectPath(root, sha256)
      const storing =
        underway.get(sha256) ??
        guard(async () => await store(path, sha256, bytes)).finally(() => underway.delete(sha256))
      underway.set(sha256, storing)
      await storing
      return { sha256, sizeBytes: bytes.length }
    },
    get: async (sha256) => {
      const path = objectPath(root, sha256)
      return await readVerified(sha256, async () => {
        const bytes = await guard(async () => await readIfThere(path, disk))
        const isWhole = async () => (await guard(async () => await statIfThere(path)))?.size === bytes?.length
        return bytes && { bytes, isWhole }
      })
    },
    has: async (sha256) => {
      const path = objectPath(root, sha256)
      return await guard(async () => (await statIfThere(path))?.isFile() ?? false)
    },
  }
}

async function inspect(
  path: string,
  sha256: string,
  sizeBytes: number,
): Promise<{ intact: boolean; sizeBytes: number }> {
  const found = await statIfThere(path)
  if (!found) return { intact: false, sizeBytes: 0 }
  const bytes = found.size === sizeBytes ? await readIfThere(path) : null
  return { intact: bytes !== null && hashBytes(bytes) === sha256, sizeBytes: found.size }
}

async function writeObject(path: string, bytes: Uint8Array, disk?: DiskFaults): Promise<void> {
  await makeFolder(dirname(path))
  const temporary = `${path}.${process.pid}-${randomUUID()}${temporarySuffix}`
  try {
    const handle = await open(temporary, 'wx', fileMode)
    try {
      await handle.writeFile(bytes)
      disk?.beforeSync()
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** A sweep takes old objects that nobody refers to yet: one that is stored again is young. False when it is gone. */
async function makeYoung(path: string): Promise<boolean> {
  const now = new Date()
  return (await utimes(path, now, now).then(() => true, nullWhenMissing)) ?? false
}

async function readIfThere(path: string, disk?: DiskFaults): Promise<Uint8Array | null> {
  const bytes = await readFile(path).catch(nullWhenMissing)
  return bytes && disk ? disk.afterRead(bytes) : bytes
}

async function statIfThere(path: string) {
  return await stat(path).catch(nullWhenMissing)
}

function nullWhenMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}
