import { join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'

/**
 * `sha256/ab/cd/<hash>`: where an object lies below a folder or a prefix, so that a folder can be copied into a bucket
 * as it is. Only a hash gets through, so no caller can name another thing.
 */
export function objectKey(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new AssetloomError(
      'InvalidInput',
      'an object is named by 64 lower-case hex digits',
      'use the sha256 that put() returned',
      { sha256: sha256.slice(0, 80) },
    )
  return `sha256/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}

/** The file of an object under `root`. Throws as `objectKey`. */
export function objectPath(root: string, sha256: string): string {
  return join(root, objectKey(sha256))
}

/** The hash that a key or a path of an object ends with; null for anything else. */
export function hashOfKey(key: string): string | null {
  const name = key.slice(key.lastIndexOf('/') + 1)
  return /^[0-9a-f]{64}$/.test(name) ? name : null
}
