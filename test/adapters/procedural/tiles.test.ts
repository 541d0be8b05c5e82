import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPrompt } from '../../../adapters/procedural/noun.js'
import { chooseNoun } from '../../../adapters/procedural/noun-registry.js'
import type { NativeRequest } from '../../../adapters/procedural/native-picture.js'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import { tileNouns } from '../../../adapters/procedural/tiles/tile-nouns.js'
import { nativeRequest } from './desert-list.js'
import { keepPalette, manySeeds, seamScore, usedColours } from './picture-measures.js'

const surfaces = [
  ...tileNouns.map((noun) => noun.names[0]!),
  'fine sand with ripples',
  'cracked dry mud',
  'mossy wall top',
  'mossy flagstone floor',
  'grass with flowers',
  // Nobody drew these: they get a surface from their words.
  'alien hive membrane',
  'starlit void',
  'circuit weave',
  'bone mosaic',
  'coral crust',
]

const tile = (prompt: string, seed: string, changes: Partial<NativeRequest> = {}) =>
  paintNative(
    nativeRequest(prompt, {
      seed,
      assetType: 'tile',
      seamless: true,
      background: 'opaque',
      outlinePx: 0,
      palette: keepPalette,
      nativeSize: { width: 16, height: 16 },
      ...changes,
    }),
  )

describe.each(surfaces)('the surface "%s"', (prompt) => {
  test('continues over its borders for every seed, size and palette', () => {
    for (const side of [16, 32])
      for (const palette of [keepPalette, []])
        for (const seed of manySeeds.slice(0, 6)) {
          const picture = tile(prompt, seed, { nativeSize: { width: side, height: side }, palette })
          expect(
            seamScore(picture),
            `seed ${seed}, ${side} px, ${palette.length} colours`,
          ).toBeLessThanOrEqual(1.6)
        }
  })

  test('is opaque and keeps to the palette', () => {
    const picture = tile(prompt, manySeeds[0]!)
    expect(picture.pixels.every((pixel) => pixel > 0)).toBe(true)
    expect(usedColours(picture).filter((colour) => !keepPalette.includes(colour))).toEqual([])
    expect(usedColours(picture).length).toBeGreaterThanOrEqual(2)
  })

  test('is the same for the same seed and another one for another seed', () => {
    const [first, again, other] = [
      tile(prompt, manySeeds[0]!),
      tile(prompt, manySeeds[0]!),
      tile(prompt, manySeeds[1]!),
    ]
    expect(again.pixels).toEqual(first.pixels)
    const changed = first.pixels.filter((pixel, at) => pixel !== other.pixels[at]).length
    expect(changed / first.pixels.length).toBeGreaterThan(0.05)
  })
})

test('tiles of any size and seed stay opaque and seamless', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...surfaces),
      fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }),
      fc.constantFrom([16, 16], [24, 24], [48, 48], [32, 16]),
      (prompt, seed, [width, height]) => {
        const picture = tile(prompt, seed.toString(16).padStart(16, '0'), {
          nativeSize: { width: width!, height: height! },
        })
        return picture.pixels.every((pixel) => pixel > 0) && seamScore(picture) <= 1.6
      },
    ),
    { numRuns: 60, seed: 7 },
  )
})

test.each([
  ['flagstone floor', 'flagstone'],
  ['mossy wall top', 'wall top'],
  ['wall face', 'brick'],
  ['wall corner', 'wall corner'],
  ['shallow water, 3 frames animated, 5 fps', 'water'],
  ['cracked dry mud', 'mud'],
  ['fine sand with ripples', 'sand'],
  ['cobblestone street', 'cobblestone'],
  ['green grass', 'grass'],
  ['wooden planks', 'plank'],
  ['snow', 'snow'],
  ['lava', 'lava'],
])('the tile "%s" is painted as %s', (prompt, name) => {
  expect(chooseNoun(readPrompt(prompt), 'tile').names[0]).toBe(name)
})

test('two unknown surfaces do not look alike', () => {
  const [a, b] = [tile('alien hive membrane', manySeeds[0]!), tile('circuit weave', manySeeds[0]!)]
  expect(a.pixels.filter((pixel, at) => pixel !== b.pixels[at]).length / a.pixels.length).toBeGreaterThan(0.3)
})
