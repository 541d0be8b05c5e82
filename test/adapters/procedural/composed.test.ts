import { expect, test } from 'vitest'
import { composeProp, headWord } from '../../../adapters/procedural/composed/composed-nouns.js'
import { readPrompt } from '../../../adapters/procedural/noun.js'
import { chooseNoun } from '../../../adapters/procedural/noun-registry.js'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import { nativeRequest } from './desert-list.js'
import { keepPalette, manySeeds, overlap, paintedBox, silhouette, usedColours } from './picture-measures.js'

/** Things that nobody drew, half of them no words at all. */
const strangers = [
  'gramophone',
  'hourglass',
  'zorble',
  'flumph',
  'quern',
  'dream catcher',
  'weather vane',
  'violin',
  'windmill',
  'rocket',
  'dragon',
  'crow',
  'beetle',
  'snake',
  'potted fern',
  'bookshelf',
  'throne',
  'boot',
  'gauntlet',
  'painting',
  'cheese',
  'obelisk',
  'catapult',
  'robot',
  'umbrella',
  'sailing ship',
  'scythe',
  'teapot',
  'pumpkin',
  'snorkel',
  'wibbet',
  'grandfather clock',
  'harp',
  'mirror',
  'ore',
  'tractor',
  'pagoda',
  'backpack',
  'octopus',
  'kettle drum',
]

const paint = (prompt: string, seed = manySeeds[0]!, side = 32) =>
  paintNative(
    nativeRequest(prompt, { seed, palette: keepPalette, nativeSize: { width: side, height: side } }),
  )

test('nobody drew the strangers of this test', () => {
  expect(strangers.filter((prompt) => chooseNoun(readPrompt(prompt), 'prop').names.length > 0)).toEqual([])
})

test('forty unknown things get forty silhouettes of their own', () => {
  const shapes = strangers.map((prompt) => silhouette(paint(prompt)))
  const alike: string[] = []
  shapes.forEach((shape, i) =>
    shapes.slice(i + 1).forEach((other, j) => {
      const shared = overlap(shape, other)
      if (shared > 0.9) alike.push(`${strangers[i]} and ${strangers[i + 1 + j]}: ${shared.toFixed(2)}`)
    }),
  )
  expect(alike).toEqual([])
})

test('an unknown thing fills its frame, keeps off the border and to the palette', () => {
  for (const prompt of strangers)
    for (const side of [16, 24, 32, 48, 64]) {
      const picture = paint(prompt, manySeeds[1], side)
      const { x0, y0, x1, y1 } = paintedBox(picture)
      expect(Math.min(x0, y0, side - 1 - x1, side - 1 - y1), `${prompt} ${side}`).toBeGreaterThanOrEqual(1)
      expect(Math.max(x1 - x0, y1 - y0) + 1, `${prompt} ${side}`).toBeGreaterThanOrEqual(side * 0.75)
      expect(usedColours(picture).filter((colour) => !keepPalette.includes(colour))).toEqual([])
    }
})

test('the same words and seed give the same picture, another seed another one', () => {
  for (const prompt of strangers) {
    const [first, again, other] = [paint(prompt), paint(prompt), paint(prompt, manySeeds[3])]
    expect(again.pixels).toEqual(first.pixels)
    const changed = first.pixels.filter((pixel, at) => pixel !== other.pixels[at]).length
    expect(changed, prompt).toBeGreaterThan(40)
  }
})

test.each([
  ['broken grandfather clock', 'clock'],
  ['ship in a bottle', 'ship'],
  ['three red umbrellas, open', 'umbrella'],
  ['an ancient loom with a rug on it', 'loom'],
])('"%s" is about: %s', (prompt, head) => {
  expect(headWord(readPrompt(prompt))).toBe(head)
})

test('somebody by trade gets a person, not a thing', () => {
  const person = composeProp(readPrompt('stuntman'))
  expect(person.names).toContain('knight')
})

test('a prompt without any word for a thing still gets a picture', () => {
  for (const prompt of ['the', '42', '???', 'red']) expect(paintedBox(paint(prompt)).x1).toBeGreaterThan(0)
})
