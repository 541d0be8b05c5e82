import { createSound } from '../../core/audio/sound.js'
import { writeWav } from '../../core/audio/wav.js'
import { buildPng } from '../support/build-png.js'

/** Pixels of native art in a fake variant, and how often each is repeated. */
export const fakeNativePx = 32
export const fakeScale = 16

const palette = [0x2b1d1a, 0x5a3626, 0x94583a, 0xc98a52, 0xe8bf83, 0xf7e6c0, 0x6f8f86, 0x39545b]

/**
 * A mirrored blob on a noisy flat background, 512 px, different for every number: as a painter delivers it. Several
 * frames stand side by side; in each the blob is one pixel higher than in the one before, for up to four.
 */
export function fakeArtPng(number: number, frames = 1): Uint8Array {
  const random = seeded(number + 1)
  const side = fakeNativePx * fakeScale
  const width = side * frames
  const cells = Array.from({ length: fakeNativePx * fakeNativePx }, () => -1)
  for (let y = 4; y < 28; y += 1)
    for (let x = 4; x < 16; x += 1) {
      const reach = 1 - Math.hypot((16 - x) / 12, (16 - y) / 12.5)
      const colour = reach < 0 || random() > reach * 5 ? -1 : reach < 0.16 ? 0 : 1 + Math.floor(random() * 6)
      cells[y * fakeNativePx + x] = colour
      cells[y * fakeNativePx + (31 - x)] = colour
    }
  const raw = Buffer.alloc((width * 3 + 1) * side)
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < width; x += 1) {
      const row = Math.floor(y / fakeScale) + (Math.floor(x / side) % 4)
      const cell = cells[row * fakeNativePx + Math.floor((x % side) / fakeScale)] ?? -1
      const noise = cell < 0 ? Math.floor(random() * 5) : 0
      const rgb = cell < 0 ? 0xb8b8c4 : (palette[cell] ?? 0)
      const at = y * (width * 3 + 1) + 1 + x * 3
      raw[at] = ((rgb >> 16) & 255) - noise
      raw[at + 1] = ((rgb >> 8) & 255) - noise
      raw[at + 2] = (rgb & 255) - noise
    }
  return buildPng({ width, height: side, bitDepth: 8, colourType: 2 }, raw)
}

/** The same as a server shows it when it is finished: native size, without its background. */
export function fakePreviewPng(number: number, frames = 1): Uint8Array {
  const random = seeded(number + 1)
  const side = fakeNativePx
  const width = side * frames
  const raw = Buffer.alloc((width * 4 + 1) * side)
  for (let y = 4; y < 28; y += 1)
    for (let x = 4; x < 16; x += 1) {
      const reach = 1 - Math.hypot((16 - x) / 12, (16 - y) / 12.5)
      const colour = reach < 0 || random() > reach * 5 ? -1 : reach < 0.16 ? 0 : 1 + Math.floor(random() * 6)
      const rgb = palette[colour]
      if (rgb === undefined) continue
      for (let frame = 0; frame < frames; frame += 1)
        for (const column of [x, 31 - x]) {
          const at = (y - (frame % 4)) * (width * 4 + 1) + 1 + (frame * side + column) * 4
          raw.writeUInt32BE(((rgb << 8) | 255) >>> 0, at)
        }
    }
  return buildPng({ width, height: side, bitDepth: 8, colourType: 6 }, raw)
}

/** 0.6 s of a tone that fades away, another one for every number. */
export function fakeSoundWav(number: number): Uint8Array {
  const sound = createSound(44_100, 1, 26_460)
  sound.channels[0]!.forEach((_, at, samples) => {
    samples[at] = 0.8 * (1 - at / 26_460) * Math.sin((at / 44_100) * 2 * Math.PI * (200 + 40 * number))
  })
  return writeWav(sound)
}

function seeded(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
