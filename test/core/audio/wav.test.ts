import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWav, writeWav } from '../../../core/audio/wav.js'
import { AssetloomError } from '../../../core/errors.js'
import { sine } from './synthetic-sound.js'

/** A WAV as another program writes it: any format code, any bits, extra chunks before and after. */
function buildWav(options: {
  readonly code: number
  readonly bits: number
  readonly channels?: number
  readonly rate?: number
  readonly data: Uint8Array
  readonly before?: readonly Uint8Array[]
  readonly declared?: number
}): Uint8Array {
  const { code, bits, channels = 1, rate = 44_100, data, before = [] } = options
  const format = new DataView(new ArrayBuffer(16))
  format.setUint16(0, code, true)
  format.setUint16(2, channels, true)
  format.setUint32(4, rate, true)
  format.setUint32(8, (rate * channels * bits) / 8, true)
  format.setUint16(12, (channels * bits) / 8, true)
  format.setUint16(14, bits, true)
  const chunk = (name: string, body: Uint8Array, declared = body.length): Uint8Array => {
    const out = new Uint8Array(8 + body.length + (body.length % 2))
    out.set(Buffer.from(name, 'latin1'))
    new DataView(out.buffer).setUint32(4, declared, true)
    out.set(body, 8)
    return out
  }
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'),
      ...before,
      chunk('fmt ', new Uint8Array(format.buffer)),
      chunk('data', data, options.declared),
    ]),
  )
}

function problemOf(bytes: Uint8Array): AssetloomError {
  try {
    readWav(bytes)
  } catch (error) {
    if (error instanceof AssetloomError) return error
    throw error
  }
  throw new Error('the bytes were read')
}

describe('a WAV file', () => {
  it('comes back to the sample when its samples are steps of 16 bits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 2, maxLength: 300 }),
        fc.constantFrom(1, 2),
        fc.constantFrom(8_000, 22_050, 44_100, 48_000),
        (steps, channels, sampleRateHz) => {
          const samples = Float32Array.from(steps, (step) => step / 32_768)
          const sound = { sampleRateHz, channels: Array.from({ length: channels }, () => samples) }
          const back = readWav(writeWav(sound))
          expect(back.sampleRateHz).toBe(sampleRateHz)
          expect(back.channels).toEqual(sound.channels)
        },
      ),
    )
  })

  it('is written with a header of 44 bytes that names its true sizes', () => {
    const bytes = writeWav(sine(440, 0.1, 0.5, { channels: 2 }))
    const view = new DataView(bytes.buffer)
    expect(bytes.length).toBe(44 + 4_800 * 4)
    expect(view.getUint32(4, true)).toBe(bytes.length - 8)
    expect(view.getUint32(40, true)).toBe(4_800 * 4)
  })

  it('clamps what is beyond full scale instead of wrapping around', () => {
    const loud = { sampleRateHz: 44_100, channels: [Float32Array.of(1.5, -1.5, 1, -1)] }
    expect([...readWav(writeWav(loud)).channels[0]!]).toEqual([32_767 / 32_768, -1, 32_767 / 32_768, -1])
  })

  it.each([
    { bits: 8, code: 1, data: [0, 128, 255], wanted: [-1, 0, 127 / 128] },
    { bits: 24, code: 1, data: [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40], wanted: [-1, 0, 0.5] },
    { bits: 32, code: 1, data: [0, 0, 0, 0x80, 0, 0, 0, 0x40], wanted: [-1, 0.5] },
    { bits: 32, code: 3, data: [0, 0, 0, 0xbf, 0, 0, 0xc0, 0x7f], wanted: [-0.5, 0] },
  ])('is read with $bits bits of format $code', ({ bits, code, data, wanted }) => {
    const sound = readWav(buildWav({ code, bits, data: Uint8Array.from(data) }))
    expect([...sound.channels[0]!]).toEqual(wanted)
  })

  it('is read past chunks of other programs, also of odd length', () => {
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1')
    const bytes = buildWav({
      code: 1,
      bits: 16,
      data: Uint8Array.of(0, 0x40),
      before: [new Uint8Array(list)],
    })
    expect([...readWav(bytes).channels[0]!]).toEqual([0.5])
  })

  it('gives the samples that are there when a recorder said that there are more', () => {
    const bytes = buildWav({
      code: 1,
      bits: 16,
      data: Uint8Array.of(0, 0x40, 0, 0xc0),
      declared: 0xffff_ffff,
    })
    expect([...readWav(bytes).channels[0]!]).toEqual([0.5, -0.5])
  })

  it.each([
    ['no WAV', new Uint8Array(100), 'no WAV'],
    ['no samples', buildWav({ code: 1, bits: 16, data: new Uint8Array(0) }), 'no samples'],
    ['an unknown format', buildWav({ code: 85, bits: 16, data: new Uint8Array(4) }), 'format 85'],
    ['12 bits', buildWav({ code: 1, bits: 12, data: new Uint8Array(4) }), '12 bits'],
    ['six channels', buildWav({ code: 1, bits: 16, channels: 6, data: new Uint8Array(24) }), '6 channels'],
    [
      'a rate of nothing',
      buildWav({ code: 1, bits: 16, rate: 0, data: new Uint8Array(4) }),
      '0 samples a second',
    ],
    ['hours', buildWav({ code: 1, bits: 8, rate: 8_000, data: new Uint8Array(8_000 * 200) }), '200.0 s'],
  ])('with %s is refused in words', (_, bytes, words) => {
    const problem = problemOf(bytes)
    expect(problem.type).toBe('InvalidInput')
    expect(problem.message).toContain(words)
    expect(problem.hint).not.toBe('')
  })

  it('never fails otherwise, however it is damaged', () => {
    const whole = writeWav(sine(440, 0.01, 0.5))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(60), (cut, value, at) => {
        const bytes = whole.slice(0, whole.length - cut)
        if (at < bytes.length) bytes[at] = value
        try {
          expect(readWav(bytes).channels[0]!.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(AssetloomError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
