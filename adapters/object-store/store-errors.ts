import { AssetloomError } from '../../core/errors.js'
import { storeFullWords } from '../../core/store-full.js'

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** A failure of the file system as an expected failure of core/errors.ts; anything else stays what it is. */
export function toStoreError(error: unknown, root: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error
  if (fullCodes.includes(code)) return storeFull(root, `the disk says ${code}`)
  return new AssetloomError(
    'Unavailable',
    `the object store does not answer: ${(error as Error).message}`,
    `check that ${root} is mounted and that this user may read and write it`,
    { code },
  )
}

export function storeFull(root: string, reason: string): AssetloomError {
  return new AssetloomError(
    'StoreFull',
    `${storeFullWords}: ${reason}`,
    `free space under ${root} or raise its quota; the work goes on by itself then`,
    { root },
  )
}

export function missingObject(sha256: string): AssetloomError {
  return new AssetloomError(
    'MissingObject',
    `object ${sha256} is not in the store`,
    'restore it from a backup, or generate the picture again',
    { sha256 },
  )
}

export function corruptObject(sha256: string, foundSha256: string): AssetloomError {
  return new AssetloomError(
    'CorruptObject',
    `object ${sha256} is damaged: its bytes give ${foundSha256}`,
    'restore it from a backup, or generate the picture again: storing the right bytes replaces it',
    { sha256, foundSha256 },
  )
}
