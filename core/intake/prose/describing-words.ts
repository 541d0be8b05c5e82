import { typeOfName, typeOfNoun } from './thing-words.js'
import { wordSet, wordsOf } from './words.js'

/** States, sides and sizes that one thing may have in turn; two of one row are two members of a series. */
const stateRows: readonly ReadonlySet<string>[] = [
  'open opened closed shut ajar locked unlocked looted half-open',
  'lit unlit off on burning extinguished burnt-out burned-out glowing smouldering flashing blinking flickering',
  'on off standby enabled disabled active inactive idle powered unpowered',
  'full half empty half-full half-empty filled low quarter three-quarters depleted critical',
  `normal default hover hovered pressed disabled focused focus selected unselected active inactive checked unchecked
   down up greyed grayed highlighted over idle on off toggled clicked`,
  `intact whole new broken damaged destroyed cracked melted wrecked ruined shattered repaired complete incomplete smashed burnt
   scorched collapsed pristine worn battered finished unfinished under-construction construction built burning
   burned upgraded`,
  'tiny small little medium mid-size mid-sized large big huge giant massive tall short wide narrow s m l xl long',
  'left right up down front back side straight forward forwards backward backwards north south east west rear',
  'banking turning leaning tilting',
  'day night dusk dawn morning noon evening midday sunset sunrise midnight',
  'raw cooked burnt fried rotten fresh stale frozen',
  'dry wet tilled untilled watered unwatered planted fertilised fertilized',
  'young old adult baby juvenile elderly newborn teen',
  `seed seeds seedling sprout sprouting sapling growing grown half-grown budding flowering blooming mature ripe unripe
   overripe harvested withered wilted dead`,
  'male female',
  'spring summer autumn fall winter',
  `red blue green yellow orange purple violet pink black white grey gray brown cyan magenta teal turquoise lime gold
   golden silver bronze crimson scarlet azure indigo beige navy amber rainbow`,
  'gold silver bronze copper iron steel wooden wood stone bone platinum crystal diamond rusty brass leather obsidian',
  'armed disarmed loaded unloaded reloading cocked',
  'alive dead dying wounded undead healthy',
  'clean dirty bloody muddy',
  'light heavy medium soft hard dark bright',
  `standing sitting walking running jumping crouching sleeping lying kneeling flying swimming falling attacking idle
   waving talking hanging`,
  'happy sad angry neutral surprised scared worried smiling crying laughing bored confused shocked afraid tired',
  'top bottom middle centre center edge corner inner outer end start cap',
  'common uncommon rare epic legendary mythic',
  'raised lowered extended retracted folded unfolded up down',
  'won lost draw',
  'charged uncharged charging',
  'solid dashed dotted',
  `straight corner curve curved junction t-junction crossing crossroads intersection bend turn slope dead-end gate
   end edge face`,
  'empty filled two-thirds one-third thirds quarters',
  'positive negative',
  'easy medium hard normal',
].map(wordSet)

const adjectives =
  wordSet(`aged ancient angular ashen bald bare bearded bent big black blank bleak bloody blue blunt
  bold bony brave bright brittle broad broken bronze brown bulky burly busy calm cheap chipped chubby chunky clean clear
  cold common cool copper corrupted cosy cozy cracked crazy creepy crimson crisp crooked crude cruel cute cyan damaged
  damp dark dead deadly deep dense dim dirty distant dry dull dusty eerie elegant empty enchanted epic evil faint fancy
  fast fat female fierce fiery flat floating fluffy foggy fragile fresh frosty frozen full funny furry fuzzy gentle
  giant glass glossy gloomy golden good grand gray great green grey grim grumpy hairy half happy hard haunted heavy
  high hollow holy hot huge humble hungry icy iron ivory jagged large lazy leafy lean leather light lit little long
  loose loud low lucky lush magenta magic magical male massive medium mean melancholic messy metal metallic mighty mild
  misty modern mossy muddy muffled narrow nasty neat neon new nice noble noisy old open orange ornate overgrown oval
  pale pink plain plastic pointy polished poor posh pretty proud punchy pure purple quick quiet ragged rare raw red
  rich ripe robust rotten rough round royal rude rugged rusted rusty sad sandy satisfying scary scruffy shabby shaggy
  shallow sharp shiny short shut shy silent silver silly simple skinny slanted sleek slim slimy slow small smooth
  snowy snug soft solid spare spiky spooky square stale steel steep sticky stiff stocky stone stout straight strange
  striped strong stubby sturdy stylised stylized subtle sunny sweet swift tall tame tan tangled tattered thick thin
  tight tiny tired torn tough toxic translucent transparent twisted ugly unlit upright vast violet vivid warm wavy weak
  weathered weird wet white whole wicked wide wild wise wooden woolen worn wrecked yellow young chill dreamy moody
  cheerful whimsical tense epic-sounding upbeat mellow retro short-lived tinny boomy crunchy gritty grainy airy
  bass-heavy wooded two-headed one-eyed three-headed hooded armoured armored winged horned masked cloaked caped
  burning glowing closed locked bubbly squishy squelchy clicky snappy metallic echoing deep-voiced high-pitched
  low-pitched asleep awake alive afraid alone afloat adrift ablaze ominous triumphant playful sinister mysterious bouncy lively relaxing`)

const materials = wordSet(
  'wood stone iron gold silver bronze copper steel bone glass leather metal brass crystal clay',
)

/** Materials are also things of their own where goods and ground are listed: "gold ore, stone, wood". */
export function isMaterial(word: string): boolean {
  return materials.has(word.toLowerCase())
}

const adverbs =
  wordSet(`very slightly quite really rather somewhat a bit half fully partly mostly barely almost too not
  more less extra super nearly completely heavily lightly gently softly slowly quickly and or but yet`)

const positions = wordSet(
  'up down left right forward forwards backward backwards open shut off on out over away',
)

const notParticiples =
  wordSet(`ring king wing spring string sling building ceiling bed seed reed weed shed sled
  something anything everything nothing thing morning evening wedding dumpling duckling seedling sapling sibling viking
  lightning pudding clothing stocking earring red need speed greed breed feed deed steed creed railing awning fencing
  painting drawing footing landing rigging grating flooring roofing paving tiling moulding molding siding bedding casing
  plating scaffolding netting icing stuffing wiring lining coping parking swing sting fling ping
  cling ding`)

const ordinal = /^\d{1,3}(?:st|nd|rd|th)$/i

/** Whether a lower-case word says how something is: known ones, and participles. */
export function isAdjective(word: string): boolean {
  if (ordinal.test(word) || adjectives.has(word) || stateRows.some((row) => row.has(word))) return true
  if (notParticiples.has(word)) return false
  if (/^(?:half|semi|fully|well|badly|multi|non|un)-/.test(word)) return true
  if (typeOfNoun(word) !== undefined) return false
  return /(?:ing|ed|less|ful|ish|ous|like|shaped|esque)$/.test(word) && word.length > 4
}

/** Whether all of a phrase says how something is: "closed", "banking up", "a bit dusty". */
export function isDescribing(phrase: string): boolean {
  const words = wordsOf(phrase)
  if (words.length === 0 || words.length > 6) return false
  const [first = ''] = words
  if (words.length > 1 && /(?:ing|ed)$/.test(first) && isAdjective(first)) {
    const rest = words.slice(1)
    if (rest.every((word) => positions.has(word) || isAdjective(word) || adverbs.has(word))) return true
  }
  return (
    words.every((word) => isAdjective(word) || adverbs.has(word)) && words.some((word) => isAdjective(word))
  )
}

/** Whether the phrase is one state ("full", "banking up", "half open"), and not a list of qualities. */
function rowsOf(phrase: string): Set<number> {
  const words = wordsOf(phrase)
  const rows = new Set<number>()
  for (const word of words.length <= 3 ? words : [])
    stateRows.forEach((row, index) => {
      if (row.has(word)) rows.add(index)
    })
  return rows
}

/**
 * Whether the phrases are states of one thing in turn: at least two of one row ("open", "closed"), opposites ("lit",
 * "unlit"), or phrases that share their first word ("banking up", "banking down").
 */
export function areStates(phrases: readonly string[]): boolean {
  if (phrases.length < 2) return false
  const counts = new Map<number, number>()
  for (const phrase of phrases) for (const row of rowsOf(phrase)) counts.set(row, (counts.get(row) ?? 0) + 1)
  const parts = phrases.filter((phrase) => /^\d{1,3} ?(?:%|st|nd|rd|th)$/i.test(phrase)).length
  const most = Math.max(parts, ...counts.values())
  if (most >= 2 && most * 2 >= phrases.length) return true
  const firsts = phrases.map((phrase) => wordsOf(phrase)[0] ?? '')
  if (phrases.length === 2 && areOpposites(firsts[0] ?? '', firsts[1] ?? '')) return true
  // "Door closed, door open": of one part in turn.
  if (firsts.every((word) => word === firsts[0]) && phrases.every((phrase) => wordsOf(phrase).length === 2))
    if (areOfOneRow(phrases.map((phrase) => wordsOf(phrase)[1]!))) return true
  const shared = firsts.filter((word, index) => firsts.indexOf(word) !== index && isAdjective(word))
  return shared.length > 0 && phrases.every((phrase) => wordsOf(phrase).length <= 3)
}

/** Whether single words are all states of one row. */
export function areOfOneRow(words: readonly string[]): boolean {
  return stateRows.some((row) => words.every((word) => row.has(word.toLowerCase())))
}

function areOpposites(one: string, other: string): boolean {
  return ['un', 'in', 'dis', 'de', 'non-'].some(
    (prefix) => `${prefix}${one}` === other || `${prefix}${other}` === one,
  )
}

/** Whether every word is a known adjective, participles left out: "digging" may be the name of a sound. */
export function isPlainlyDescribing(phrase: string): boolean {
  const words = wordsOf(phrase)
  return words.length > 0 && words.every((word) => adjectives.has(word) || adverbs.has(word))
}

/** Whether a phrase starts with a preposition or the like. */
export function startsDescribing(phrase: string): boolean {
  return descriptionStart.has(wordsOf(phrase)[0] ?? '')
}

/** Whether one word may be a state beside others of the same series: also nouns that a row has. */
export function isStateWord(word: string): boolean {
  return ordinal.test(word) || stateRows.some((row) => row.has(word.toLowerCase()))
}

const descriptionStart =
  wordSet(`a an the with in on of at from holding wearing carrying like for as made under over
  by that which who whose but so looking about without its his her their and having has against behind inside
  around near between per when while made-of similar seen viewed facing riding mostly maybe ideally preferably think
  something kind sort not no`)

const clothesWords =
  wordSet(`beard robe robes cloak cape hat hood hair eyes eye arms arm legs leg wings wing tail horns horn
  teeth face skin fur scales feathers claws claw nose ears ear belly hands hand feet foot mustache moustache scar
  tattoo dress apron uniform jacket coat trousers pants shirt vest scarf goggles glasses mask crown armour armor helmet
  boots gloves belt eyepatch ponytail braids freckles tentacles fangs fang tusks plume visor backpack shoulders`)

const partWords = wordSet(`trim
  handle blade hilt lid legs label cork bands hinges straps stripes spots outline petals leaves roots markings
  emblem accents highlights silhouette style look feel pose colours colors`)

/**
 * Whether a phrase after the first of a list tells about the thing before it: it starts with an article or a
 * preposition, is all adjectives, or is about a part of a body, of clothes or of a thing.
 */
export function tellsAbout(phrase: string, isCharacter: boolean): boolean {
  const words = wordsOf(phrase)
  const [first = ''] = words
  if (words.length === 0 || descriptionStart.has(first) || isDescribing(phrase)) return true
  if (/ing$/.test(first) && isAdjective(first) && words.length > 1 && !phrase.includes('/'))
    return isCharacter || typeOfName(phrase) === undefined
  if (
    /\b(?:in|on|at|over|under|around) (?:its |his |her |the |one |each |both )?(?:hands?|head|back|shoulders?|belt|face|mouth|top|fire|hip|side|neck)\b/i.test(
      phrase,
    )
  )
    return true
  const last = words.at(-1) ?? ''
  return words.length > 1 && (partWords.has(last) || (isCharacter && clothesWords.has(last)))
}
