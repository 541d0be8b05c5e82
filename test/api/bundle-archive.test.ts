import { describe, expect, test } from 'vitest'
import { fs } from '@zip.js/zip.js'
import fc from 'fast-check'
import type { BundleList, BundleView } from '../../core/http/http-api.js'
import { writeZip, zipSize, type ZipEntry } from '../../api/zip-archive.js'
import { finishAsset, send, stageReview, startApi, token, type TestApi } from './api-fixture.js'
import { readZip } from './read-zip.js'

const files = {
  'manifest.json': '{"a":1}',
  'images/Schädel (1).png': 'a skull',
  'README.txt': 'Read me.\n',
  'empty.txt': '',
}

async function order(api: TestApi): Promise<{ bundleId: string; contentId: string }> {
  const { runId, variants } = await stageReview(api)
  await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
  await finishAsset(api, variants[0]!)
  const made = await api.post<BundleList>(`/api/v1/runs/${runId}/bundles`, { targets: ['generic'] })
  return made.body.bundles[0]!
}

async function publish(api: TestApi): Promise<BundleView> {
  const { bundleId, contentId } = await order(api)
  const store = async ([path, text]: [string, string]) => ({
    path,
    ...(await api.store.put(Buffer.from(text))),
  })
  await api.catalogue.bundles.saveFiles(contentId, await Promise.all(Object.entries(files).map(store)))
  await api.catalogue.bundles.publish(contentId)
  return (await api.get<BundleView>(`/api/v1/bundles/${bundleId}`)).body
}

const headers = { authorization: `Bearer ${token}` }
const pathOf = ({ bundleId }: { readonly bundleId: string }) => `/api/v1/bundles/${bundleId}/archive`

describe('the archive of a bundle', () => {
  test('has every file by its path, with one length and one tag, and the same bytes again', async () => {
    const api = await startApi()
    const bundle = await publish(api)
    const first = await fetch(`${api.url}${pathOf(bundle)}`, { headers })
    const bytes = Buffer.from(await first.arrayBuffer())
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('application/zip')
    expect(first.headers.get('content-length')).toBe(String(bytes.length))
    expect(first.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[a-z0-9-]+-generic-[0-9a-f]{8}\.zip"$/,
    )
    const read = readZip(bytes)
    expect(read.map(({ path }) => path)).toEqual(Object.keys(files).sort())
    expect(Object.fromEntries(read.map(({ path, bytes: own }) => [path, own.toString()]))).toEqual(files)
    expect(new Set(read.map(({ time }) => time))).toEqual(new Set([0x21_0000]))
    const again = await fetch(`${api.url}${pathOf(bundle)}`, { headers })
    expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true)
    const tag = first.headers.get('etag') ?? ''
    expect((await api.get(pathOf(bundle), { 'if-none-match': tag })).status).toBe(304)
    const head = await fetch(`${api.url}${pathOf(bundle)}`, { headers, method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
    expect((await send(`${api.url}${pathOf(bundle)}`)).status).toBe(401)
  })

  test('is none before the bundle is published, and says what to wait for', async () => {
    const api = await startApi()
    const { status, body } = await api.get(pathOf(await order(api)))
    expect([status, body.type]).toEqual([409, 'urn:assetloom:problem:bundle-not-published'])
    expect(body.hint).toContain('bundlePublished')
  })

  test('of lost bytes is a 503 before the first byte, and the bundle is built again', async () => {
    const api = await startApi()
    const bundle = await publish(api)
    const { sha256 } = bundle.files.find(({ path }) => path === 'README.txt')!
    api.store.lose(sha256)
    for (const _again of [1, 2]) {
      const { status, body, headers: told } = await api.get(pathOf(bundle))
      expect([status, body.type]).toEqual([503, 'urn:assetloom:problem:bundle-damaged'])
      expect(told.get('retry-after')).toBe('2')
    }
    expect((await api.get<BundleView>(`/api/v1/bundles/${bundle.bundleId}`)).body.state).toBe('building')
  })

  test('of damaged bytes breaks off before its end, and the bundle is built again', async () => {
    const api = await startApi()
    const bundle = await publish(api)
    api.store.corrupt(bundle.files.find(({ path }) => path === 'README.txt')!.sha256)
    const whole = async () => {
      const response = await fetch(`${api.url}${pathOf(bundle)}`, { headers })
      return await response.arrayBuffer()
    }
    await expect(whole()).rejects.toThrow()
    expect((await api.get<BundleView>(`/api/v1/bundles/${bundle.bundleId}`)).body.state).toBe('building')
  })
})

describe('a zip archive', () => {
  const collect = async (entries: readonly ZipEntry[]) => {
    const pieces: Uint8Array[] = []
    for await (const piece of writeZip(entries)) pieces.push(piece)
    return Buffer.concat(pieces)
  }
  const entryOf = (path: string, bytes: Uint8Array): ZipEntry => ({
    ...{ path, sizeBytes: bytes.length },
    read: async () => bytes,
  })

  test('of any files has the length that is told before, and gives them back', async () => {
    const path = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !text.endsWith('/'))
    const file = fc.tuple(path, fc.uint8Array({ maxLength: 300 }))
    const some = fc.uniqueArray(file, { maxLength: 12, selector: ([name]) => name })
    await fc.assert(
      fc.asyncProperty(some, async (given) => {
        const entries = given.map(([name, bytes]) => entryOf(name, bytes))
        const archive = await collect(entries)
        expect(archive.length).toBe(zipSize(entries))
        const read = readZip(archive).map(({ path: name, bytes }) => [name, [...bytes]])
        expect(read).toEqual(given.map(([name, bytes]) => [name, [...bytes]]))
      }),
      { numRuns: 50 },
    )
  })

  test('of more than 4 GB has the length that the library works out for it', async () => {
    const gigabyte = 2 ** 30
    for (const sizes of [
      Array(4).fill(gigabyte),
      Array(9).fill(gigabyte),
      [2 ** 32 - 32, 0, 7],
      [2 ** 32 - 33, 0, 7],
    ]) {
      const entries = sizes.map((sizeBytes: number, place) => ({
        ...{ path: `${place}`, sizeBytes },
        read: async () => new Uint8Array(),
      }))
      const tree = new fs.FS()
      for (const { path, sizeBytes } of entries)
        tree.addBlob(path, Object.defineProperty(new Blob(), 'size', { value: sizeBytes }))
      const told = await tree.getExportedSize({ level: 0, extendedTimestamp: false, dataDescriptor: false })
      expect(zipSize(entries)).toBe(told)
    }
  })

  test('tells size and checksum before the bytes, for programs that read it from the front', async () => {
    const archive = await collect([entryOf('a', Buffer.from('abc'))])
    const [flags, checksum, packed, size] = [
      archive.readUInt16LE(6),
      ...[14, 18, 22].map((place) => archive.readUInt32LE(place)),
    ]
    expect({ flags, checksum, packed, size }).toEqual({
      ...{ flags: 0x0800, checksum: 0x3524_41c2 },
      ...{ packed: 3, size: 3 },
    })
  })

  test('reads one file at a time, and none once nobody takes its pieces', async () => {
    let reads = 0
    const entries = Array.from({ length: 8 }, (_, place) => ({
      ...{ path: `${place}`, sizeBytes: 1_000_000 },
      read: async () => {
        reads += 1
        return new Uint8Array(1_000_000)
      },
    }))
    for await (const _piece of writeZip(entries)) break
    // Whatever was still going on has had its turns by the time that another archive is whole.
    await collect([entryOf('b', new Uint8Array(1_000_000))])
    expect(reads).toBe(1)
  })

  test('refuses two files of one path', async () => {
    const entry = entryOf('a', new Uint8Array(1))
    await expect(collect([entry, entry])).rejects.toThrow('already exists')
  })

  test('refuses a file that is longer than it says', async () => {
    const entry = { path: 'a', sizeBytes: 1, read: async () => new Uint8Array(2) }
    await expect(collect([entry])).rejects.toThrow('a has 2 bytes, not 1.')
  })
})
