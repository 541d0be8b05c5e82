import { expect, test } from 'vitest'
import { examineFile } from '../../../adapters/comfyui/examine-file.js'
import { writeFlac } from '../../../adapters/fake-comfyui/write-flac.js'
import { buildPng } from '../../support/build-png.js'

const png = Buffer.from(
  buildPng({ width: 2, height: 2, bitDepth: 8, colourType: 2 }, new Uint8Array(2 * (1 + 6))),
)

function riff(form: string, sizeBytes = 40): Buffer {
  const file = Buffer.alloc(sizeBytes)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(sizeBytes - 8, 4)
  file.write(form, 8, 'latin1')
  return file
}

/** One page with one segment; flag 4 = the last of its stream. */
function oggPage(flags: number, bodyBytes = 10): Buffer {
  const page = Buffer.alloc(28 + bodyBytes)
  page.write('OggS', 0, 'latin1')
  page[5] = flags
  page[26] = 1
  page[27] = bodyBytes
  return page
}

/** Some frames of something that is no silence. */
const flac = Buffer.from(
  writeFlac({
    sampleRateHz: 44_100,
    channels: [Float32Array.from({ length: 20_000 }, (_, at) => Math.sin(at * at) / 2)],
  }),
)

test('knows files by their bytes', () => {
  expect(examineFile(png, 'image')).toEqual({ mime: 'image/png' })
  expect(examineFile(riff('WEBP'), 'image')).toEqual({ mime: 'image/webp' })
  expect(examineFile(riff('WAVE'), 'audio')).toEqual({ mime: 'audio/wav' })
  expect(examineFile(flac, 'audio')).toEqual({ mime: 'audio/flac' })
  expect(examineFile(Buffer.concat([oggPage(2), oggPage(4)]), 'audio')).toEqual({ mime: 'audio/ogg' })
  expect(examineFile(Buffer.concat([Buffer.from([0xff, 0xfb]), Buffer.alloc(200)]), 'audio')).toEqual({
    mime: 'audio/mpeg',
  })
})

test('a picture that ends anywhere before its end is not taken', () => {
  for (let length = 0; length < png.length; length++)
    expect(examineFile(png.subarray(0, length), 'image'), `${length} bytes`).toHaveProperty('wrong')
})

test('a picture with one wrong byte in a chunk is not taken', () => {
  for (let at = 8; at < png.length; at++) {
    const damaged = Buffer.from(png)
    damaged[at]! ^= 0x10
    expect(examineFile(damaged, 'image'), `byte ${at}`).toHaveProperty('wrong')
  }
})

test('a sound of frames that ends within one, or with a wrong byte in the last, is not taken', () => {
  for (let length = 0; length < flac.length; length += 997)
    expect(examineFile(flac.subarray(0, length), 'audio'), `${length} bytes`).toHaveProperty('wrong')
  const damaged = Buffer.from(flac)
  damaged[flac.length - 100]! ^= 0x10
  expect(examineFile(damaged, 'audio')).toHaveProperty('wrong')
})

test('cut sounds, pages of a proxy and the wrong kind are not taken', () => {
  const cases: [Buffer, 'image' | 'audio'][] = [
    [riff('WAVE').subarray(0, 39), 'audio'],
    [Buffer.concat([oggPage(2), oggPage(0)]), 'audio'],
    [oggPage(4).subarray(0, 30), 'audio'],
    [Buffer.from('fLaC'), 'audio'],
    [png, 'audio'],
    [riff('WAVE'), 'image'],
    [Buffer.from('<html><body>502 Bad Gateway</body></html>'), 'image'],
  ]
  for (const [bytes, kind] of cases) expect(examineFile(bytes, kind)).toHaveProperty('wrong')
})
