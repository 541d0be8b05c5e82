import type { Noun } from '../noun.js'
import { barrelCactus } from './desert/barrel-cactus.js'
import { barrel } from './desert/barrel.js'
import { bedroll } from './desert/bedroll.js'
import { bench } from './desert/bench.js'
import { boulder } from './desert/boulder.js'
import { campfire } from './desert/campfire.js'
import { carpet } from './desert/carpet.js'
import { clayJar } from './desert/clay-jar.js'
import { cookingPot } from './desert/cooking-pot.js'
import { coveredWagon } from './desert/covered-wagon.js'
import { cowSkull } from './desert/cow-skull.js'
import { crate } from './desert/crates.js'
import { dates } from './desert/dates.js'
import { hitchingPost } from './desert/hitching-post.js'
import { horseTrough } from './desert/horse-trough.js'
import { marketStall } from './desert/market-stall.js'
import { oilLamp } from './desert/oil-lamp.js'
import { saguaro } from './desert/saguaro.js'
import { signpost } from './desert/signpost.js'
import { telescope } from './desert/telescope.js'
import { tent } from './desert/tent.js'
import { tumbleweed } from './desert/tumbleweed.js'
import { wagonWheel } from './desert/wagon-wheel.js'
import { well } from './desert/well.js'

/** Nouns of the desert and the camp. */
export const desertNouns: readonly Noun[] = [
  barrelCactus,
  barrel,
  bedroll,
  bench,
  boulder,
  campfire,
  carpet,
  clayJar,
  cookingPot,
  coveredWagon,
  cowSkull,
  crate,
  dates,
  hitchingPost,
  horseTrough,
  marketStall,
  oilLamp,
  saguaro,
  signpost,
  telescope,
  tent,
  tumbleweed,
  wagonWheel,
  well,
]
