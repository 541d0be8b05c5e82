import type { Material } from '../../materials.js'
import type { PaintContext } from '../../noun.js'
import type { HeldItem } from './held-items.js'
import { heldItems } from './held-items.js'

export type Garb = 'robe' | 'coat' | 'armour' | 'tunic' | 'dress' | 'apron'
export type Headgear =
  | 'hair'
  | 'bald'
  | 'hood'
  | 'wizard'
  | 'brim'
  | 'helmet'
  | 'open-helmet'
  | 'crown'
  | 'chef'
  | 'cap'
  | 'turban'
  | 'bandana'

export interface Role {
  readonly words: readonly string[]
  readonly garb: Garb
  readonly garbs: readonly Material[]
  readonly head: readonly Headgear[]
  readonly hold?: readonly HeldItem[]
  readonly beard?: number
  readonly skin?: Material
}

/** Who is who. The words are the noun's names; the first row that a prompt names is taken. */
export const roles: readonly Role[] = [
  {
    words: ['knight', 'paladin', 'crusader'],
    garb: 'armour',
    garbs: ['steel', 'iron', 'steel'],
    head: ['helmet'],
    hold: ['sword', 'shield'],
  },
  {
    words: ['guard', 'soldier', 'guardsman', 'captain', 'gladiator'],
    garb: 'armour',
    garbs: ['iron', 'steel', 'leather'],
    head: ['open-helmet'],
    hold: ['spear', 'shield'],
  },
  {
    words: ['wizard', 'mage', 'sorcerer', 'warlock', 'magician'],
    garb: 'robe',
    garbs: ['blue', 'purple', 'teal'],
    head: ['wizard'],
    hold: ['staff'],
    beard: 0.85,
  },
  {
    words: ['witch', 'sorceress', 'enchantress'],
    garb: 'robe',
    garbs: ['black', 'purple', 'green'],
    head: ['wizard'],
    hold: ['wand'],
  },
  {
    words: ['necromancer', 'cultist', 'acolyte'],
    garb: 'robe',
    garbs: ['black', 'purple', 'red'],
    head: ['hood'],
    hold: ['staff'],
  },
  {
    words: ['keeper', 'lantern bearer', 'bearer', 'watchman', 'lamplighter', 'gravedigger', 'undertaker'],
    garb: 'coat',
    garbs: ['leather', 'brown', 'darkWood'],
    head: ['brim', 'hood', 'cap'],
    hold: ['lantern'],
    beard: 0.8,
  },
  {
    words: ['king', 'emperor', 'lord', 'noble'],
    garb: 'robe',
    garbs: ['red', 'purple', 'blue'],
    head: ['crown'],
    beard: 0.8,
  },
  {
    words: ['queen', 'princess', 'empress', 'lady'],
    garb: 'dress',
    garbs: ['red', 'purple', 'pink'],
    head: ['crown'],
  },
  { words: ['prince'], garb: 'tunic', garbs: ['blue', 'red'], head: ['crown'], hold: ['sword'] },
  {
    words: ['priest', 'monk', 'cleric', 'bishop', 'druid', 'friar'],
    garb: 'robe',
    garbs: ['brown', 'white', 'cloth'],
    head: ['bald', 'hood'],
    hold: ['book'],
    beard: 0.3,
  },
  {
    words: ['rogue', 'thief', 'assassin', 'bandit', 'ninja', 'outlaw'],
    garb: 'tunic',
    garbs: ['black', 'darkWood', 'purple'],
    head: ['hood', 'bandana'],
    hold: ['dagger'],
  },
  {
    words: ['archer', 'ranger', 'hunter', 'elf', 'scout'],
    garb: 'tunic',
    garbs: ['green', 'leaf', 'moss'],
    head: ['hood', 'cap', 'hair'],
    hold: ['bow'],
  },
  {
    words: ['merchant', 'trader', 'shopkeeper', 'innkeeper', 'vendor', 'pedlar'],
    garb: 'coat',
    garbs: ['teal', 'purple', 'orange'],
    head: ['turban', 'cap', 'brim'],
    hold: ['sack'],
    beard: 0.5,
  },
  {
    words: ['cook', 'chef', 'baker'],
    garb: 'apron',
    garbs: ['white', 'cloth'],
    head: ['chef'],
    hold: ['ladle'],
  },
  {
    words: ['smith', 'blacksmith', 'armourer', 'carpenter'],
    garb: 'apron',
    garbs: ['leather', 'brown'],
    head: ['bald', 'bandana', 'hair'],
    hold: ['hammer'],
    beard: 0.7,
  },
  {
    words: ['dwarf'],
    garb: 'armour',
    garbs: ['iron', 'leather'],
    head: ['open-helmet'],
    hold: ['axe', 'shield'],
    beard: 1,
  },
  {
    words: ['goblin', 'orc', 'troll', 'ogre', 'zombie'],
    garb: 'tunic',
    garbs: ['leather', 'brown', 'darkWood'],
    head: ['bald'],
    hold: ['axe'],
    skin: 'green',
  },
  {
    words: ['barbarian', 'viking', 'warrior', 'berserker', 'fighter'],
    garb: 'armour',
    garbs: ['leather', 'brown'],
    head: ['open-helmet', 'hair'],
    hold: ['axe'],
    beard: 0.6,
  },
  {
    words: ['pirate', 'sailor', 'corsair'],
    garb: 'coat',
    garbs: ['red', 'blue', 'black'],
    head: ['bandana', 'brim'],
    hold: ['sword'],
    beard: 0.5,
  },
  {
    words: ['cowboy', 'sheriff', 'gunslinger', 'ranchhand'],
    garb: 'coat',
    garbs: ['leather', 'brown', 'cloth'],
    head: ['brim'],
    beard: 0.3,
  },
  {
    words: ['nomad', 'bedouin', 'traveller', 'traveler', 'wanderer', 'pilgrim'],
    garb: 'robe',
    garbs: ['sand', 'cloth', 'blue'],
    head: ['turban', 'hood'],
    hold: ['staff'],
  },
  {
    words: ['miner', 'digger'],
    garb: 'tunic',
    garbs: ['blue', 'brown'],
    head: ['open-helmet'],
    hold: ['pickaxe'],
    beard: 0.5,
  },
  {
    words: ['farmer', 'peasant', 'gardener'],
    garb: 'apron',
    garbs: ['brown', 'moss'],
    head: ['brim'],
    hold: ['fork'],
  },
  {
    words: ['fisherman', 'angler'],
    garb: 'coat',
    garbs: ['yellow', 'teal'],
    head: ['cap', 'brim'],
    hold: ['rod'],
    beard: 0.6,
  },
  {
    words: ['bard', 'jester', 'minstrel'],
    garb: 'tunic',
    garbs: ['red', 'green', 'purple'],
    head: ['cap'],
    hold: ['flower'],
  },
  {
    words: ['woman', 'girl', 'maid', 'nurse', 'dancer', 'grandmother'],
    garb: 'dress',
    garbs: ['blue', 'red', 'green'],
    head: ['hair'],
  },
  {
    words: ['villager', 'man', 'boy', 'child', 'townsman', 'citizen', 'grandfather', 'beggar'],
    garb: 'tunic',
    garbs: ['brown', 'green', 'blue', 'red'],
    head: ['hair', 'cap', 'hair'],
  },
  {
    words: [
      'hero',
      'heroine',
      'adventurer',
      'character',
      'player',
      'person',
      'figure',
      'npc',
      'human',
      'squire',
    ],
    garb: 'tunic',
    garbs: ['blue', 'red', 'green'],
    head: ['hair'],
    hold: ['sword'],
  },
]

/** Headgear of the same make as the garb. */
const matchesGarb: ReadonlySet<Headgear> = new Set(['wizard', 'hood', 'helmet', 'open-helmet', 'cap'])

export interface FigurePlan {
  readonly garb: Garb
  readonly cloth: Material
  readonly trim: Material
  readonly head: Headgear
  readonly headCloth: Material
  readonly hair: Material
  readonly longHair: boolean
  readonly skin: Material
  readonly beard: boolean
  readonly right: HeldItem | null
  readonly left: HeldItem | null
  /** Units that each hand is lifted. */
  readonly lift: readonly [right: number, left: number]
  readonly cape: Material | null
  readonly accent: Material
  readonly stance: number
  readonly wide: number
  readonly casting: boolean
}

const headWords: readonly (readonly [words: readonly string[], head: Headgear])[] = [
  [['hood', 'hooded', 'cowl'], 'hood'],
  [['helmet', 'helm', 'armoured', 'armored'], 'helmet'],
  [['crown', 'crowned'], 'crown'],
  [['turban'], 'turban'],
  [['hat'], 'brim'],
  [['bandana'], 'bandana'],
  [['bald'], 'bald'],
]

const garbWords: readonly (readonly [words: readonly string[], garb: Garb])[] = [
  [['coat', 'jacket', 'cloak'], 'coat'],
  [['robe', 'gown'], 'robe'],
  [['armour', 'armor', 'armoured', 'armored', 'mail'], 'armour'],
  [['dress', 'skirt'], 'dress'],
  [['apron'], 'apron'],
]

/** Reads a figure off the words of the prompt; what they leave open is drawn by seed. */
export function planFigure({ random, has, accent }: PaintContext): FigurePlan {
  const role = roles.find(({ words }) => has(...words.flatMap((word) => word.split(' ')))) ?? roles.at(-1)!
  const cloth = random.pick(role.garbs)
  const head = random.pick(role.head)
  const hair = random.pick(['brown', 'darkWood', 'straw', 'orange', 'black'] as const)
  const skin = random.pick(['skin', 'skin', 'skin', 'mud'] as const)
  const bearded = random.chance(role.beard ?? 0.15)
  const trim = random.pick(['gold', 'brass', 'bone', 'gold'] as const)
  const cape = random.chance(0.35) ? random.pick(['red', 'blue', 'purple'] as const) : null
  const lift: [number, number] = [random.int(0, 4), random.int(0, 3)]
  const stance = random.pick([0, 0.5, 1])
  const wide = random.pick([-0.5, 0, 0.5])
  const old = has('old', 'elder', 'aged', 'ancient')
  const casting = has('casting', 'spell', 'magic')
  const asked = heldItems.filter((item) => has(item))
  const held = asked.length > 0 ? asked : (role.hold ?? [])
  const worn = headWords.find(([words]) => has(...words))?.[1] ?? head
  const hat = random.pick(['darkWood', 'leather', 'brown', 'charcoal'] as const)
  const wrap = random.pick(['white', 'cloth', 'red'] as const)
  const headCloth = matchesGarb.has(worn) ? (accent ?? cloth) : worn === 'turban' ? wrap : hat
  return {
    garb: garbWords.find(([words]) => has(...words))?.[1] ?? role.garb,
    cloth: accent ?? cloth,
    trim,
    head: worn,
    headCloth,
    hair: old || role.words.includes('wizard') || role.words.includes('king') ? 'ash' : hair,
    longHair: role.garb === 'dress' || has('witch') || random.chance(0.25),
    skin: role.skin ?? skin,
    beard: has('bearded', 'beard') || (bearded && !has('woman', 'girl', 'boy', 'child')),
    right: held[0] ?? null,
    left: casting ? 'spark' : (held[1] ?? null),
    lift: casting ? [lift[0], 5] : lift,
    cape: role.garb === 'armour' || has('cape') ? cape : null,
    accent: accent ?? random.pick(['teal', 'red', 'blue', 'yellow'] as const),
    stance,
    wide,
    casting,
  }
}
