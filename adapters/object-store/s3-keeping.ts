import { hashBytes } from './object-bytes.js'
import { hashOfKey, objectKey } from './object-path.js'
import type { S3Bucket } from './s3-bucket.js'
import type { StoreKeeping } from './store-keeping.js'
import { sweepMark, sweepMarks } from './sweep-mark.js'

const objectsBegin = 'sha256/'
const markBytes = new TextEncoder().encode('looked at by a sweep\n')

/** Bytes of all objects of a bucket: one request for each thousand. */
export async function measureBucket(bucket: S3Bucket): Promise<number> {
  let bytes = 0
  for await (const { sizeBytes } of bucket.list(objectsBegin)) bytes += sizeBytes
  return bytes
}

/** The keeping of a store in a bucket. */
export function s3Keeping(bucket: S3Bucket): StoreKeeping {
  return {
    place: bucket.place,
    async *list() {
      for await (const { key, sizeBytes, modifiedAtMs } of bucket.list(objectsBegin)) {
        const sha256 = hashOfKey(key)
        const isObject = sha256 !== null && key === objectKey(sha256)
        yield { path: key, sha256: isObject ? sha256 : null, isTemporary: false, sizeBytes, modifiedAtMs }
      }
    },
    // A writer that finds the mark waits until it is gone and looks whether the object outlived it: s3-object-store.ts.
    async deleteOldObject({ path, sha256 }, cutoffMs) {
      if (sha256 === null) return false
      const mark = sweepMark(sha256)
      await bucket.write(mark, markBytes, { sha256: hashBytes(markBytes), onlyNew: false })
      try {
        const entry = await bucket.head(path)
        if (entry === null || entry.modifiedAtMs >= cutoffMs) return false
        await bucket.remove(path)
        return true
      } finally {
        await bucket.remove(mark)
      }
    },
    // S3 shows no object before it is whole.
    deleteTemporary: async () => {},
    async mendSweep() {
      for await (const { key } of bucket.list(sweepMarks)) await bucket.remove(key)
    },
    measure: () => measureBucket(bucket),
    freeBytes: null,
    check: () => bucket.check(),
  }
}
