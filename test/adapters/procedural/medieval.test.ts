import { describe, expect, test } from 'vitest'
import { readPrompt } from '../../../adapters/procedural/noun.js'
import { chooseNoun } from '../../../adapters/procedural/noun-registry.js'
import { medievalNouns } from '../../../adapters/procedural/nouns/medieval/medieval-nouns.js'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import { nativeRequest } from './desert-list.js'
import { keepPalette, manySeeds, paintedBox, usedColours } from './picture-measures.js'

const paint = (prompt: string, seed = manySeeds[0]!, side = 32) =>
  paintNative(
    nativeRequest(prompt, { seed, palette: keepPalette, nativeSize: { width: side, height: side } }),
  )

/** A dungeon crawler's first art pass and a short list of a village, as teams write them. */
test.each([
  ['the Keeper: an old lantern bearer in a long coat', 'keeper'],
  ['Moth Knight, a small armoured moth with a needle lance', 'moth knight'],
  ['ghost of the cook, floating, ladle in hand', 'ghost'],
  ['brass lantern, lit', 'lantern'],
  ['brass lantern, unlit', 'lantern'],
  ['wooden barrel', 'barrel'],
  ['wooden barrel, broken', 'barrel'],
  ['treasure chest closed', 'chest'],
  ['treasure chest open', 'chest'],
  ['treasure chest mimic', 'chest'],
  ['potion bottle: red (health)', 'potion'],
  ['potion bottle, blue (mana)', 'potion'],
  ['rusty key', 'key'],
  ['silver key', 'key'],
  ['bone key', 'key'],
  ['heart full', 'heart'],
  ['heart half', 'heart'],
  ['heart empty', 'heart'],
  ['cursor hand', 'cursor'],
  ['a nine-slice panel frame 24x24 with 8 px corners', 'panel'],
  ['candle flicker', 'candle flame'],
  ['hit spark', 'spark'],
  ['medieval knight, standing', 'keeper'],
  ['wizard, casting spell', 'keeper'],
  ['health potion, red', 'potion'],
  ['sword, steel blade', 'sword'],
  ['gold coin with a flexed-arm emblem, seen from the front', 'coin'],
  ['soft round white particle with a smooth falloff to transparent', 'particle'],
])('"%s" is painted as %s', (prompt, noun) => {
  expect(chooseNoun(readPrompt(prompt), 'prop').names).toContain(noun)
})

test('more than thirty things of the dungeon and the village are known by name', () => {
  expect(medievalNouns.length).toBeGreaterThanOrEqual(30)
})

describe.each(medievalNouns.map((noun) => noun.names[0]!))('the noun "%s"', (prompt) => {
  test('fills its frame at every size, keeps off the border and to the palette', () => {
    for (const side of [12, 16, 24, 32, 48, 64])
      for (const seed of manySeeds.slice(0, 3)) {
        const picture = paint(prompt, seed, side)
        const { x0, y0, x1, y1 } = paintedBox(picture)
        expect(Math.min(x0, y0, side - 1 - x1, side - 1 - y1), `${side} px`).toBeGreaterThanOrEqual(1)
        expect(Math.max(x1 - x0, y1 - y0) + 1, `${side} px`).toBeGreaterThanOrEqual(side * 0.65)
        expect(usedColours(picture).filter((colour) => !keepPalette.includes(colour))).toEqual([])
      }
  })

  test('is the same for the same seed, and four seeds give four pictures', () => {
    const pictures = manySeeds.slice(0, 4).map((seed) => paint(prompt, seed))
    expect(paint(prompt, manySeeds[0]).pixels).toEqual(pictures[0]!.pixels)
    expect(new Set(pictures.map(({ pixels }) => pixels.join())).size).toBe(4)
  })
})

describe('words of the prompt show', () => {
  const differs = (a: string, b: string, side = 32) => {
    for (const seed of manySeeds.slice(0, 4))
      expect(paint(a, seed, side).pixels, `${a} / ${b}`).not.toEqual(paint(b, seed, side).pixels)
  }
  test.each([
    ['treasure chest closed', 'treasure chest open', 32],
    ['treasure chest closed', 'treasure chest mimic', 32],
    ['brass lantern, lit', 'brass lantern, unlit', 16],
    ['heart full', 'heart half', 12],
    ['heart half', 'heart empty', 12],
    ['rusty key', 'silver key', 32],
    ['red potion', 'blue potion', 32],
    ['ghost', 'ghost of the cook', 32],
    ['knight', 'wizard', 32],
    ['villager with a torch', 'villager with a bow', 32],
    ['book, closed', 'book, open', 32],
  ] as const)('"%s" is not "%s"', (a, b, side) => differs(a, b, side))

  test('a lit lantern is brighter than a dark one', () => {
    const light = (prompt: string) => {
      const { pixels, ramps } = paint(prompt, manySeeds[2], 16)
      return [...pixels].reduce(
        (sum, pixel) => sum + (pixel === 0 ? 0 : ramps.colours[pixel - 1]!.reduce((a, b) => a + b, 0)),
        0,
      )
    }
    expect(light('brass lantern, lit')).toBeGreaterThan(light('brass lantern, unlit'))
  })
})

test('a picture without an outline has no ring of ink around it', () => {
  const request = nativeRequest('gold coin', { palette: keepPalette, seed: manySeeds[0]! })
  const inked = (outlinePx: number) =>
    paintNative({ ...request, outlinePx }).pixels.filter((pixel) => pixel === 1).length
  expect(inked(0)).toBeLessThan(inked(1))
})
