import { utf8ToBytes } from '@noble/hashes/utils.js'
import { sha256Hex } from '../hash.js'

/** A file that the writer made. */
export interface WrittenFile {
  /** Relative to the bundle's folder, forward slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** A picture that is in the object store already. */
export interface StoredFile {
  /** Relative to the bundle's folder, forward slashes. */
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
}

/** A sound that is in the object store already. */
export type StoredSound = Pick<StoredFile, 'path' | 'sha256' | 'sizeBytes'>

export type BundleFile = WrittenFile | StoredFile | StoredSound

/** A UTF-8 text file. */
export function textFile(path: string, text: string): WrittenFile {
  return { path, bytes: utf8ToBytes(text) }
}

/** JSON with two spaces, members in the order given and a final newline: equal values built alike give equal bytes. */
export function jsonFile(path: string, value: unknown): WrittenFile {
  return textFile(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Hash and length of a file, read from its bytes where it has them. */
export function measureFile(file: BundleFile): { path: string; sha256: string; sizeBytes: number } {
  return 'bytes' in file
    ? { path: file.path, sha256: sha256Hex(file.bytes), sizeBytes: file.bytes.length }
    : { path: file.path, sha256: file.sha256, sizeBytes: file.sizeBytes }
}

/** Order of bundles everywhere: by UTF-16 code units, so that no locale changes the bytes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
