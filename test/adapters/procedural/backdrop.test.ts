import { describe, expect, test } from 'vitest'
import { keepPalette, manySeeds, usedColours } from './picture-measures.js'
import type { NativePicture } from '../../../adapters/procedural/native-picture.js'
import { animationFrames, changedPixels, paintStrip, repeatedFrames, stateFrames } from './strip-measures.js'

const size = { width: 120, height: 68 }
const scenes = [
  'wide desert canyon at dawn',
  'pine forest at night',
  'snowy mountains',
  'sea at dusk',
  'city skyline at night',
  'dark cave',
  'deep space',
  'green meadow',
  'castle in a storm',
  'underwater reef',
  'volcano',
  'something nobody heard of',
]

const backdrop = (prompt: string, frames: Parameters<typeof paintStrip>[1], seed = manySeeds[0]!) =>
  paintStrip(prompt, frames, {
    assetType: 'backdrop',
    nativeSize: size,
    seed,
    outlinePx: 0,
    background: frames.length > 1 ? 'transparent' : 'opaque',
  })

/** Mean step over the border between the right and the left side, over the mean step within. */
function sideSeam({ pixels, width, height, ramps }: NativePicture): number {
  const light = (x: number, y: number) => {
    const pixel = pixels[y * width + x]!
    return pixel === 0 ? -60 : ramps.colours[pixel - 1]!.reduce((a, b) => a + b, 0)
  }
  const step = (x: number, next: number) =>
    Array.from({ length: height }, (_, y) => Math.abs(light(x, y) - light(next, y))).reduce(
      (a, b) => a + b,
      0,
    )
  const inner = Array.from({ length: width - 1 }, (_, x) => step(x, x + 1))
  return step(width - 1, 0) / Math.max(1, ...inner)
}

describe.each(scenes)('the backdrop "%s"', (prompt) => {
  const { strip, pictures } = backdrop(prompt, stateFrames('sky', 'far', 'near'))

  test('has an opaque far layer and nearer ones that let it show through', () => {
    const open = pictures.map(({ pixels }) => pixels.filter((pixel) => pixel === 0).length / pixels.length)
    expect(open[0]).toBe(0)
    for (const share of open.slice(1)) {
      expect(share).toBeGreaterThan(0.15)
      expect(share).toBeLessThan(0.998)
    }
  })

  test('repeats from side to side in every layer', () => {
    for (const picture of pictures) expect(sideSeam(picture)).toBeLessThanOrEqual(1.05)
  })

  test('keeps to the palette, is the same for the same seed and another one for another', () => {
    expect(usedColours(strip).filter((colour) => !keepPalette.includes(colour))).toEqual([])
    expect(backdrop(prompt, stateFrames('sky', 'far', 'near')).strip.pixels).toEqual(strip.pixels)
    expect(backdrop(prompt, stateFrames('sky', 'far', 'near'), manySeeds[1]).strip.pixels).not.toEqual(
      strip.pixels,
    )
  })

  test('without states is one whole scene, no repeated pattern', () => {
    const [whole] = backdrop(prompt, []).pictures
    expect([whole!.width, whole!.height]).toEqual([size.width, size.height])
    expect(whole!.pixels.every((pixel) => pixel > 0)).toBe(true)
    const rows = new Set(
      Array.from({ length: size.height }, (_, y) =>
        whole!.pixels.slice(y * size.width, (y + 1) * size.width).join(),
      ),
    )
    expect(rows.size).toBeGreaterThan(size.height * 0.3)
  })
})

test('scenes differ from each other, and so do the hours', () => {
  const looks = [...scenes, 'desert canyon at night'].map((prompt) => backdrop(prompt, []).pictures[0]!)
  looks.forEach((look, i) => {
    for (const other of looks.slice(i + 1))
      expect(changedPixels(look, other) / look.pixels.length).toBeGreaterThan(0.2)
  })
})

test('a state names what its layer holds', () => {
  const paint = (layer: string) => backdrop('green meadow', stateFrames('sky', layer)).pictures[1]!
  expect(paint('city').pixels).not.toEqual(paint('trees').pixels)
})

test('an animated backdrop scrolls without standing still', () => {
  const frames = animationFrames('scroll:6')
  const { pictures } = backdrop('green meadow', frames)
  expect(repeatedFrames(pictures, frames)).toEqual([])
  expect(pictures.every(({ pixels }) => pixels.every((pixel) => pixel > 0))).toBe(true)
})
