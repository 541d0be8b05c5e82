import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../core/hash.js'
import type { ObjectStore } from '../../../core/ports.js'

export interface StoreUnderTest {
  readonly store: ObjectStore
  /** Changes one bit of the stored bytes behind the store's back. */
  readonly corrupt: (sha256: string) => Promise<void> | void
  /** Deletes the stored bytes behind the store's back. */
  readonly lose: (sha256: string) => Promise<void> | void
}

const unknown = 'ab'.repeat(32)

/** What every ObjectStore has to do. `open` gives a fresh store, with a quota where one is named. */
export function describeObjectStore(open: (maxBytes?: number) => Promise<StoreUnderTest>): void {
  const text = (words: string) => new TextEncoder().encode(words)

  describe('an object', () => {
    it('comes back as it was put, under its SHA-256', async () => {
      const { store } = await open()
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => {
          const put = await store.put(bytes)
          expect(put).toEqual({ sha256: sha256Hex(bytes), sizeBytes: bytes.length })
          expect(Buffer.compare(await store.get(put.sha256), bytes)).toBe(0)
          expect(await store.has(put.sha256)).toBe(true)
        }),
        { numRuns: 25 },
      )
    })

    it('can be put many times, also at once', async () => {
      const { store } = await open()
      const puts = await Promise.all(Array.from({ length: 12 }, async () => await store.put(text('same'))))
      expect(new Set(puts.map(({ sha256 }) => sha256)).size).toBe(1)
      expect(Buffer.from(await store.get(sha256Hex('same'))).toString()).toBe('same')
    })

    it('is not shared with the caller that put it or got it', async () => {
      const { store } = await open()
      const bytes = text('mine')
      const { sha256 } = await store.put(bytes)
      bytes.fill(0)
      ;(await store.get(sha256)).fill(0)
      expect(Buffer.from(await store.get(sha256)).toString()).toBe('mine')
    })

    it('that is missing or damaged is said to be so, and putting it again mends it', async () => {
      const { store, corrupt, lose } = await open()
      const { sha256 } = await store.put(text('barrel'))
      await corrupt(sha256)
      await expect(store.get(sha256)).rejects.toMatchObject({ type: 'CorruptObject' })
      await store.put(text('barrel'))
      expect(Buffer.from(await store.get(sha256)).toString()).toBe('barrel')
      await lose(sha256)
      expect(await store.has(sha256)).toBe(false)
      await expect(store.get(sha256)).rejects.toMatchObject({ type: 'MissingObject' })
      await expect(store.get(unknown)).rejects.toMatchObject({ type: 'MissingObject' })
    })

    it('is named by a hash and nothing else', async () => {
      const { store } = await open()
      for (const name of ['', '../../etc/passwd', unknown.toUpperCase(), `${unknown}/..`, unknown.slice(1)]) {
        await expect(store.get(name)).rejects.toMatchObject({ type: 'InvalidInput' })
        await expect(store.has(name)).rejects.toMatchObject({ type: 'InvalidInput' })
      }
    })
  })

  describe('a quota', () => {
    it('refuses what does not fit, counts equal bytes once, and takes smaller objects still', async () => {
      const { store } = await open(100)
      const first = new Uint8Array(60).fill(1)
      await store.put(first)
      await store.put(first)
      await expect(store.put(new Uint8Array(41).fill(2))).rejects.toMatchObject({
        type: 'StoreFull',
        hint: expect.stringContaining('quota'),
      })
      await store.put(new Uint8Array(40).fill(3))
      await expect(store.put(new Uint8Array(1).fill(4))).rejects.toMatchObject({ type: 'StoreFull' })
      expect((await store.get(sha256Hex(first))).length).toBe(60)
    })

    it('is given back by what was deleted', async () => {
      const { store, lose } = await open(100)
      const { sha256 } = await store.put(new Uint8Array(90).fill(1))
      await lose(sha256)
      await store.put(new Uint8Array(95).fill(2))
    })

    it('holds when objects come at once', async () => {
      const { store } = await open(100)
      const puts = await Promise.allSettled(
        Array.from({ length: 10 }, async (_, index) => await store.put(new Uint8Array(30).fill(index))),
      )
      expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    })
  })
}
