import { describe, expect, test } from 'vitest'
import { findNoun, readAccent, readPrompt } from '../../../adapters/procedural/noun.js'
import { chooseNoun, knownNouns } from '../../../adapters/procedural/noun-registry.js'
import { desertList } from './desert-list.js'

const props = knownNouns.filter((noun) => noun.kind !== 'tile')

test.each(desertList)('"%s" is about the noun "%s"', (prompt, noun) => {
  expect(chooseNoun(readPrompt(prompt), 'prop').names[0]).toBe(noun)
})

describe('the head noun wins', () => {
  test.each([
    ['water barrel', 'barrel'],
    ['barrel with a saguaro cactus on it', 'barrel'],
    ['barrel cactus', 'barrel cactus'],
    ['two wooden crates', 'crate'],
    ['pixel art, clay jar, game sprite, prop', 'jar'],
    ['Oil Lamp (rusty)', 'oil lamp'],
    ['tent beside a campfire', 'tent'],
    ['pile of wagon wheels', 'wheel'],
  ])('in "%s" it is "%s"', (prompt, noun) => {
    expect(findNoun(readPrompt(prompt), props)?.names[0]).toBe(noun)
  })
})

test('a noun is a whole word: "barrelhouse" and "potion" hold no barrel and no pot', () => {
  expect(findNoun(readPrompt('barrelhouse'), props)).toBeNull()
  expect(findNoun(readPrompt('potions'), props)?.names).not.toContain('pot')
})

test('a thing that nobody drew reaches the composed picture, the same noun never twice for different words', () => {
  const composed = chooseNoun(readPrompt('quantum flux capacitor'), 'prop')
  expect(knownNouns).not.toContain(composed)
  expect(knownNouns).not.toContain(chooseNoun(readPrompt('plasma sludge'), 'tile'))
})

test('a tile is never a thing and a thing never a tile', () => {
  expect(chooseNoun(readPrompt('fine sand with ripples'), 'tile').kind).toBe('tile')
  expect(chooseNoun(readPrompt('fine sand with ripples'), 'prop').kind).not.toBe('tile')
})

test('names are lower case and belong to one noun of a kind', () => {
  for (const kind of ['prop', 'tile'] as const) {
    const names = knownNouns.filter((noun) => (noun.kind ?? 'prop') === kind).flatMap((noun) => noun.names)
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([])
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  }
})

test('the first colour word is the accent, and words of Object.prototype are none', () => {
  expect(readAccent('green and red carpet')).toBe('green')
  expect(readAccent('constructor toString carpet')).toBeNull()
})
