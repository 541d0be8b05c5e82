import type { Material } from '../materials.js'
import type { Noun, PaintContext, PromptWords } from '../noun.js'
import { stemOf } from '../../../core/intake/singular.js'
import { figure } from '../nouns/medieval/figure.js'
import type { Random } from '../random.js'
import { createRandom } from '../random.js'
import type { Archetype } from './archetype.js'
import { food, garment, paintGarment, panel } from './cloth-archetypes.js'
import { bird, quadruped } from './beast-archetypes.js'
import { building, furniture } from './dwelling-archetypes.js'
import { machine, mineral } from './machine-archetypes.js'
import { monolith } from './monolith-archetype.js'
import { insect, plant, serpent } from './small-life-archetypes.js'
import { vehicle } from './vehicle-archetype.js'
import { implement, stringed, vessel, wheel } from './vessel-archetypes.js'

export const archetypes: readonly Archetype[] = [
  vessel,
  implement,
  wheel,
  stringed,
  quadruped,
  bird,
  insect,
  serpent,
  plant,
  furniture,
  building,
  vehicle,
  machine,
  mineral,
  garment,
  panel,
  food,
  monolith,
]

/** Words that say how a thing is, not what it is. */
const adjectives = new Set([
  'the',
  'a',
  'an',
  'and',
  'of',
  'old',
  'small',
  'large',
  'big',
  'tiny',
  'huge',
  'giant',
  'broken',
  'cracked',
  'ancient',
  'magic',
  'magical',
  'wooden',
  'stone',
  'golden',
  'silver',
  'iron',
  'rusty',
  'red',
  'blue',
  'green',
  'sprite',
  'icon',
  'pixel',
  'art',
  'open',
  'closed',
])

const peopleEndings = [
  'man',
  'woman',
  'men',
  'smith',
  'ist',
  'monger',
  'keeper',
  'master',
  'hunter',
  'fighter',
  'walker',
  'caster',
  'naut',
  'folk',
  'boy',
  'girl',
  'mancer',
  'herd',
  'wright',
]

/** 64-bit FNV-1a (Fowler, Noll, Vo) of the words, 16 hex digits. */
export function hashWords(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const character of text)
    hash = ((hash ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n) & 0xffffffffffffffffn
  return hash.toString(16).padStart(16, '0')
}

/** The word of the first clause that says what the thing is: its last one that is no adjective or number. */
export function headWord({ clauses }: PromptWords): string {
  for (const clause of clauses) {
    const meant = clause.map(stemOf).filter((word) => !adjectives.has(word) && !/^\d/.test(word))
    const head = meant.at(-1)
    if (head !== undefined) return head
  }
  return clauses.flat().join(' ') || 'nothing'
}

/** True when the prompt is about a thing that an archetype has by name: "ship in a bottle" is no bottle. */
export function namesArchetype(prompt: PromptWords): boolean {
  const head = headWord(prompt)
  return archetypes.some(({ words }) => words.includes(head))
}

/** The archetype that a word names or ends like; null when it says nothing. */
export function archetypeOf(word: string): Archetype | null {
  return (
    archetypes.find(({ words }) => words.includes(word)) ??
    archetypes.find(({ words, endings }) =>
      [...(endings ?? []), ...words.filter((known) => known.length > 3)].some(
        (end) => word.length > end.length && word.endsWith(end),
      ),
    ) ??
    null
  )
}

const materialWords: Readonly<Record<string, Material>> = {
  wooden: 'wood',
  wood: 'wood',
  iron: 'iron',
  steel: 'steel',
  metal: 'steel',
  stone: 'stone',
  golden: 'gold',
  gold: 'gold',
  silver: 'steel',
  brass: 'brass',
  bronze: 'brass',
  copper: 'clay',
  bone: 'bone',
  glass: 'glass',
  crystal: 'glass',
  leather: 'leather',
  cloth: 'cloth',
  clay: 'clay',
  rusty: 'rust',
  straw: 'straw',
  ice: 'glass',
  sand: 'sand',
  brick: 'brick',
}

function chooseMaterial(context: PaintContext, archetype: Archetype, word: Random): Material {
  const own = word.pick(archetype.materials)
  const named = [...context.words]
    .map((name) => (Object.hasOwn(materialWords, name) ? materialWords[name] : undefined))
    .find((material) => material !== undefined)
  return context.accent ?? named ?? own
}

/** Draws of the words that every variant bends a little: proportions by a fifth, single features now and then. */
function loosen(word: Random, variant: Random): Random {
  const range = (from: number, to: number): number => {
    const drawn = word.range(from, to) + (variant.next() - 0.5) * 0.4 * (to - from)
    return Math.min(Math.max(from, to), Math.max(Math.min(from, to), drawn))
  }
  const chance = (p?: number): boolean => (variant.next() < 0.12 ? !word.chance(p) : word.chance(p))
  return { ...word, range, chance }
}

/**
 * A picture for a thing that nobody drew: its head word chooses the family of silhouettes and the proportions, the
 * seed poses and details. Two words give two silhouettes, two seeds two variants of one.
 */
export function composeProp(prompt: PromptWords): Noun {
  const head = headWord(prompt)
  const qualified = prompt.clauses[0]?.map(stemOf).join(' ') ?? head
  const seed = hashWords(qualified)
  const others = (prompt.clauses[0] ?? []).map(stemOf).reverse()
  const named = archetypeOf(head) ?? others.map(archetypeOf).find((found) => found !== null) ?? null
  if (named === null && peopleEndings.some((end) => head.length > end.length + 1 && head.endsWith(end)))
    return figure
  const { moves } = named ?? createRandom(seed).pick(archetypes)
  return {
    names: [],
    frame: { width: 30, height: 30 },
    mirrors: true,
    ...(moves === undefined ? {} : { moves }),
    paint: (canvas, context) => {
      const { pose } = context
      const word = createRandom(seed)
      const any = word.pick(archetypes)
      const archetype = named ?? any
      const main = chooseMaterial(context, archetype, word)
      const trim = word.pick(['brass', 'darkWood', 'iron', 'bone', 'gold', 'steel'] as const)
      const accent = word.pick(['red', 'teal', 'yellow', 'purple', 'blue', 'orange', 'cloth'] as const)
      const brush = {
        canvas,
        light: context.light,
        head,
        word: loosen(word, context.random),
        variant: context.random,
        main,
        trim: trim === main ? 'cloth' : trim,
        accent: accent === main ? 'bone' : accent,
        moment: pose !== null && pose.state === null && moves?.has(pose.motion) === true ? pose : null,
      } as const
      if (archetype === garment) paintGarment(brush, garment.kindOf(new Set([head])))
      else archetype.paint(brush)
    },
  }
}
