import { describe, expect, test } from 'vitest'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import type { NativeRequest } from '../../../adapters/procedural/native-picture.js'
import { createProceduralProvider } from '../../../adapters/procedural/procedural-provider.js'
import { nativeRequest } from './desert-list.js'
import { keepPalette, manySeeds } from './picture-measures.js'
import { animationFrames, paintStrip } from './strip-measures.js'

const particle = (
  prompt: string,
  frames: Parameters<typeof paintStrip>[1] = [],
  changes: Partial<NativeRequest> = {},
) => paintStrip(prompt, frames, { assetType: 'particle', alpha: 'soft', outlinePx: 0, ...changes })

describe.each([
  'soft round white particle',
  'spark particle',
  'smoke puff',
  'glow ring',
  'ember',
  'rain streak',
])('the particle "%s"', (prompt) => {
  test('falls off in many steps to nothing on its border', () => {
    for (const seed of manySeeds.slice(0, 4)) {
      const { alpha, width, height } = particle(prompt, [], { seed }).pictures[0]!
      const levels = new Set(alpha)
      expect(levels.size).toBeGreaterThan(prompt === 'glow ring' ? 12 : 20)
      expect(Math.max(...alpha!)).toBeGreaterThan(100)
      const border = [...alpha!].filter(
        (_, at) => at % width === 0 || at % width === width - 1 || at < width || at >= width * (height - 1),
      )
      expect(Math.max(...border)).toBeLessThanOrEqual(24)
    }
  })

  test('is one colour, and frames of it differ and stay visible', () => {
    const { strip, pictures } = particle(prompt, animationFrames('puff:5!'))
    expect(new Set(strip.pixels).size).toBe(1)
    pictures.forEach(({ alpha }, at) => {
      expect(Math.max(...alpha!)).toBeGreaterThan(20)
      if (at > 0) expect(alpha).not.toEqual(pictures[at - 1]!.alpha)
    })
  })
})

test('a round one is densest in its middle and the same on all sides', () => {
  const { alpha, width } = particle('soft round white particle').pictures[0]!
  const at = (x: number, y: number) => alpha![y * width + x]!
  for (let x = 1; x < 16; x++) expect(at(x, 15)).toBeGreaterThanOrEqual(at(x - 1, 15))
  expect(at(4, 15)).toBe(at(27, 15))
  expect(at(15, 4)).toBe(at(15, 27))
})

test('it is white unless the prompt names a colour', () => {
  const colour = (prompt: string) => {
    const { pixels, ramps } = particle(prompt, [], { palette: [] }).pictures[0]!
    return ramps.colours[pixels[0]! - 1]
  }
  expect(colour('soft particle')).toEqual([255, 255, 255])
  expect(colour('soft red particle')).not.toEqual([255, 255, 255])
})

test('it is delivered with its own alpha: no backdrop, no noise', async () => {
  const provider = createProceduralProvider({ codec: sharpImageCodec })
  const request = {
    ...nativeRequest('soft round white particle', {
      assetType: 'particle',
      alpha: 'soft',
      palette: keepPalette,
      outlinePx: 0,
    }),
    negative: '',
    generatedSize: { width: 128, height: 128 },
  }
  const painted = await provider.paint(request, 1, new AbortController().signal)
  const { data } = await sharpImageCodec.decodePng(painted.png)
  const native = particle('soft round white particle', [], { seed: request.seed }).pictures[0]!
  for (let y = 0; y < 128; y += 3)
    for (let x = 0; x < 128; x += 3)
      expect(data[(y * 128 + x) * 4 + 3]).toBe(native.alpha![(y >> 2) * 32 + (x >> 2)])
})

test('another thing with soft alpha keeps its shape and gets a fading rim', () => {
  const { alpha, pixels } = particle('gold coin', [], { assetType: 'item' }).pictures[0]!
  expect(alpha!.some((value) => value === 255)).toBe(true)
  expect(alpha!.some((value) => value > 0 && value < 255)).toBe(true)
  expect(alpha!.every((value, at) => value === 0 || pixels[at]! > 0)).toBe(true)
})
