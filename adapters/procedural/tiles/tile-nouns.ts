import type { Noun } from '../noun.js'
import { checker, metalPlates, planks, shingles } from './floor-tiles.js'
import { crackedMud, dirt, grass, sand, snow } from './ground-tiles.js'
import { ice, lava, water } from './liquid-tiles.js'
import { bricks, cobblestone, flagstone, wallCorner, wallTop } from './stone-tiles.js'

/** Seamless surfaces. */
export const tileNouns: readonly Noun[] = [
  crackedMud,
  sand,
  grass,
  dirt,
  snow,
  flagstone,
  bricks,
  wallTop,
  wallCorner,
  cobblestone,
  water,
  lava,
  ice,
  planks,
  checker,
  shingles,
  metalPlates,
]
