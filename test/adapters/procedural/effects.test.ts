import { describe, expect, test } from 'vitest'
import { keepPalette, manySeeds, usedColours } from './picture-measures.js'
import { animationFrames, loopClosure, paintedPixels, paintStrip, repeatedFrames } from './strip-measures.js'

const loops = [
  'candle flicker',
  'campfire flame',
  'fireball',
  'rising smoke',
  'magic sparkle',
  'lightning',
  'falling snow',
  'bubbles',
]
const bursts = [
  'hit spark',
  'explosion',
  'smoke puff',
  'landing dust',
  'water splash',
  'healing',
  'shockwave',
  'sword slash',
  'lightning',
  'gust of xyzzy',
]

const paint = (prompt: string, frames: string, seed = manySeeds[0]!, side = 32) =>
  paintStrip(prompt, animationFrames(frames), {
    assetType: 'vfx',
    seed,
    nativeSize: { width: side, height: side },
  })

describe.each(loops)('the loop "%s"', (prompt) => {
  test('never stands still, closes, keeps to the palette and differs by seed', () => {
    for (const count of [4, 6, 8]) {
      const frames = `loop:${count}`
      const { strip, pictures } = paint(prompt, frames)
      expect(repeatedFrames(pictures, animationFrames(frames))).toEqual([])
      expect(loopClosure(pictures), `${count} frames`).toBeLessThanOrEqual(1.6)
      expect(usedColours(strip).filter((colour) => !keepPalette.includes(colour))).toEqual([])
      expect(paint(prompt, frames, manySeeds[2]).strip.pixels).not.toEqual(strip.pixels)
    }
  })
})

describe.each(bursts)('the burst "%s"', (prompt) => {
  test('is never empty, never stands still and is smaller at its ends than at its height', () => {
    for (const side of [16, 32])
      for (const seed of manySeeds.slice(0, 3)) {
        const { pictures } = paint(prompt, 'hit:6!', seed, side)
        const sizes = pictures.map(paintedPixels)
        expect(Math.min(...sizes), `${side} px: ${sizes.join(' ')}`).toBeGreaterThanOrEqual(4)
        expect(repeatedFrames(pictures, animationFrames('hit:6!'))).toEqual([])
        if (!/lightning|slash/.test(prompt))
          expect(sizes[0]!, sizes.join(' ')).toBeLessThan(Math.max(...sizes))
        if (/spark|explosion|puff|dust/.test(prompt))
          expect(sizes.at(-1)!).toBeLessThan(Math.max(...sizes) * 0.8)
      }
  })
})

test('an animation’s name tells the effect where the prompt says nothing', () => {
  const named = paint('zyx', 'explosion:5!').strip
  expect(named.pixels).toEqual(paint('qwv', 'explosion:5!').strip.pixels)
  expect(named.pixels).not.toEqual(paint('zyx', 'smoke:5!').strip.pixels)
})

test('a thing among the effects stays that thing', () => {
  const coin = paint('spinning gold coin', 'spin:8').pictures
  const widths = coin.map(
    ({ pixels, width }) =>
      new Set([...pixels].flatMap((pixel, at) => (pixel === 0 ? [] : [at % width]))).size,
  )
  expect(Math.max(...widths)).toBeGreaterThan(1.5 * Math.min(...widths))
})
