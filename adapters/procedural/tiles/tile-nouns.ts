import type { Noun } from '../noun.js'

/** Seamless surfaces. */
export const tileNouns: readonly Noun[] = []
