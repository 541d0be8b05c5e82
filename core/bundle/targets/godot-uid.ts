import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

/** Where a bundle is installed in a Godot project: `res://assets/<project key>/`. Written into every reference. */
export const godotBaseFolder = 'assets'

// Godot counts one letter and one digit too few (its own source says that this cannot be mended): no z and no 9.
const digits = 'abcdefghijklmnopqrstuvwxy012345678'

/**
 * A resource's uid as Godot 4 writes it (ResourceUID::id_to_text in core/io/resource_uid.cpp): a number of 63 bits in
 * base 34. It follows from the project's key and the name alone, so that scenes find the resource in every later bundle.
 */
export function godotUid(projectKey: string, name: string): string {
  const hash = sha256(utf8ToBytes(`assetloom/godot-uid/1\n${projectKey}\n${name}`))
  const id = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) & 0x7fff_ffff_ffff_ffffn
  return uidText(id)
}

/** `uid://` and the number in base 34, most significant digit first. `id` is 0 to 2^63 - 1. */
export function uidText(id: bigint): string {
  let rest = id
  let text = ''
  do {
    text = `${digits[Number(rest % 34n)] ?? ''}${text}`
    rest /= 34n
  } while (rest > 0n)
  return `uid://${text}`
}

/** The address of a bundle's file once it is installed. */
export function resPath(projectKey: string, path: string): string {
  return `res://${godotBaseFolder}/${projectKey}/${path}`
}

/** The path within the bundle again. Throws an Error for an address elsewhere. */
export function bundlePath(address: string): string {
  const [, path] = new RegExp(`^res://${godotBaseFolder}/[^/]+/(.+)$`).exec(address) ?? []
  if (path === undefined) throw new Error(`${address} does not lie in res://${godotBaseFolder}/<project>/`)
  return path
}
