import { describe, expect, test } from 'vitest'
import { keepPalette, manySeeds, seamScore, usedColours } from './picture-measures.js'
import {
  animationFrames,
  changedPixels,
  loopClosure,
  paintStrip,
  repeatedFrames,
  stateFrames,
} from './strip-measures.js'

const surfaces = [
  'shallow water',
  'lava',
  'poison swamp water',
  'green grass',
  'flagstone floor',
  'conveyor belt',
  'alien hive membrane',
]

const tile = (prompt: string, frames: Parameters<typeof paintStrip>[1], seed: string, side = 16) =>
  paintStrip(prompt, frames, {
    assetType: 'tile',
    seamless: true,
    background: 'opaque',
    outlinePx: 0,
    seed,
    nativeSize: { width: side, height: side },
  })

describe.each(surfaces)('the moving surface "%s"', (prompt) => {
  test('is seamless and opaque in every frame, moves in every frame and closes in time', () => {
    for (const [side, text] of [
      [16, 'flow:3'],
      [32, 'flow:4'],
      [16, 'flow:8'],
    ] as const)
      for (const seed of manySeeds.slice(0, 3)) {
        const frames = animationFrames(text)
        const { strip, pictures } = tile(prompt, frames, seed, side)
        for (const [at, picture] of pictures.entries()) {
          // A belt rolls every joint of its pattern over the border.
          if (!prompt.includes('belt'))
            expect(seamScore(picture), `${text} ${side} px, seed ${seed}, frame ${at}`).toBeLessThanOrEqual(
              1.8,
            )
          expect(picture.pixels.every((pixel) => pixel > 0)).toBe(true)
        }
        expect(repeatedFrames(pictures, frames), `${text} ${side} px, seed ${seed}`).toEqual([])
        expect(loopClosure(pictures)).toBeLessThanOrEqual(1.6)
        expect(usedColours(strip).filter((colour) => !keepPalette.includes(colour))).toEqual([])
      }
  })
})

test('a belt rolls by its whole length: each frame is the first one, moved around the torus', () => {
  const { pictures } = tile('conveyor belt', animationFrames('roll:4'), manySeeds[0]!)
  pictures.forEach(({ pixels }, at) => {
    const moved = pictures[0]!.pixels.map(
      (_, i) => pictures[0]!.pixels[i - (i % 16) + (((i % 16) - at * 4 + 16) % 16)]!,
    )
    expect(pixels).toEqual(moved)
  })
})

test('stone shimmers where water flows: most of it stays', () => {
  const share = (prompt: string) => {
    const { pictures } = tile(prompt, animationFrames('idle:4'), manySeeds[0]!, 32)
    return changedPixels(pictures[0]!, pictures[1]!) / pictures[0]!.pixels.length
  }
  expect(share('flagstone floor')).toBeLessThan(0.2)
  expect(share('shallow water')).toBeGreaterThan(share('flagstone floor'))
})

test('states of a surface differ and stay seamless', () => {
  const { pictures } = tile(
    'flagstone floor',
    stateFrames('intact', 'cracked', 'mossy', 'snowy'),
    manySeeds[0]!,
    32,
  )
  pictures.forEach((picture, i) => {
    expect(seamScore(picture)).toBeLessThanOrEqual(1.8)
    for (const other of pictures.slice(i + 1)) expect(changedPixels(picture, other)).toBeGreaterThan(20)
  })
})
