import { composedProp, composedTile } from './composed/composed-nouns.js'
import type { Noun, PromptWords } from './noun.js'
import { findNoun } from './noun.js'
import { desertNouns } from './nouns/desert-nouns.js'
import { medievalNouns } from './nouns/medieval/medieval-nouns.js'
import { tileNouns } from './tiles/tile-nouns.js'

/** Every thing that the painter knows by name. */
export const knownNouns: readonly Noun[] = [...desertNouns, ...medievalNouns, ...tileNouns]

/** The noun that a prompt is about; a thing that nobody drew gets a composed picture of its own. */
export function chooseNoun(prompt: PromptWords, seamless: boolean): Noun {
  const preferred = seamless ? 'tile' : 'prop'
  const found = findNoun(prompt, knownNouns, preferred)
  if (found !== null && (!seamless || found.kind === 'tile')) return found
  return seamless ? composedTile : composedProp
}
