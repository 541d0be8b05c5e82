import type { Noun, PromptWords } from '../noun.js'
import { findNoun, readPrompt } from '../noun.js'
import {
  dustEffect,
  healEffect,
  leafEffect,
  magicEffect,
  smokeEffect,
  splashEffect,
} from './cloud-effects.js'
import {
  explosionEffect,
  fireballEffect,
  flameEffect,
  lightningEffect,
  shockwaveEffect,
  slashEffect,
  sparkEffect,
} from './fire-effects.js'

export const effectNouns: readonly Noun[] = [
  flameEffect,
  fireballEffect,
  sparkEffect,
  explosionEffect,
  lightningEffect,
  shockwaveEffect,
  slashEffect,
  smokeEffect,
  dustEffect,
  magicEffect,
  healEffect,
  splashEffect,
  leafEffect,
]

/** The effect that a prompt or, where it says nothing, the animations' names speak of; a burst of light at last. */
export function chooseEffect(prompt: PromptWords, animations: readonly string[]): Noun {
  const named = findNoun(prompt, effectNouns)
  if (named !== null) return named
  const spoken = readPrompt(animations.map((name) => name.replaceAll('-', ' ')).join(', '))
  return findNoun(spoken, effectNouns) ?? magicEffect
}
