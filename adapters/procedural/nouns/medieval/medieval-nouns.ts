import type { Noun } from '../../noun.js'
import { dagger, sword } from './blades.js'
import { chest } from './chest.js'
import { figure } from './figure.js'
import { candle, candleFlame, hitSpark, particle, torch } from './fire-effects.js'
import { banner, bed, chair, door, table } from './furnishings.js'
import { bush, flower, mushroom, tree } from './greenery.js'
import { axe, bow, hammer, pickaxe, spear, staff } from './hafted-weapons.js'
import { cursorHand, heart, panelFrame } from './interface-parts.js'
import { key } from './key.js'
import { lantern } from './lantern.js'
import { fountain, house, statue, tower } from './masonry.js'
import { mothKnight } from './moth-knight.js'
import { potion } from './potion.js'
import { apple, bread, bucket, fish } from './provisions.js'
import { book, scroll } from './reading-matter.js'
import { shield } from './shield.js'
import { bat, slime, spider } from './small-monsters.js'
import { bone, ghost, skeleton, skull } from './undead.js'
import { coin, crown, gem, ring } from './valuables.js'

const people: readonly Noun[] = [figure, mothKnight, ghost, skeleton, slime, bat, spider]

const weapons: readonly Noun[] = [sword, dagger, shield, axe, hammer, pickaxe, spear, bow, staff]

const valuables: readonly Noun[] = [chest, potion, key, coin, gem, ring, crown, scroll, book]

const lights: readonly Noun[] = [lantern, candle, torch, candleFlame, hitSpark, particle]

const interfaceParts: readonly Noun[] = [heart, cursorHand, panelFrame]

const surroundings: readonly Noun[] = [
  tree,
  bush,
  mushroom,
  flower,
  apple,
  bread,
  fish,
  bone,
  skull,
  bucket,
  door,
  bed,
  table,
  chair,
  banner,
  tower,
  house,
  statue,
  fountain,
]

/** Nouns of the dungeon, the village and its people. */
export const medievalNouns: readonly Noun[] = [
  ...people,
  ...weapons,
  ...valuables,
  ...lights,
  ...interfaceParts,
  ...surroundings,
]
