import type { Noun } from '../../noun.js'
import { dagger, sword } from './blades.js'
import { chest } from './chest.js'
import { figure } from './figure.js'
import { cursorHand, heart, panelFrame } from './interface-parts.js'
import { key } from './key.js'
import { lantern } from './lantern.js'
import { potion } from './potion.js'
import { shield } from './shield.js'
import { coin, crown, gem, ring } from './valuables.js'

/** Nouns of the dungeon, the village and its people. */
export const medievalNouns: readonly Noun[] = [
  chest,
  potion,
  key,
  lantern,
  sword,
  dagger,
  shield,
  coin,
  gem,
  ring,
  crown,
  heart,
  cursorHand,
  panelFrame,
  figure,
]
