import type { Noun, PromptWords } from './noun.js'
import { findNoun } from './noun.js'
import { chooseNoun, knownNouns } from './noun-registry.js'
import { candleFlame, hitSpark, particle } from './nouns/medieval/fire-effects.js'
import { chooseEffect, effectNouns } from './effects/effect-nouns.js'
import type { NativeRequest } from './paint-noun.js'

/** Things of one picture that have a life of their own once they have several. */
const momentary: ReadonlySet<Noun> = new Set([candleFlame, hitSpark, particle])

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
  return momentary.has(noun) ? chooseEffect(prompt, animations) : noun
}
