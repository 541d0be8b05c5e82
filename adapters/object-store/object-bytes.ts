import { createHash } from 'node:crypto'
import { AssetloomError } from '../../core/errors.js'
import { corruptObject, missingObject } from './store-errors.js'

/** Objects are held in memory whole. */
export const objectMaxBytes = 512 * 1024 * 1024

/** Reads of one object until it gives its hash. Two whole ones that agree end it sooner: the bytes are damaged. */
const readsMax = 8

/** The name of an object. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Throws InvalidInput for more than an object may have. */
export function refuseOversize(bytes: Uint8Array): void {
  if (bytes.length <= objectMaxBytes) return
  throw new AssetloomError(
    'InvalidInput',
    `an object of ${bytes.length} bytes is larger than ${objectMaxBytes}`,
    'store it in parts',
    { sizeBytes: bytes.length },
  )
}

/** Bytes as one read gives them, and whether they are as many as the store holds. */
export interface ObjectRead {
  readonly bytes: Uint8Array
  readonly isWhole: () => Promise<boolean> | boolean
}

/**
 * The bytes that give the hash. A read may be cut short, and a repair may be replacing the object: reading again tells.
 * Throws MissingObject where `read` gives null, or CorruptObject.
 */
export async function readVerified(
  sha256: string,
  read: () => Promise<ObjectRead | null>,
): Promise<Uint8Array> {
  let [foundSha256, wholeSha256] = ['', '']
  for (let reads = 1; reads <= readsMax; reads++) {
    const found = await read()
    if (!found) throw missingObject(sha256)
    foundSha256 = hashBytes(found.bytes)
    if (foundSha256 === sha256) return found.bytes
    // Fewer bytes than the store has say nothing of the object, however often they come: small ones are cut alike.
    if (!(await found.isWhole())) continue
    if (foundSha256 === wholeSha256) break
    wholeSha256 = foundSha256
  }
  throw corruptObject(sha256, foundSha256)
}
