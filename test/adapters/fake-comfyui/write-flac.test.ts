import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decodeWithFfmpeg, findFfmpeg } from '../../../adapters/audio/ffmpeg-decoder.js'
import { writeFlac } from '../../../adapters/fake-comfyui/write-flac.js'
import { createSound, sampleCount, type Sound } from '../../../core/audio/sound.js'
import { readWav, toInt16 } from '../../../core/audio/wav.js'

function tone(channels: number, samples: number): Sound {
  const sound = createSound(44_100, channels, samples)
  sound.channels.forEach((channel, index) =>
    channel.forEach((_, at) => (channel[at] = Math.sin(at / (9 + index)) * 0.9)),
  )
  return sound
}

/** Bit by bit, with the checks that a decoder makes (RFC 9639): one polynomial division for both kinds of CRC. */
function remainder(bytes: Buffer, polynomial: number, width: number): number {
  let crc = 0
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const top = (crc >> (width - 1)) & 1
      crc = (crc << 1) & ((1 << width) - 1)
      if ((top ^ ((byte >> bit) & 1)) === 1) crc ^= polynomial
    }
  return crc
}

/** The samples of a file of 16 bit verbatim frames, checked on the way. */
function readFlac(flac: Buffer): { rate: number; samples: number[][] } {
  expect(flac.subarray(0, 4).toString()).toBe('fLaC')
  const info = flac.subarray(8, 42)
  const packed = info.readBigUInt64BE(10)
  const channels = Number((packed >> 41n) & 7n) + 1
  let at = 42
  for (let last = false; !last;) {
    last = (flac[at]! & 0x80) !== 0
    at += 4 + flac.readUIntBE(at + 1, 3)
  }
  const samples: number[][] = Array.from({ length: channels }, () => [])
  for (let index = 0; at < flac.length; index++) {
    const number = index < 128 ? 1 : 2
    const head = at + 4 + number + 2
    expect(flac.readUInt16BE(at)).toBe(0xfff8)
    expect(flac[head]).toBe(remainder(flac.subarray(at, head), 0x07, 8))
    const size = flac.readUInt16BE(head - 2) + 1
    let from = head + 1
    for (const channel of samples) {
      expect(flac[from]).toBe(2)
      for (let one = 0; one < size; one++) channel.push(flac.readInt16BE(from + 1 + one * 2))
      from += 1 + size * 2
    }
    expect(flac.readUInt16BE(from)).toBe(remainder(flac.subarray(at, from), 0x8005, 16))
    at = from + 2
  }
  const pcm = Buffer.alloc(samples[0]!.length * channels * 2)
  samples[0]!.forEach((_, one) =>
    samples.forEach((channel, c) => pcm.writeInt16LE(channel[one]!, (one * channels + c) * 2)),
  )
  expect(info.subarray(18)).toEqual(createHash('md5').update(pcm).digest())
  expect(Number(packed & 0xf_ffff_ffffn)).toBe(samples[0]!.length)
  return { rate: Number(packed >> 44n), samples }
}

describe('writeFlac', () => {
  it.each([
    [1, 1],
    [2, 4_096],
    [1, 9_001],
    // Frames from 128 on have longer numbers.
    [1, 530_000],
  ])('writes every sample of %i channels and %i samples', (channels, samples) => {
    const sound = tone(channels, samples)
    const read = readFlac(Buffer.from(writeFlac(sound, { prompt: '{}' })))
    expect(read.rate).toBe(44_100)
    const wanted = sound.channels.map((channel) => Int16Array.from(channel, toInt16))
    read.samples.forEach((channel, index) => expect(Int16Array.from(channel)).toEqual(wanted[index]))
  })

  const ffmpeg = findFfmpeg(process.env['PATH'])
  const missing = 'NOT RUN: there is no ffmpeg to read it with'
  if (ffmpeg === null) it(missing, () => expect(missing).toContain('NOT RUN'))
  else
    it('is read by ffmpeg', async () => {
      const read = readWav(await decodeWithFfmpeg(ffmpeg, writeFlac(tone(2, 5_000)), 'flac'))
      // Read at 48 kHz.
      expect([read.channels.length, Math.round((sampleCount(read) * 44_100) / 48_000)]).toEqual([2, 5_000])
    })
})
