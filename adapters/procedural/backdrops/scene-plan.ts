import { hashWords } from '../composed/composed-nouns.js'
import type { Material } from '../materials.js'
import { createRandom } from '../random.js'

/** What stands in a layer. */
export type Feature =
  | 'sky'
  | 'clouds'
  | 'stars'
  | 'mountains'
  | 'mesas'
  | 'hills'
  | 'dunes'
  | 'conifers'
  | 'trees'
  | 'city'
  | 'castle'
  | 'sea'
  | 'cave'
  | 'wall'
  | 'pillars'
  | 'rocks'
  | 'planets'
  | 'kelp'
  | 'grass'

export type Hour = 'day' | 'dawn' | 'dusk' | 'night' | 'storm' | 'space' | 'cave' | 'deep' | 'fire'

interface Place {
  readonly words: string
  /** Far to near, without the sky. */
  readonly features: readonly [far: Feature, middle: Feature, near: Feature]
  /** Materials of what is near. */
  readonly ground: Material
  readonly hour?: Hour
}

const places: readonly Place[] = [
  {
    words: 'space galaxy asteroid nebula cosmos orbit starfield',
    features: ['stars', 'planets', 'rocks'],
    ground: 'darkStone',
    hour: 'space',
  },
  {
    words: 'cave cavern mine dungeon underground grotto crypt sewer',
    features: ['cave', 'pillars', 'cave'],
    ground: 'darkStone',
    hour: 'cave',
  },
  {
    words: 'underwater reef seabed coral submarine abyss',
    features: ['rocks', 'kelp', 'kelp'],
    ground: 'teal',
    hour: 'deep',
  },
  {
    words: 'volcano volcanic hell lava inferno infernal',
    features: ['mountains', 'mesas', 'rocks'],
    ground: 'charcoal',
    hour: 'fire',
  },
  { words: 'canyon mesa badlands gorge western', features: ['mesas', 'mesas', 'mesas'], ground: 'sandstone' },
  { words: 'desert dune dunes sahara oasis sand', features: ['mesas', 'dunes', 'dunes'], ground: 'sand' },
  {
    words: 'city town skyline street urban metropolis cyberpunk skyscraper rooftop',
    features: ['city', 'city', 'city'],
    ground: 'darkStone',
  },
  {
    words: 'castle kingdom fortress ruins village',
    features: ['mountains', 'castle', 'hills'],
    ground: 'moss',
  },
  {
    words: 'snow snowy winter tundra arctic ice glacier frozen',
    features: ['mountains', 'conifers', 'hills'],
    ground: 'white',
  },
  {
    words: 'sea ocean beach coast island harbour harbor lake shore',
    features: ['mountains', 'sea', 'sea'],
    ground: 'water',
  },
  {
    words: 'jungle rainforest swamp marsh woods woodland',
    features: ['trees', 'trees', 'grass'],
    ground: 'moss',
  },
  { words: 'forest pine taiga grove', features: ['mountains', 'conifers', 'conifers'], ground: 'leaf' },
  {
    words: 'mountain mountains alpine peak cliff highland',
    features: ['mountains', 'mountains', 'conifers'],
    ground: 'stone',
  },
  { words: 'sky cloud clouds heaven', features: ['clouds', 'clouds', 'clouds'], ground: 'white' },
  {
    words: 'meadow field hills hill plain grassland farm countryside valley',
    features: ['mountains', 'hills', 'grass'],
    ground: 'leaf',
  },
]

/** Scenes for words that name none. */
const anywhere = places.filter(({ words }) => /^(forest|mountain|meadow|castle|canyon|sea) /.test(words))

const hours: readonly (readonly [words: string, hour: Hour])[] = [
  ['night midnight moonlit moonlight nocturnal', 'night'],
  ['dawn sunrise morning', 'dawn'],
  ['dusk sunset evening twilight', 'dusk'],
  ['storm stormy rain rainy overcast foggy gloomy', 'storm'],
  ['day noon sunny', 'day'],
]

/** Words of a state that name what its layer holds. */
const featureWords: readonly (readonly [words: string, feature: Feature])[] = [
  ['sky backdrop heaven', 'sky'],
  ['cloud clouds', 'clouds'],
  ['star stars', 'stars'],
  ['mountain mountains peaks ridge', 'mountains'],
  ['mesa mesas canyon cliff cliffs', 'mesas'],
  ['hill hills', 'hills'],
  ['dune dunes', 'dunes'],
  ['pine pines conifers', 'conifers'],
  ['tree trees forest', 'trees'],
  ['city skyline building buildings houses', 'city'],
  ['castle towers ruins', 'castle'],
  ['sea water waves ocean', 'sea'],
  ['stalactites cave', 'cave'],
  ['wall walls', 'wall'],
  ['pillar pillars column columns stalagmites', 'pillars'],
  ['rock rocks stones', 'rocks'],
  ['planet planets', 'planets'],
  ['grass bushes ground', 'grass'],
]

export interface ScenePlan {
  readonly hour: Hour
  readonly ground: Material
  readonly features: readonly Feature[]
  readonly salt: number
}

/** A scene of the layers that the states name, far to near; the first one is the sky. Words of the prompt decide. */
export function planScene(words: ReadonlySet<string>, seed: string, states: readonly string[]): ScenePlan {
  const random = createRandom(seed)
  const any = (known: string): boolean => known.split(' ').some((word) => words.has(word))
  const hash = parseInt(hashWords([...words].join(' ')).slice(-6), 16)
  const place = places.find(({ words: known }) => any(known)) ?? anywhere[hash % anywhere.length]!
  const asked = hours.find(([known]) => any(known))?.[1]
  const own =
    place.hour === 'space' || place.hour === 'cave' || place.hour === 'deep' ? place.hour : undefined
  const hour = own ?? asked ?? place.hour ?? random.pick(['day', 'day', 'dawn', 'dusk'] as const)
  const count = Math.max(2, states.length)
  const features = Array.from({ length: count }, (_, at): Feature => {
    const named = featureOf(states[at] ?? '')
    if (at === 0) return hour === 'cave' ? 'wall' : 'sky'
    if (named === 'trees' && place.features.includes('conifers')) return 'conifers'
    if (named !== null && named !== 'sky') return named
    const depth = count === 2 ? 1 : (at - 1) / (count - 2)
    return place.features[Math.min(2, Math.floor(depth * 2.999))]!
  })
  return { hour, ground: place.ground, features, salt: random.int(0, 9999) }
}

function featureOf(state: string): Feature | null {
  const words = state.split('-')
  return featureWords.find(([known]) => known.split(' ').some((word) => words.includes(word)))?.[1] ?? null
}

/** Colours of the sky from the zenith to the horizon. */
export const skies: Readonly<Record<Hour, readonly (readonly [Material, number])[]>> = {
  day: [
    ['blue', 2],
    ['blue', 3],
    ['blue', 4],
    ['water', 4],
    ['white', 3],
  ],
  dawn: [
    ['purple', 1],
    ['purple', 2],
    ['pink', 2],
    ['orange', 3],
    ['yellow', 4],
  ],
  dusk: [
    ['blue', 0],
    ['purple', 1],
    ['red', 2],
    ['orange', 2],
    ['orange', 3],
  ],
  night: [
    ['black', 0],
    ['blue', 0],
    ['blue', 0],
    ['blue', 1],
    ['purple', 1],
  ],
  storm: [
    ['grey', 1],
    ['stone', 1],
    ['stone', 2],
    ['ash', 2],
    ['ash', 3],
  ],
  space: [
    ['black', 0],
    ['black', 1],
    ['purple', 0],
    ['blue', 0],
    ['black', 0],
  ],
  cave: [
    ['black', 0],
    ['black', 1],
    ['darkStone', 0],
    ['darkStone', 1],
    ['black', 1],
  ],
  deep: [
    ['water', 3],
    ['water', 2],
    ['water', 1],
    ['blue', 1],
    ['water', 0],
  ],
  fire: [
    ['black', 1],
    ['red', 0],
    ['red', 1],
    ['orange', 1],
    ['fire', 2],
  ],
}

/** What distance turns everything into. */
export const hazes: Readonly<Record<Hour, readonly [material: Material, tone: number]>> = {
  day: ['ghost', 2.4],
  dawn: ['purple', 2.7],
  dusk: ['purple', 1.8],
  night: ['blue', 0.9],
  storm: ['stone', 2],
  space: ['purple', 0.9],
  cave: ['darkStone', 1],
  deep: ['water', 1.2],
  fire: ['red', 1],
}
