import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openFilesystemObjectStore } from '../../../adapters/object-store/filesystem-object-store.js'
import { toStoreError } from '../../../adapters/object-store/store-errors.js'
import { describeObjectStore } from './object-store-conformance.js'

const folders: string[] = []

async function makeRoot(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assetloom-store-'))
  folders.push(folder)
  return join(folder, 'objects')
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

const pathOf = (root: string, sha256: string) =>
  join(root, 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256)

describe('the store on the file system', () => {
  describeObjectStore(async (maxBytes) => {
    const root = await makeRoot()
    const store = await openFilesystemObjectStore({ root, ...(maxBytes === undefined ? {} : { maxBytes }) })
    return {
      store,
      corrupt: async (sha256) => {
        const bytes = await readFile(pathOf(root, sha256))
        bytes[0] = (bytes[0] as number) ^ 1
        await writeFile(pathOf(root, sha256), bytes)
      },
      lose: async (sha256) => await rm(pathOf(root, sha256)),
    }
  })

  it('keeps objects in folders by their hash that only the owner can read, and leaves nothing else', async () => {
    const root = await makeRoot()
    const store = await openFilesystemObjectStore({ root })
    const { sha256 } = await store.put(Buffer.from('barrel'))
    const path = pathOf(root, sha256)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    for (let folder = dirname(path); folder.startsWith(root); folder = dirname(folder))
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(await readdir(dirname(path))).toEqual([sha256])
  })

  it('replaces an object that was cut off', async () => {
    const root = await makeRoot()
    const store = await openFilesystemObjectStore({ root })
    const { sha256 } = await store.put(Buffer.from('barrel'))
    await writeFile(pathOf(root, sha256), 'bar')
    await expect(store.get(sha256)).rejects.toMatchObject({ type: 'CorruptObject' })
    await store.put(Buffer.from('barrel'))
    expect((await store.get(sha256)).length).toBe(6)
  })

  it('reads again when fewer bytes come than the file has, also when the same ones come twice', async () => {
    const root = await makeRoot()
    let reads = 0
    const store = await openFilesystemObjectStore({
      root,
      disk: {
        beforeSync: () => {},
        afterRead: (bytes) => (++reads > 0 && reads <= 5 ? bytes.subarray(0, 2) : bytes),
      },
    })
    const { sha256 } = await store.put(Buffer.from('barrel'))
    reads = 0
    expect(Buffer.from(await store.get(sha256)).toString()).toBe('barrel')
    reads = -1_000
    await writeFile(pathOf(root, sha256), 'jar')
    await expect(store.get(sha256)).rejects.toMatchObject({ type: 'CorruptObject' })
    expect(reads).toBe(-998)
  })

  it('finds objects and their bytes again when it is opened anew, and deletes old leftovers only', async () => {
    const root = await makeRoot()
    const first = await openFilesystemObjectStore({ root, maxBytes: 100 })
    const { sha256 } = await first.put(new Uint8Array(60))
    const folder = dirname(pathOf(root, sha256))
    const [old, young] = [join(folder, `${sha256}.1-a.tmp`), join(folder, `${sha256}.1-b.tmp`)]
    await writeFile(old, 'left over')
    await writeFile(young, 'being written')
    const twoHoursAgo = Date.now() / 1000 - 7_200
    await utimes(old, twoHoursAgo, twoHoursAgo)
    const second = await openFilesystemObjectStore({ root, maxBytes: 100 })
    expect((await readdir(folder)).sort()).toEqual([sha256, `${sha256}.1-b.tmp`])
    expect((await second.get(sha256)).length).toBe(60)
    await expect(second.put(new Uint8Array(61))).rejects.toMatchObject({ type: 'StoreFull' })
  })

  it('says that the disk is full as it says that the quota is', () => {
    for (const code of ['ENOSPC', 'EDQUOT'])
      expect(toStoreError(Object.assign(new Error('write'), { code }), 'store')).toMatchObject({
        type: 'StoreFull',
        hint: expect.stringContaining('store'),
      })
    const bug = new TypeError('x is not a function')
    expect(toStoreError(bug, 'store')).toBe(bug)
  })

  it('says Unavailable where the folder cannot be used', async () => {
    const root = await makeRoot()
    await mkdir(root, { recursive: true })
    await writeFile(join(root, 'sha256'), 'a file in the way')
    const store = openFilesystemObjectStore({ root })
    await expect(store.then(async (one) => await one.put(Buffer.from('barrel')))).rejects.toMatchObject({
      type: 'Unavailable',
      hint: expect.stringContaining(root),
    })
  })
})
