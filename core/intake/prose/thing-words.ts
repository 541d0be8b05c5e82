import type { AssetType } from '../../spec/asset-spec.schema.js'
import { lookUpCategory } from '../find-category.js'
import { singularOf } from '../singular.js'
import { wordsOf } from './words.js'

/**
 * What things in games are called, by the asset type that they most often are. Each word stands once. A heading or a
 * label wins over it, so a wrong guess costs one word in the wishlist.
 */
const things: Readonly<Record<AssetType, string>> = {
  character: `adventurer alchemist alien android angel animal archer assassin astronaut baker bandit barbarian bard bat
    bear beast bee beetle bird blacksmith boar bride brother brute builder butcher butler captain cat cavalry centaur
    champion aunt uncle cousin seamstress chef chicken child citizen civilian cleric clown commander cook courier cow cowboy crab creature crow
    cultist customer cyborg daughter deer demon detective devil dinosaur doctor dog dragon driver druid duck duke dwarf
    elder elemental elf engineer explorer fairy farmer father fighter fisherman footman fox friend frog gardener
    gargoyle general ghost ghoul giant girl boy goat goblin goddess god golem gorilla grandma grandpa guard guardian
    guest harpy healer hen herbalist hermit horse horseman hunter imp infantry innkeeper insect janitor jester keeper
    killer king knight kobold lady leader librarian lion lizard lord mage maid man maniac marine mayor mechanic
    mercenary merchant mermaid miner minion minotaur monk monkey mother mouse mummy necromancer ninja noble nun nurse
    ogre old-man orc orphan owl ox paladin panda passenger patient peasant pedestrian penguin person phantom pig pilot
    pirate policeman postman priest prince princess prisoner professor protagonist queen rabbit ranger rat reaper rider
    robot rogue rooster sailor samurai scarecrow scientist scorpion scout sentinel sergeant servant shade shark sheep
    shepherd shopkeeper sister skeleton slime smith snail snake sniper soldier son sorcerer sorceress spearman spectre
    specter spider spirit squirrel stalker stranger student summoner swordsman teacher thief thug traveller traveler
    tribesman troll trooper turtle twin undead unicorn valkyrie vampire vendor veterinarian viking villager villain
    waiter walker wanderer warlock warrior watchman werewolf whale widow witch wizard wolf woman worker worm wraith
    wyvern yeti zombie hero heroine player enemy npc monster boss critter pet mount companion sidekick drake familiar
    swarm husk creep octopus squid jellyfish piranha raven eagle hawk vulture moth butterfly caterpillar ant wasp mole
    badger hedgehog raccoon lich banshee gnome halfling satyr cyclops hydra kraken phoenix griffin basilisk mimic
    goon grunt henchman warden sheriff outlaw geisha ronin shaman scholar apprentice blob amoeba mutant stalker`,
  prop: `altar anvil asteroid anchor antenna apartment aquarium arch armchair armoire balloon bank barn barracks barrel
    barricade barrier base basin basket bathtub beacon bed bell bench bike boat bonfire bookcase bookshelf boulder
    bowl box brazier bridge broom bucket building bus bush cabin cabinet cactus cage campfire candelabra candle cannon
    canoe car caravan cart castle catapult cauldron chair chandelier chest chimney church clock closet coffin column
    computer console container conveyor corpse cot couch crane crate crib crop cupboard curtain desk dock door doorway
    drawer dresser dumpster elevator engine factory farm farmhouse fence fern fireplace flag flagpole flower fountain
    fridge furnace gallows garage gate generator grave gravestone greenhouse hangar harbour haystack headstone hedge
    house hut hydrant idol jar jet jukebox jug kiosk ladder lamp lamppost lantern lever lighthouse locker log machine
    mailbox mansion market mast mausoleum meteor mill mine mirror monitor monolith monument mushroom nest obelisk oven
    palm pallet pedestal piano pillar pillow pine pipe plane planet plant pod pot portcullis post pumpkin radio
    raft rail rock rocket ruin ruins rug sack saloon sandbag satellite scaffold scarecrow seedling shack shed shelf
    ship shop shrine shuttle sign signpost silo sink skull sofa spaceship spike spikes coat-stand hat-stand spring stable stairs staircase
    stall station statue stool stove stump submarine sundial switch table tank tap target tavern television temple
    tent throne tomb tombstone toilet torch tower town totem tractor train trampoline trap trapdoor tree trellis tub
    turbine turret tv urn ute van vase vat vehicle village vine wagon wardrobe warehouse washbasin waterwheel weed
    well wheel wheelbarrow windmill window workbench wreck sapling stalagmite stalactite oak birch willow maple spruce
    sunflower rose tulip lily reed beehive birdhouse doghouse coop trough plough plow sprinkler lawnmower hay bale
    checkpoint flagstaff springboard seesaw piston sawblade saw gear crusher mech mecha fighter-jet helicopter
    starship starfighter frigate cruiser freighter battleship destroyer carrier tug probe hatch terminal airlock
    reactor headquarters refinery outpost wall-torch armory armoury academy monastery granary sawmill quarry bunker
    tractor-beam wheelchair gurney bookstand lectern phonograph typewriter telephone phone payphone`,
  item: `amulet antidote apple armour armor arrow artefact artifact axe bacon badge bag banana bandage bar-of-gold
    batteries battery bean beans beer belt berry blaster bomb bone book boots bottle bow bracelet bread broccoli
    butter cabbage cake camera candy canteen cap card carrot cassette cauliflower cheese cherry chicken-leg chip club
    clover coat cocoa coconut coffee coin compass cookie corn crossbow crown crystal cup dagger diamond dice die
    domino donut doll drink drumstick egg eggplant elixir emerald envelope essence feather fish flask flashlight
    flour flute food fuel garlic gauntlet gem gift glasses glove gloves goblet gold grape grapes grenade gun halberd
    hammer handbag harp hat hatchet healthpack helm helmet herb hoe honey horn hourglass ingot ingredient jacket jade
    jam jewel juice katana key keycard kit knife lance leather leek lemon letter-opener lettuce lighter lockpick
    lollipop lute mace machete magazine magnet mango map marble mask matches meal meat medal medallion medicine medkit
    melon milk mushroom-soup musket necklace needle newspaper note nut onion orange orb ore pan paper parchment
    parsnip passport peach pear pearl pearls pebble pendant pepper photo photograph pick pickaxe pickup pie pill pills
    pineapple pistol pizza pitchfork plum potato potion powder power-up powerup radish rake raspberry relic revolver
    rice rifle ring rod rope ruby ruler rune salad salt sandwich sapphire satchel scarf scepter sceptre screwdriver
    scroll seed seeds shears shield shirt shoe shoes shotgun shovel shuriken sickle slingshot soup spade spear spell-book
    spellbook spinach staff star steak strawberry sugar sushi sword syringe tea telescope ticket token tomato tome
    tool toothbrush topaz trident trophy trowel turnip umbrella vial wallet wand watch watermelon wheat whip whistle
    wine wood wool wrench yam yarn zucchini amethyst opal garnet tarot joker ace tape fuse crowbar flare wheat-sheaf
    bait fishing-rod lure watering-can scythe basket-of-eggs chalice grimoire talisman charm pawn rook bishop meeple
    coin-bag voodoo-doll clothing clothes hoodie cloak robe`,
  tile: `asphalt beach bedrock brick bricks cave-floor ceiling cliff cobble cobblestone concrete corridor deck dirt
    farmland field flagstone flagstones floor floorboard floorboards grass grassland gravel ground hexagon hill ice
    lake lava marsh meadow moss mountain mud ocean parquet path pavement plank planks plain platform puddle ridge river
    road roof sand sea shore sidewalk snow soil swamp terrain tile tileset track-bed wall walkway water rails
    wallpaper lawn ledge block hex coastline riverbank`,
  ui: `alphabet node arrow-key dialogue-box dialog-box text-box message-box speech-box avatar badge-icon bar button caret checkbox counter crosshair cursor dialog dialogue digit
    digits dropdown emblem emote emoji font frame gauge glyph glyphs healthbar heart hearts hud icon indicator
    joystick keyboard label letter letters life-counter logo manabar marker menu meter minimap notification number
    numbers numeral numerals padlock panel pip pointer popup portrait progressbar radar reticle reticule scrollbar
    slider slot speech-bubble sticker stylus symbol tab textbox title toggle toolbar tooltip widget window-frame
    waypoint rating numerals life lives d-pad dpad logotype wordmark`,
  vfx: `afterimage aura beam blast bleed blood-splatter bolt bullet bullets burst cannonball explosion fire fireball
    fireworks firework flame flames flare-up flash flicker forcefield glint glitter glow heal-effect hit hitspark impact
    laser lasers lightning lightning-bolt missile muzzle muzzle-flash plasma poof portal projectile projectiles puff
    ripple shell-burst shine shockwave slash smoke spark sparkle sparkles splash splat splatter splash-screen
    shot swoosh teleport-effect thruster tornado torpedo trail vortex wave whirl whirlwind wisp twinkle shimmer
    starburst zap exhaust plasma-ball energy-ball magic-missile ice-shard energy-field`,
  backdrop: `background backdrop room location cityscape clouds cloudscape forest-background horizon landscape mountains nebula
    panorama parallax scene scenery sky skies skybox skyline starfield stars sunset sunrise vista wallpaper-scene
    seascape treeline hills`,
  particle: `bubble bubbles confetti dust ember embers firefly fireflies leaves mote motes particle petals pollen
    raindrop raindrops rain snowflake snowflakes snowfall ash cinders fog mist droplet droplets shards debris`,
  sfx: `ahem bang bark beep blip bloop boing boom buzz chime chirp clack clang clank clap clatter click clink coin-sound
    crackle crash creak croak crunch ding drip fanfare footstep footsteps gasp giggle groan growl grunt-sound gunshot
    heartbeat hiss honk hoofbeats howl hum jangle jingle-sound klaxon knock laugh laughter meow moan moo neigh noise
    oink pew ping pling plop pop purr rattle ringtone roar rumble rustle scratch scream screech sfx shout shriek
    sigh siren sizzle slam snap snarl snore sound sounds squeak squeal squelch stinger swish thud thump thunder
    thunderclap tick ticking ting toot twang voice wail whirr whisper whoosh yelp zing audio soundfx`,
  music: `ambience ambiance anthem ballad bgm jingle lullaby melody music ost score song songs soundtrack soundscape
    stinger-track theme themes tune tunes underscore waltz`,
}

const typeOfThing: ReadonlyMap<string, AssetType> = new Map(
  Object.entries(things).flatMap(([type, words]) =>
    words.split(/\s+/).map((word): [string, AssetType] => [word.replaceAll('-', ' '), type as AssetType]),
  ),
)

/** Words that say what a name is, wherever they stand in it: "coin sound", "music for the shop". */
const kindWords: Readonly<Record<string, AssetType>> = Object.fromEntries(
  (
    [
      ['sfx', 'sfx sound noise jingle-sfx footstep'],
      ['music', 'music song soundtrack bgm melody ambience ambiance soundscape tune'],
      ['ui', 'icon cursor button'],
      ['tile', 'tile tileset'],
      ['particle', 'particle'],
      ['backdrop', 'parallax backdrop background skybox'],
    ] as const
  ).flatMap(([type, words]) => words.split(' ').map((word) => [word, type])),
)

/** Things that are characters when a player or an enemy steers them. */
const steered = new Set(
  `ship spaceship starship starfighter fighter tank mech mecha car plane jet drone helicopter submarine boat truck bike
  vehicle robot rocket train frigate cruiser carrier`.split(/\s+/),
)
const steerers = new Set(['player', 'enemy', 'hero', 'boss', 'npc', 'rival', 'wingman', 'opponent', 'alien'])

const borders = new Set(
  `of with in on at for from to by holding wearing carrying riding made that which who whose under over behind between
  being when while into onto near beside without against around across through after before as like inside`.split(
    /\s+/,
  ),
)

/** The words up to the first preposition: what the thing is, the last of them its noun. Lower case. */
export function headWords(name: string): string[] {
  const words = wordsOf(name)
  const end = words.findIndex((word, index) => index > 0 && borders.has(word))
  return end < 0 ? words : words.slice(0, end)
}

/** The asset type of one noun ("knights", "power-up"), or undefined. */
export function typeOfNoun(noun: string): AssetType | undefined {
  const word = noun.toLowerCase().replaceAll('-', ' ')
  const single = singularOf(word)
  return typeOfThing.get(word) ?? typeOfThing.get(single) ?? lookUpCategory(word)
}

const notByModifier: ReadonlySet<AssetType> = new Set(['vfx', 'particle', 'backdrop', 'sfx', 'music'])

/** The asset type that a name has by its words, the last noun before a preposition first; undefined = none is known. */
export function typeOfName(name: string): AssetType | undefined {
  const words = headWords(name)
  for (const word of words) {
    const kind = kindWords[word] ?? kindWords[singularOf(word)]
    if (kind === 'sfx' || kind === 'music') return kind
  }
  const last = words.at(-1)
  if (last === undefined) return undefined
  const kind = kindWords[singularOf(last)]
  if (kind !== undefined) return kind
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index] ?? ''
    const two = index > 0 ? typeOfThing.get(`${words[index - 1]} ${singularOf(word)}`) : undefined
    const type = two ?? typeOfNoun(word)
    if (type === undefined) continue
    // A "laser emitter" is no laser; what a "floor edge" or a "button base" belongs to says more.
    if (index < words.length - 1 && notByModifier.has(type) && two === undefined) continue
    const isSteered = steered.has(singularOf(word)) && words.some((one) => steerers.has(singularOf(one)))
    return isSteered ? 'character' : type
  }
  return undefined
}
