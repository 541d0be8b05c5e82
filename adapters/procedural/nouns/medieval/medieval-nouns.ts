import type { Noun } from '../../noun.js'

/** Nouns of the dungeon, the village and its people. */
export const medievalNouns: readonly Noun[] = []
