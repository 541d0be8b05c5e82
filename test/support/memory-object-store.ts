import { AssetloomError } from '../../core/errors.js'
import { sha256Hex } from '../../core/hash.js'
import type { ObjectStore } from '../../core/ports.js'

export interface MemoryObjectStore extends ObjectStore {
  /** Flips a bit of a stored object, as a bad disk does. */
  readonly corrupt: (sha256: string) => void
  /** Loses an object. */
  readonly lose: (sha256: string) => void
  /** Hashes of all objects, sorted. */
  readonly list: () => string[]
}

/** The port without a disk. `maxBytes` limits all objects together. */
export function createMemoryObjectStore(options: { maxBytes?: number } = {}): MemoryObjectStore {
  const objects = new Map<string, Uint8Array>()
  const { maxBytes = Number.POSITIVE_INFINITY } = options
  const requireHash = (sha256: string) => {
    if (/^[0-9a-f]{64}$/.test(sha256)) return
    throw new AssetloomError('InvalidInput', 'not a hash', 'use the sha256 that put() returned')
  }
  const requireObject = (sha256: string): Uint8Array => {
    requireHash(sha256)
    const bytes = objects.get(sha256)
    if (bytes) return bytes
    throw new AssetloomError('MissingObject', `no object ${sha256}`, 'store it first', { sha256 })
  }
  return {
    put: async (bytes) => {
      const sha256 = sha256Hex(bytes)
      const others = [...objects].reduce((sum, [key, one]) => sum + (key === sha256 ? 0 : one.length), 0)
      if (others + bytes.length > maxBytes)
        throw new AssetloomError('StoreFull', `more than ${maxBytes} bytes`, 'raise the quota')
      objects.set(sha256, Uint8Array.from(bytes))
      return { sha256, sizeBytes: bytes.length }
    },
    get: async (sha256) => {
      const bytes = requireObject(sha256)
      if (sha256Hex(bytes) !== sha256)
        throw new AssetloomError('CorruptObject', `object ${sha256} is damaged`, 'store it again', { sha256 })
      return Uint8Array.from(bytes)
    },
    has: async (sha256) => {
      requireHash(sha256)
      return objects.has(sha256)
    },
    corrupt: (sha256) => {
      const bytes = requireObject(sha256)
      if (bytes.length === 0) objects.set(sha256, Uint8Array.of(0))
      else bytes[0] = (bytes[0] as number) ^ 1
    },
    lose: (sha256) => {
      requireObject(sha256)
      objects.delete(sha256)
    },
    list: () => [...objects.keys()].sort(),
  }
}
