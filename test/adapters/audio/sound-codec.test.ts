import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSoundCodec } from '../../../adapters/audio/sound-codec.js'
import { readMp3Header } from '../../../core/audio/mp3-frames.js'
import { readOggVorbis } from '../../../core/audio/ogg-pages.js'
import { sampleCount, type Sound } from '../../../core/audio/sound.js'
import { AssetloomError } from '../../../core/errors.js'
import { blow, join, noise, silence, sine } from '../../core/audio/synthetic-sound.js'

const codec = createSoundCodec()

async function problemOf(bytes: Uint8Array): Promise<AssetloomError> {
  const answer = await codec.decode(bytes).then(
    () => new Error('the bytes were read'),
    (error: unknown) => error,
  )
  if (answer instanceof AssetloomError) return answer
  throw answer
}

/** How alike two channels are, 1 for the same but for the level. */
function likeness(a: Float32Array, b: Float32Array): number {
  let [product, first, second] = [0, 0, 0]
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    product += a[at]! * b[at]!
    first += a[at]! ** 2
    second += b[at]! ** 2
  }
  return product / Math.sqrt(first * second)
}

const lengths: readonly (readonly [samples: number, channels: number, rate: number])[] = [
  [1, 1, 44_100],
  [100, 1, 44_100],
  [1_152, 2, 44_100],
  [8_820, 1, 44_100],
  [44_101, 2, 48_000],
  [200_001, 1, 44_100],
]

function musicOf(samples: number, channels: number, sampleRateHz: number): Sound {
  const seconds = samples / sampleRateHz
  // Another tone a channel: decoders give a mono file two equal channels, and those count as one.
  const tones = [330, 247].slice(0, channels).map((hz) => sine(hz, seconds, 0.4, { sampleRateHz }))
  return { sampleRateHz, channels: tones.map((tone) => tone.channels[0]!.subarray(0, samples)) }
}

describe.each(lengths)('%i samples of %i channels at %i Hz', (samples, channels, rate) => {
  const sound = musicOf(samples, channels, rate)

  it('come back from OGG, every one of them', async () => {
    const back = await codec.decode(await codec.encodeOgg(sound))
    expect([back.sampleRateHz, back.channels.length, sampleCount(back)]).toEqual([rate, channels, samples])
    if (samples > 5_000) expect(likeness(back.channels[0]!, sound.channels[0]!)).toBeGreaterThan(0.99)
  })

  it('come back from MP3, every one of them and none of them moved', async () => {
    const back = await codec.decode(await codec.encodeMp3(sound, 192))
    expect([back.sampleRateHz, back.channels.length, sampleCount(back)]).toEqual([rate, channels, samples])
    if (samples > 5_000) expect(likeness(back.channels[0]!, sound.channels[0]!)).toBeGreaterThan(0.99)
  })
})

describe('encoding', () => {
  it('gives equal bytes for equal samples, and another serial for other samples', async () => {
    const [a, again, b] = [blow(0.4, 0.5, 1, 44_100), blow(0.4, 0.5, 1, 44_100), blow(0.4, 0.5, 2, 44_100)]
    const [first, second, other] = await Promise.all([a, again, b].map((sound) => codec.encodeOgg(sound)))
    expect(first).toEqual(second)
    expect(readOggVorbis(first!).pages[0]!.serial).not.toBe(readOggVorbis(other!).pages[0]!.serial)
    expect(await codec.encodeMp3(a)).toEqual(await codec.encodeMp3(again))
    expect(codec.encodeWav(a)).toEqual(codec.encodeWav(again))
  })

  it('writes the bitrate that was asked for into every frame but the tag', async () => {
    const bytes = await codec.encodeMp3(noise(0.5, 0.3, 1, 44_100), 128)
    const rates: number[] = []
    for (let at = 0; at < bytes.length;) {
      const header = readMp3Header(bytes, at)!
      rates.push(header.bitrateKbps)
      at += header.frameBytes
    }
    expect(new Set(rates)).toEqual(new Set([128]))
    const low = await codec.encodeMp3(noise(0.5, 0.3, 1, 44_100), 32)
    expect(readMp3Header(low, readMp3Header(low, 0)!.frameBytes)!.bitrateKbps).toBe(32)
  })

  it.each([
    [192, 192],
    [100, 96],
    [56, 64],
    [33, 32],
    [1_000, 320],
  ])('takes for %i kbit/s the rate of MP3 nearest to it, %i', async (asked, wanted) => {
    const bytes = await codec.encodeMp3(noise(0.2, 0.3, 1, 44_100), asked)
    expect(readMp3Header(bytes, readMp3Header(bytes, 0)!.frameBytes)!.bitrateKbps).toBe(wanted)
  })

  it('gets larger with the quality', async () => {
    const sound = noise(1, 0.3, 1, 44_100)
    const [low, high] = [await codec.encodeOgg(sound, 1), await codec.encodeOgg(sound, 8)]
    expect(high.length).toBeGreaterThan(low.length * 1.5)
  })

  it('keeps a loop a loop', async () => {
    const loop = sine(220.5, 2, 0.5, { sampleRateHz: 44_100 })
    const back = await codec.decode(await codec.encodeOgg(loop))
    const samples = back.channels[0]!
    expect(sampleCount(back)).toBe(88_200)
    // From the last sample to the first is no more than from one to the next inside.
    expect(Math.abs(samples[0]! - samples.at(-1)!)).toBeLessThan(0.05)
  })

  it('refuses what no file can hold, in words', async () => {
    const odd = sine(440, 0.1, 0.5, { sampleRateHz: 22_050 })
    await expect(codec.encodeOgg(odd)).rejects.toThrow('22050 samples a second')
    await expect(codec.encodeOgg({ sampleRateHz: 44_100, channels: [new Float32Array(0)] })).rejects.toThrow(
      'without samples',
    )
  })
})

describe('hostile files', () => {
  const source = join(blow(0.5, 0.5, 1, 44_100), silence(0.2, 44_100))
  let files: Record<'ogg' | 'mp3' | 'wav', Uint8Array>
  beforeAll(async () => {
    files = {
      ogg: await codec.encodeOgg(source),
      mp3: await codec.encodeMp3(source),
      wav: codec.encodeWav(source),
    }
  })

  it.each([
    ['nothing', new Uint8Array(0), 'empty file'],
    ['garbage', new Uint8Array(2_000).fill(7), 'no WAV, OGG Vorbis or MP3'],
    ['a page', Buffer.from('<html>hello</html>'), 'no WAV, OGG Vorbis or MP3'],
    ['FLAC', Buffer.from('fLaC\0\0\0\x22'), 'needs ffmpeg'],
    ['a playlist', Buffer.from('#EXTM3U\nhttp://x/y.ts\n'), 'no WAV, OGG Vorbis or MP3'],
    ['an empty tag', Buffer.from('ID3\x04\0\0\0\0\0\0'), 'no WAV, OGG Vorbis or MP3'],
    [
      'a tag longer than the file',
      Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7fxyz'),
      'no WAV, OGG Vorbis or MP3',
    ],
    ['frames of MP3 that hold nothing', new Uint8Array(5_000).map((_, at) => (at % 2 ? 0xfb : 0xff)), 'no '],
  ])('%s: is refused with a reason and a hint', async (_, bytes, words) => {
    const problem = await problemOf(bytes)
    expect(problem.type).toBe('InvalidInput')
    expect(problem.message).toContain(words)
    expect(problem.hint).not.toBe('')
  })

  it('that are cut off are never taken for whole', async () => {
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const cut = files.ogg.slice(0, Math.floor(files.ogg.length * share))
      expect((await problemOf(cut)).type).toBe('InvalidInput')
    }
  })

  it('with one changed byte in the OGG are found by its checksums', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(files.ogg.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = files.ogg.slice()
        bytes[at]! ^= change
        expect((await problemOf(bytes)).type).toBe('InvalidInput')
      }),
      { numRuns: 60 },
    )
  })

  it('never do anything else than fail in words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<'ogg' | 'mp3' | 'wav'>('mp3', 'wav'),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 20 }),
        fc.nat(300),
        async (name, changes, cut) => {
          const bytes = files[name].slice(0, files[name].length - cut)
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
          try {
            expect(sampleCount(await codec.decode(bytes))).toBeGreaterThan(0)
          } catch (error) {
            expect(error).toBeInstanceOf(AssetloomError)
          }
        },
      ),
      { numRuns: 80 },
    )
  })

  it('of a few kilobytes that play for hours are stopped', async () => {
    const silent = { sampleRateHz: 8_000, channels: [new Float32Array(8_000 * 160)] }
    expect((await problemOf(codec.encodeWav(silent))).message).toContain('160.0 s')
    const long = { sampleRateHz: 32_000, channels: [new Float32Array(32_000 * 151)] }
    expect((await problemOf(await codec.encodeOgg(long))).message).toContain('151.0 s')
    expect((await problemOf(await codec.encodeMp3(long, 32))).message).toContain('over 150 s')
  })

  it('with a tag before the frames are read', async () => {
    const tag = Buffer.from('ID3\x04\0\0\0\0\0\x05hello', 'latin1')
    const back = await codec.decode(new Uint8Array(Buffer.concat([tag, files.mp3])))
    expect(sampleCount(back)).toBe(sampleCount(source))
  })

  it('are not read at all once nobody waits any more', async () => {
    await expect(codec.decode(files.ogg, AbortSignal.abort())).rejects.toThrow('abort')
  })
})
