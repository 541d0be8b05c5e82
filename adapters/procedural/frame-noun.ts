import type { Noun, PromptWords } from './noun.js'
import { stemOf } from '../../core/intake/singular.js'
import { findNoun } from './noun.js'
import { chooseNoun, knownNouns } from './noun-registry.js'
import { candleFlame, hitSpark, particle } from './nouns/medieval/fire-effects.js'
import { chooseEffect, effectNouns } from './effects/effect-nouns.js'
import { dragon } from './nouns/moving/dragon.js'
import { robot } from './nouns/moving/robot.js'
import { spaceship } from './nouns/moving/spaceship.js'
import { figure } from './nouns/medieval/figure.js'
import { archetypeOf } from './composed/composed-nouns.js'
import type { NativeRequest } from './native-picture.js'

/** Things of one picture that have a life of their own once they have several. */
const momentary: ReadonlySet<Noun> = new Set([candleFlame, hitSpark, particle])

const movingNouns: readonly Noun[] = [robot, dragon, spaceship]

/** Whether a word of the first clause names any family of shapes; a character that has none is a person. */
const isKindOfThing = ({ clauses }: PromptWords): boolean =>
  (clauses[0] ?? []).some((word) => archetypeOf(stemOf(word)) !== null)

/** The noun of a strip: like that of a still, but effects live and die. */
export function chooseFrameNoun(request: NativeRequest, prompt: PromptWords): Noun {
  const animations = (request.frames ?? []).flatMap(({ animation }) =>
    animation === null ? [] : [animation],
  )
  if (request.assetType === 'vfx') {
    const thing = findNoun(prompt, knownNouns)
    const isThing = findNoun(prompt, effectNouns) === null && thing !== null && !momentary.has(thing)
    return isThing ? thing : chooseEffect(prompt, animations)
  }
  const noun = chooseNoun(prompt, 'prop')
  // Machines and beasts that nobody drew as stills have bodies of their own once they move.
  if (noun.names.length === 0) {
    const moving = findNoun(prompt, movingNouns)
    if (moving !== null) return moving
    if (request.assetType === 'character' && !isKindOfThing(prompt)) return figure
  }
  return momentary.has(noun) ? chooseEffect(prompt, animations) : noun
}
