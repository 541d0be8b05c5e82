import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { downloadBundle } from '../../clients/http/download-bundle.js'
import type { BundleView } from '../../core/http/http-api.js'
import { startFakeApi, type FakeApi } from './fake-api.js'
import { wishlistOptions } from './wishlist-options.js'

describe('downloadBundle', () => {
  let api: FakeApi
  let client: AssetloomClient
  let bundle: BundleView
  let folder: string
  let dir: string

  beforeEach(async () => {
    api = await startFakeApi()
    client = new AssetloomClient({ baseUrl: api.url, token: api.token })
    const { project } = api.world.ensureProject('camp', 'Camp')
    bundle = api.world.bundle(
      api.world.submit(project.projectId, 'a.txt', 'prop: tent', wishlistOptions),
      'generic',
    )
    folder = await mkdtemp(join(tmpdir(), 'assetloom-download-'))
    dir = join(folder, 'generic')
  })
  afterEach(async () => {
    await api.stop()
    await rm(folder, { recursive: true })
  })

  it('writes every file, then none again', async () => {
    expect(await downloadBundle(client, bundle, dir)).toMatchObject({ files: 4, filesFetched: 4 })
    expect((await readdir(dir)).sort()).toEqual([
      'README.txt',
      'contact-sheet.png',
      'images',
      'manifest.json',
    ])
    const before = await stat(join(dir, 'README.txt'))
    expect(await downloadBundle(client, bundle, dir)).toMatchObject({ filesFetched: 0 })
    expect((await stat(join(dir, 'README.txt'))).mtimeMs).toBe(before.mtimeMs)
    expect(await readdir(folder)).toEqual(['generic'])
  })

  it('mends a damaged file and leaves the right ones as they are', async () => {
    await downloadBundle(client, bundle, dir)
    await writeFile(join(dir, 'README.txt'), 'changed by hand')
    const sheet = await stat(join(dir, 'contact-sheet.png'))
    expect(await downloadBundle(client, bundle, dir)).toMatchObject({ filesFetched: 1 })
    expect(await readFile(join(dir, 'README.txt'), 'utf8')).toBe('Bundle for generic\n')
    expect((await stat(join(dir, 'contact-sheet.png'))).ino).toBe(sheet.ino)
  })

  it('refuses bytes that do not give their hash, and leaves the old bundle in place', async () => {
    await downloadBundle(client, bundle, dir)
    await writeFile(join(dir, 'README.txt'), 'old')
    api.world.bundles.get(bundle.bundleId)?.bytes.set('README.txt', Buffer.from('other bytes'))
    await expect(downloadBundle(client, bundle, dir)).rejects.toThrow('arrived damaged')
    expect(await readFile(join(dir, 'README.txt'), 'utf8')).toBe('old')
  })

  it('takes the bundle back that a kill between the two renames left aside', async () => {
    await downloadBundle(client, bundle, dir)
    await rename(dir, join(folder, '.generic.assetloom-old-4194305-aaaa'))
    await mkdir(join(folder, '.generic.assetloom-new-4194305-aaaa'))
    expect(await downloadBundle(client, bundle, dir)).toMatchObject({ filesFetched: 0 })
    expect(await readdir(folder)).toEqual(['generic'])
  })

  it('lets several processes write the same bundle into one folder at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => downloadBundle(client, bundle, dir)))
    expect(all).toHaveLength(6)
    expect(await readdir(folder)).toEqual(['generic'])
    expect(await downloadBundle(client, bundle, dir)).toMatchObject({ filesFetched: 0 })
  })

  it('leaves a folder alone that is not a bundle', async () => {
    await mkdir(dir)
    await writeFile(join(dir, 'thesis.txt'), 'years of work')
    await expect(downloadBundle(client, bundle, dir)).rejects.toThrow('is left alone')
    expect(await readdir(dir)).toEqual(['thesis.txt'])
  })

  it('refuses a bundle whose paths leave its folder', async () => {
    const evil = { ...bundle, files: [{ path: '../../evil', sha256: '0', sizeBytes: 1 }] }
    await expect(downloadBundle(client, evil, dir)).rejects.toThrow('left alone')
  })
})
