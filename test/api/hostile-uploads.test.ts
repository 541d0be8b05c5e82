import { crc32, deflateSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { createSound } from '../../core/audio/sound.js'
import { writeWav } from '../../core/audio/wav.js'
import { buildPng } from '../support/build-png.js'
import { send, startApi, token } from './api-fixture.js'

const side = 8
/** Rows of opaque red, each with its filter byte. */
const rows = Buffer.concat(
  Array.from({ length: side }, () =>
    Buffer.concat([Buffer.of(0), Buffer.from('c82828ff'.repeat(side), 'hex')]),
  ),
)
const png = Buffer.from(buildPng({ width: side, height: side, bitDepth: 8, colourType: 6 }, rows))
const wav = writeWav(createSound(44_100, 1, 4_410))
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><script>alert(1)</script></svg>'
const html = '<html><script>alert(1)</script></html>'

/** The PNG with another chunk before its end. */
function withChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(data, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length)
  const end = png.length - 12
  return Buffer.concat([png.subarray(0, end), chunk, png.subarray(end)])
}

const pictureOf = async (format: 'gif' | 'jpeg' | 'webp' | 'tiff'): Promise<Buffer> =>
  await sharp(png).toFormat(format).toBuffer()

async function start() {
  const api = await startApi({ deps: { examineUpload: createUploadExaminer() } })
  const { projectId } = await api.catalogue.projects.ensure({ key: 'art', name: 'art' })
  const upload = async (type: string, bytes: Uint8Array) =>
    await send<{ mediaType?: string; width?: number; durationMs?: number; detail?: string; hint?: string }>(
      `${api.url}/api/v1/projects/${projectId}/uploads`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body: new Uint8Array(bytes),
      },
    )
  return { api, upload }
}

/** What it is, what it calls itself, its bytes, what the refusal mentions. */
const refusedFiles: readonly (readonly [string, string, () => Promise<Uint8Array> | Uint8Array, string])[] = [
  ['an SVG with a script, as a PNG', 'image/png', () => Buffer.from(svg), 'neither a PNG'],
  ['a page, as a PNG', 'image/png', () => Buffer.from(html), 'neither a PNG'],
  ['a GIF, as a PNG', 'image/png', async () => await pictureOf('gif'), 'neither a PNG'],
  ['a JPEG, as a PNG', 'image/png', async () => await pictureOf('jpeg'), 'neither a PNG'],
  ['a WebP, as a WAV (both are RIFF)', 'audio/wav', async () => await pictureOf('webp'), 'neither a PNG'],
  ['a TIFF, as a PNG', 'image/png', async () => await pictureOf('tiff'), 'neither a PNG'],
  ['a program, as a PNG', 'image/png', () => Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), 'neither a PNG'],
  [
    'a PNG with a page behind it',
    'image/png',
    () => Buffer.concat([png, Buffer.from(html)]),
    'behind the end',
  ],
  [
    'a PNG with an archive behind it',
    'image/png',
    () => Buffer.concat([png, Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(40)]),
    'behind the end',
  ],
  [
    'a PNG with a page before it',
    'image/png',
    () => Buffer.concat([Buffer.from(html), png]),
    'neither a PNG',
  ],
  [
    'a PNG of 100 megapixels of nothing',
    'image/png',
    () => buildPng({ width: 10_000, height: 10_000, bitDepth: 8, colourType: 6 }, Buffer.alloc(100)),
    '10000x10000',
  ],
  [
    'a PNG of 120 megapixels that is whole, in 120 kB',
    'image/png',
    () => buildPng({ width: 12_000, height: 10_000, bitDepth: 8, colourType: 0 }, Buffer.alloc(120_010_000)),
    '12000x10000',
  ],
  [
    'a PNG whose width is larger than the format has',
    'image/png',
    () => buildPng({ width: 0xffffffff, height: 0xffffffff, bitDepth: 8, colourType: 6 }, rows),
    'pixels',
  ],
  [
    'a PNG of no pixels',
    'image/png',
    () => buildPng({ width: 0, height: 0, bitDepth: 8, colourType: 6 }, new Uint8Array()),
    '',
  ],
  ['nothing', 'image/png', () => new Uint8Array(), 'empty'],
]

/** Its header says gigabytes, as that of a stream does whose length was not known. */
function lyingWav(): Uint8Array {
  const bytes = Buffer.from(wav)
  bytes.writeUInt32LE(0xfffffff0, 4)
  bytes.writeUInt32LE(0xffffffe0, 40)
  return bytes
}

describe('an upload', () => {
  test.each(refusedFiles)(
    'of %s is refused with what to do, and nothing is kept',
    async (_, type, bytesOf, says) => {
      const { api, upload } = await start()
      const kept = api.store.list().length
      const { status, body } = await upload(type, await bytesOf())
      expect([status, body.detail]).toEqual([409, expect.stringContaining(says)])
      expect(body.hint ?? '').not.toBe('')
      expect(api.store.list().length).toBe(kept)
    },
  )

  test.each(['image/svg+xml', 'image/gif', 'text/html', 'application/zip', 'multipart/form-data', ''])(
    'that calls itself "%s" is refused before it is read',
    async (type) => {
      const { upload } = await start()
      expect((await upload(type, png)).status).toBe(415)
    },
  )

  test('is what its bytes are, whatever it calls itself', async () => {
    const { upload } = await start()
    const { status, body } = await upload('audio/wav', png)
    expect([status, body.mediaType]).toEqual([201, 'image/png'])
  })

  test('of a sound is as long as the bytes that are there, whatever its header says', async () => {
    const { upload } = await start()
    const { status, body } = await upload('audio/wav', lyingWav())
    expect([status, body.durationMs]).toEqual([201, 100])
  })

  test('whose text would be 100 MB when it is unpacked is measured without unpacking it', async () => {
    const { upload } = await start()
    const bomb = deflateSync(Buffer.alloc(100_000_000))
    const bytes = withChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), bomb]))
    const { status, body } = await upload('image/png', bytes)
    expect([status, body.width]).toEqual([201, side])
  })

  test('that is packed for the way is refused: its size could not be told before', async () => {
    const { api } = await start()
    const { projectId } = await api.catalogue.projects.ensure({ key: 'art', name: 'art' })
    const { status } = await send(`${api.url}/api/v1/projects/${projectId}/uploads`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...{ 'content-type': 'image/png', 'content-encoding': 'gzip' },
      },
      body: new Uint8Array(gzipSync(Buffer.concat([png, Buffer.alloc(100_000_000)]))),
    })
    expect([413, 415]).toContain(status)
  })
})
