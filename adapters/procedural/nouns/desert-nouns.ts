import type { Noun } from '../noun.js'
import { barrelCactus } from './desert/barrel-cactus.js'
import { barrel } from './desert/barrel.js'
import { campfire } from './desert/campfire.js'
import { cookingPot } from './desert/cooking-pot.js'
import { coveredWagon } from './desert/covered-wagon.js'
import { cowSkull } from './desert/cow-skull.js'
import { saguaro } from './desert/saguaro.js'
import { signpost } from './desert/signpost.js'
import { tent } from './desert/tent.js'
import { wagonWheel } from './desert/wagon-wheel.js'
import { well } from './desert/well.js'

/** Nouns of the desert and the camp. */
export const desertNouns: readonly Noun[] = [
  barrelCactus,
  barrel,
  campfire,
  cookingPot,
  coveredWagon,
  cowSkull,
  saguaro,
  signpost,
  tent,
  wagonWheel,
  well,
]
