import type { Noun } from '../noun.js'
import { barrel } from './desert/barrel.js'

/** Nouns of the desert and the camp. */
export const desertNouns: readonly Noun[] = [barrel]
