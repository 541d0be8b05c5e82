import { numberWords } from '../number-words.js'

/** The words of a text, lower case; a hyphen joins. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*(?:-[\p{L}\p{N}\p{M}'’]+)*/gu) ?? []
}

/** A set of words written with spaces between them. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ''))
}

const irregular: Readonly<Record<string, string>> = {
  children: 'child',
  dice: 'die',
  dwarves: 'dwarf',
  elves: 'elf',
  feet: 'foot',
  geese: 'goose',
  halves: 'half',
  hooves: 'hoof',
  knives: 'knife',
  leaves: 'leaf',
  lives: 'life',
  loaves: 'loaf',
  men: 'man',
  mice: 'mouse',
  oxen: 'ox',
  people: 'person',
  scarves: 'scarf',
  shelves: 'shelf',
  staves: 'staff',
  teeth: 'tooth',
  thieves: 'thief',
  wolves: 'wolf',
  women: 'woman',
}

/** Words that end like a plural and are none, or are the same in both. */
const unchanging =
  wordSet(`glass grass cross boss moss chess mess dress bus cactus octopus virus gas lens series species
  stairs ruins glasses scissors pants trousers boots gloves shoes clothes goggles shears tongs jeans spikes news
  canvas campus abyss compass princess goddess sorceress enchantress fortress mattress cypress dais chaos focus genius
  status nucleus walrus rhombus nexus locus bonus menus minus plus less always various barracks headquarters ashes
  rails bellows hiss toss pass kiss brass class press`)

/** The singular of a lower-case English noun; what is no plural comes back as it is. */
export function singularOf(word: string): string {
  const known = irregular[word]
  if (known !== undefined) return known
  if (word.length < 4 || !word.endsWith('s') || unchanging.has(word)) return word
  if (/(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('men')) return `${word.slice(0, -2)}an`
  if (word.endsWith('ies') && word.length > 4)
    return /(?:cook|mov|zomb|gen|p|t|l)ies$/.test(word) ? zombie(word) : `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2)
  if (/(?:tat|mat|her|ech|mang|carg|tornad|volcan|domin)oes$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

function zombie(word: string): string {
  return /^(?:.*-)?(?:cookies|movies|zombies|genies|pies|ties|lies)$/.test(word)
    ? word.slice(0, -1)
    : `${word.slice(0, -3)}y`
}

/** Whether a lower-case noun is a plural. */
export function isPlural(word: string): boolean {
  if (word.endsWith('men') && word.length > 4 && !['specimen', 'abdomen'].includes(word)) return true
  return singularOf(word) !== word && !['dice', 'lives'].includes(word) ? true : irregular[word] !== undefined
}

const others: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  single: 1,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  dozen: 12,
  couple: 2,
  pair: 2,
  trio: 3,
  both: 2,
}

/** The number that a word or digits stand for; null when they do not. Not checked against any limit. */
export function numberOf(word: string): number | null {
  if (/^\d{1,9}$/.test(word)) return Number(word)
  const index = numberWords.indexOf(word.toLowerCase())
  return index >= 0 ? index : (others[word.toLowerCase()] ?? null)
}

/** A pattern part for numbers in digits or words, "a" and "an" left out. */
export const numberPart = String.raw`(?:\d{1,9}|${numberWords.join('|')}|twenty|thirty|a dozen)`

export function readNumber(written: string): number {
  return numberOf(written.replace(/^a /i, '').trim()) ?? 0
}
