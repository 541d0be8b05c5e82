import { describe, expect, it } from 'vitest'
import { writeFlac } from '../../../adapters/fake-comfyui/write-flac.js'
import { readFlac } from '../../../core/audio/flac.js'

/** RFC 9639, appendix D.1: one frame of one sample, with bits that both channels leave out. */
const exampleOfTheStandard =
  '664c614380000022100010000000 0f00000f0ac442f0000000013e84b41807dc690307586a3dad1a2e0f' +
  'fff869180000bf0358fd0312 8baa9a'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

describe('a FLAC file', () => {
  it('of the standard gives the samples that the standard says', () => {
    const { sampleRateHz, channels } = readFlac(bytesOf(exampleOfTheStandard))
    expect(sampleRateHz).toBe(44_100)
    expect(channels.map((channel) => [...channel].map((value) => value * 32_768))).toEqual([
      [25_588],
      [10_416],
    ])
  })

  it('with a wrong checksum, too few samples or a wrong head is refused', () => {
    const whole = bytesOf(exampleOfTheStandard)
    const damaged = Uint8Array.from(whole)
    damaged[52] = damaged[52]! ^ 1
    expect(() => readFlac(damaged)).toThrow('checksum')
    expect(() => readFlac(whole.subarray(0, whole.length - 6))).toThrow('damaged')
    expect(() => readFlac(new Uint8Array(60))).toThrow('no FLAC')
  })

  it('of two channels and many frames comes back as it was written', () => {
    const wave = (step: number) =>
      Float32Array.from({ length: 10_000 }, (_, at) => Math.round(Math.sin(at * step) * 30_000) / 32_768)
    const sound = { sampleRateHz: 44_100, channels: [wave(0.01), wave(0.023)] }
    const read = readFlac(writeFlac(sound))
    expect(read.channels.map((channel) => channel.length)).toEqual([10_000, 10_000])
    expect(read.channels[1]!.slice(4_000, 4_200)).toEqual(sound.channels[1]!.slice(4_000, 4_200))
  })

  it.each([
    ['left and side', 8, (a: number, b: number) => [a, a - b]],
    ['side and right', 9, (a: number, b: number) => [a + b, b]],
  ])('whose channels are %s gives left and right', (_name, assignment, expected) => {
    const first = [12, -8, 30]
    const second = [7, 3, -5]
    const wide = assignment === 8 ? [0, 1] : [1, 0]
    const channels = [verbatim(first, 16 + wide[0]!), verbatim(second, 16 + wide[1]!)]
    expect(samplesOf(buildFlac({ assignment, samples: 3, channels }))).toEqual(
      transpose(first.map((one, at) => expected(one, second[at]!))),
    )
  })

  it('whose channels are middle and side keeps the bit that the middle lost', () => {
    const channels = [verbatim([4, -3], 16), verbatim([3, 2], 17)]
    // left + right = 2 x 4 + 1 and left - right = 3; then 2 x -3 and 2.
    expect(samplesOf(buildFlac({ assignment: 10, samples: 2, channels }))).toEqual([
      [6, -2],
      [3, -4],
    ])
  })

  it('gives what predictors and Rice codes leave out, and numbers after an escape', () => {
    // Second order: 100, 110, then 2a - b + residual: 120 + 1, 132 - 3.
    const fixed = `0${bits(10, 6)}0${bits(100, 16)}${bits(110, 16)}${bits(0, 2)}${bits(0, 4)}${bits(1, 4)}${rice(1, 1)}${rice(-3, 1)}`
    // One coefficient of 3 / 2^1: 10, then floor(15) + 2, floor(25.5) - 1, floor(36) + 0.
    const linear = `0${bits(32, 6)}0${bits(10, 16)}${bits(4, 4)}${bits(1, 5)}${bits(3, 5)}${bits(0, 2)}${bits(0, 4)}${bits(15, 4)}${bits(4, 5)}${[2, -1, 0].map((one) => bits(one, 4)).join('')}`
    expect(samplesOf(buildFlac({ assignment: 1, samples: 4, channels: [fixed, linear] }))).toEqual([
      [100, 110, 121, 129],
      [10, 17, 24, 36],
    ])
  })
})

/** Two's complement, highest bit first. */
function bits(value: number, width: number): string {
  return (value < 0 ? value + 2 ** width : value).toString(2).padStart(width, '0')
}

function rice(value: number, parameter: number): string {
  const folded = value < 0 ? -2 * value - 1 : 2 * value
  return `${'0'.repeat(folded >> parameter)}1${bits(folded & ((1 << parameter) - 1), parameter)}`
}

function verbatim(values: readonly number[], width: number): string {
  return `0${bits(1, 6)}0${values.map((value) => bits(value, width)).join('')}`
}

function buildFlac({
  assignment,
  samples,
  channels,
}: {
  readonly assignment: number
  readonly samples: number
  readonly channels: readonly string[]
}): Uint8Array {
  const info = `${bits(16, 16)}${bits(16, 16)}${'0'.repeat(48)}${bits(44_100, 20)}${bits(1, 3)}${bits(15, 5)}${bits(samples, 36)}${'0'.repeat(128)}`
  const head = `${bits(0x7ffc, 15)}0${bits(6, 4)}${bits(9, 4)}${bits(assignment, 4)}${bits(4, 3)}0${bits(0, 8)}${bits(samples - 1, 8)}${bits(0, 8)}`
  const body = `${head}${channels.join('')}`
  const frame = toBytes(body.padEnd(Math.ceil(body.length / 8) * 8, '0'))
  const parts = [
    'fLaC',
    toBytes(`1${bits(0, 7)}${bits(34, 24)}${info}`),
    frame,
    toBytes(bits(crc16(frame), 16)),
  ]
  return Uint8Array.from(parts.flatMap((part) => [...Buffer.from(part as string)]))
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2))
}

/** Bit by bit, as the definition has it. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const carry = (crc >> 15) ^ ((byte >> bit) & 1)
      crc = ((crc << 1) & 0xffff) ^ (carry ? 0x8005 : 0)
    }
  return crc
}

function samplesOf(flac: Uint8Array): number[][] {
  return readFlac(flac).channels.map((channel) => [...channel].map((value) => value * 32_768))
}

function transpose(rows: readonly (readonly number[])[]): number[][] {
  return [0, 1].map((at) => rows.map((row) => row[at]!))
}
