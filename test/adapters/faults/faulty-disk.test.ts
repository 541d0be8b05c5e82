import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readFaultyDisk } from '../../../adapters/faults/faulty-disk.js'
import { shiftClock } from '../../../adapters/faults/shift-clock.js'
import { openFilesystemObjectStore } from '../../../adapters/object-store/filesystem-object-store.js'

const root = mkdtempSync(join(tmpdir(), 'assetloom-disk-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const bytesOf = (index: number) => Buffer.from(`object ${index} `.repeat(50))

describe('a disk that cuts reads short', () => {
  it('costs reads and gives no wrong byte', async () => {
    const disk = readFaultyDisk('words,store-get-truncated-30,seed-3')!
    let cut = 0
    const counted = {
      ...disk,
      afterRead: (bytes: Uint8Array) => {
        const read = disk.afterRead(bytes)
        if (read.length < bytes.length) cut += 1
        return read
      },
    }
    const store = await openFilesystemObjectStore({ root: join(root, 'cut'), disk: counted })
    for (let index = 0; index < 40; index++) {
      const { sha256 } = await store.put(bytesOf(index))
      expect(Buffer.compare(await store.get(sha256), bytesOf(index))).toBe(0)
    }
    expect(cut).toBeGreaterThan(5)
  })
})

describe('a disk that fails writes', () => {
  it('says Unavailable, keeps nothing of the object, and takes it later', async () => {
    const disk = readFaultyDisk('store-put-error-50')!
    const store = await openFilesystemObjectStore({ root: join(root, 'eio'), disk })
    let refused = 0
    for (let index = 0; index < 20; index++) {
      let kept = false
      while (!kept)
        kept = await store.put(bytesOf(index)).then(
          () => true,
          (error: { type?: string }) => {
            expect(error.type).toBe('Unavailable')
            refused += 1
            return false
          },
        )
    }
    expect(refused).toBeGreaterThan(3)
  })

  it('is the same one for the same seed, and none without its words', () => {
    const pattern = (faults: string) => {
      const disk = readFaultyDisk(faults)!
      return Array.from({ length: 50 }, () => {
        try {
          disk.beforeSync()
          return 'ok'
        } catch {
          return 'EIO'
        }
      })
    }
    expect(pattern('store-put-error-30,seed-5')).toEqual(pattern('store-put-error-30,seed-5'))
    expect(pattern('store-put-error-30,seed-5')).not.toEqual(pattern('store-put-error-30,seed-6'))
    expect(readFaultyDisk('words')).toBeUndefined()
    expect(readFaultyDisk(null)).toBeUndefined()
  })
})

describe('a clock that is wrong', () => {
  it('shifts what the time is for the named process only, and leaves other dates alone', () => {
    const real = globalThis.Date
    try {
      shiftClock('image', 'words,clock-orchestrator-ahead-300')
      expect(globalThis.Date).toBe(real)
      shiftClock('image', 'clock-image-ahead-300')
      expect(Date.now() - real.now()).toBeGreaterThan(299_000)
      expect(new Date().getTime() - real.now()).toBeGreaterThan(299_000)
      expect(new Date('2026-01-01T00:00:00Z').toISOString()).toBe('2026-01-01T00:00:00.000Z')
      expect(new Date()).toBeInstanceOf(real)
    } finally {
      globalThis.Date = real
    }
  })
})
