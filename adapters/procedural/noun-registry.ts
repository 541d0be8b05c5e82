import { composeProp, headWord, namesArchetype } from './composed/composed-nouns.js'
import { composeTile } from './composed/composed-tile.js'
import type { Noun, PromptWords } from './noun.js'
import { findNoun } from './noun.js'
import { desertNouns } from './nouns/desert-nouns.js'
import { medievalNouns } from './nouns/medieval/medieval-nouns.js'
import { tileNouns } from './tiles/tile-nouns.js'

/** Every thing that the painter knows by name. */
export const knownNouns: readonly Noun[] = [...desertNouns, ...medievalNouns, ...tileNouns]

/**
 * The noun that a prompt is about: a surface when a tile is asked for, else a thing. What nobody drew gets a composed
 * picture of its own, and so does a head that a known noun only qualifies: "grandfather clock" is no grandfather.
 */
export function chooseNoun(prompt: PromptWords, wanted: 'prop' | 'tile'): Noun {
  const suitable = knownNouns.filter((noun) => (noun.kind ?? 'prop') === wanted)
  const found = findNoun(prompt, suitable)
  if (wanted === 'tile') return found ?? composeTile(prompt)
  const head = headWord(prompt)
  const isHead = found?.names.some((name) => name.split(/[ -]/).includes(head)) === true
  return found === null || (!isHead && namesArchetype(prompt)) ? composeProp(prompt) : found
}
