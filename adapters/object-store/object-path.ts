import { join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'

/** `sha256/ab/cd/<hash>` under `root`. Only a hash gets through, so no caller can name another file. */
export function objectPath(root: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new AssetloomError(
      'InvalidInput',
      'an object is named by 64 lower-case hex digits',
      'use the sha256 that put() returned',
      { sha256: sha256.slice(0, 80) },
    )
  return join(root, 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}
