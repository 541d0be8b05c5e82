import { setTimeout as sleep } from 'node:timers/promises'
import { AssetloomError } from '../../core/errors.js'
import type { ObjectStore } from '../../core/ports.js'
import { createByteQuota } from './byte-quota.js'
import { hashBytes, readVerified, refuseOversize } from './object-bytes.js'
import { objectKey } from './object-path.js'
import type { S3Bucket } from './s3-bucket.js'
import { measureBucket } from './s3-keeping.js'
import { isStaleMark, sweepMark } from './sweep-mark.js'

/** Listing a large bucket costs a request for each thousand objects. */
const recountAfterMs = 600_000
/** A sweep takes old objects only, by an hour at least: one that is younger than this need not be made young. */
const youngMs = 600_000
const roundsMax = 5
const markPollMs = 250
const markWaitMs = 10_000

/**
 * Objects as keys `sha256/ab/cd/<hash>` of a bucket. S3 makes an object appear whole or not at all and checks its
 * SHA-256; reading verifies. A sound object is never replaced by anything but itself. Several processes may use one
 * bucket; throws as the port says, and Unavailable when the bucket cannot be used.
 */
export function createS3ObjectStore(bucket: S3Bucket, maxBytes?: number): ObjectStore {
  const { place } = bucket
  const measure = () => measureBucket(bucket)
  const withinQuota =
    maxBytes === undefined ? null : createByteQuota({ place, maxBytes, measure, recountAfterMs })
  // The same bytes stored twice at once are written once.
  const underway = new Map<string, Promise<void>>()
  const store = async (sha256: string, bytes: Uint8Array) => {
    const key = objectKey(sha256)
    for (let round = 1; round <= roundsMax; round++) {
      const found = await inspect(bucket, sha256, bytes.length)
      const onlyNew = found === null
      if (onlyNew || !found.isIntact || Date.now() - found.modifiedAtMs > youngMs) {
        const write = async () => await bucket.write(key, bytes, { sha256, onlyNew })
        const addedBytes = Math.max(0, bytes.length - (found?.sizeBytes ?? 0))
        const isWritten = await (withinQuota ? withinQuota(addedBytes, write) : write())
        if (onlyNew && isWritten) return
      }
      // It was there before, so a sweep may have it in its hand.
      if (await outlivesSweep(bucket, sha256)) return
    }
    throw new AssetloomError(
      'Unavailable',
      `object ${sha256} appears and vanishes in ${place}`,
      'look for something that deletes there, such as a lifecycle rule of the bucket',
      { sha256 },
    )
  }
  return {
    put: async (bytes) => {
      refuseOversize(bytes)
      const sha256 = hashBytes(bytes)
      const storing = underway.get(sha256) ?? store(sha256, bytes).finally(() => underway.delete(sha256))
      underway.set(sha256, storing)
      await storing
      return { sha256, sizeBytes: bytes.length }
    },
    get: async (sha256) => {
      const key = objectKey(sha256)
      return await readVerified(sha256, async () => {
        const found = await bucket.read(key)
        return found && { bytes: found.bytes, isWhole: () => found.bytes.length === found.sizeBytes }
      })
    },
    has: async (sha256) => (await bucket.head(objectKey(sha256))) !== null,
  }
}

/** A wrong size tells at once; damage of the same size only the bytes themselves. */
async function inspect(bucket: S3Bucket, sha256: string, sizeBytes: number) {
  const key = objectKey(sha256)
  const entry = await bucket.head(key)
  if (entry === null) return null
  const bytes = entry.sizeBytes === sizeBytes ? ((await bucket.read(key))?.bytes ?? null) : null
  return { ...entry, isIntact: bytes !== null && hashBytes(bytes) === sha256 }
}

/**
 * Whether the object is there for good. A sweep sets a mark before it looks at an object's age and removes the mark when
 * it has deleted or kept it: without a mark now, an object that is still there afterwards was kept, and a later sweep
 * sees it young. A mark that a killed sweep left counts for two minutes.
 */
async function outlivesSweep(bucket: S3Bucket, sha256: string): Promise<boolean> {
  const endMs = performance.now() + markWaitMs
  for (;;) {
    const mark = await bucket.head(sweepMark(sha256))
    const entry = await bucket.head(objectKey(sha256))
    if (mark === null || entry === null) return entry !== null
    if (isStaleMark(mark)) return true
    if (performance.now() > endMs)
      throw new AssetloomError(
        'Unavailable',
        `a sweep is looking at object ${sha256}`,
        'nothing is to be done: it is stored within two minutes',
        { sha256 },
      )
    await sleep(markPollMs)
  }
}
