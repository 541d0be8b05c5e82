import type { Noun } from '../noun.js'
import { barrelCactus } from './desert/barrel-cactus.js'
import { barrel } from './desert/barrel.js'
import { cowSkull } from './desert/cow-skull.js'
import { saguaro } from './desert/saguaro.js'
import { signpost } from './desert/signpost.js'
import { wagonWheel } from './desert/wagon-wheel.js'

/** Nouns of the desert and the camp. */
export const desertNouns: readonly Noun[] = [barrelCactus, barrel, cowSkull, saguaro, signpost, wagonWheel]
