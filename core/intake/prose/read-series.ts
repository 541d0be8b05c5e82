import { areOfOneRow, isAdjective, isDescribing, isStateWord } from './describing-words.js'
import { headWords, typeOfName } from './thing-words.js'
import { singularOf } from '../singular.js'
import { numberOf, wordSet, wordsOf } from './words.js'

/** Members that one name stands for: "gate open / shut", "digits 0-9". */
export interface Series {
  readonly base: string
  readonly members: readonly string[]
  /** Numbers or letters in their order. */
  readonly isRange: boolean
}

/** Longer series are a slip of the pen. */
export const seriesMax = 100

const counted =
  wordSet(`digit digits number numbers letter letters level levels stage stages tier tiers rank ranks size
  sizes phase phases card cards step steps wave waves frame grade grades age ages numeral numerals face faces value
  values player players chapter chapters world worlds pip pips character characters alphabet version versions type types
  lap laps slot slots key keys glyph glyphs uppercase lowercase capital capitals`)
const keptNouns = wordSet('digit number letter numeral character glyph alphabet')
const rangePattern =
  /(?<![\p{L}\p{N}.])(\d{1,4}|[A-Za-z])\s?(?:-|–|—|‒|\.{2,3}|…|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\bup to\b)\s?(\d{1,4}|[A-Za-z])(?![\p{L}\p{N}])/giu

/** "Levels 1 to 3" alone: what is counted, and no name of its own. */
export function isCountedRange(name: string): boolean {
  const range = takeRange(name)
  return (
    range !== null &&
    range !== 'too-long' &&
    counted.has(range.base.toLowerCase()) &&
    !keptNouns.has(singularOf(range.base.toLowerCase()))
  )
}

/** "digits 0-9", "levels 1 to 3", "A-Z": null when the name has no range or one that is too long. */
export function takeRange(name: string): Series | null | 'too-long' {
  const members: string[] = []
  let rest = ''
  let last = 0
  let nouns = ''
  for (const match of name.matchAll(rangePattern)) {
    const range = readRange(match[1] ?? '', match[2] ?? '')
    if (range === null) continue
    const isNumber = /^\d/.test(match[1] ?? '')
    const before = name.slice(last, match.index)
    const noun = wordsOf(before).at(-1) ?? ''
    // "A 3-4 player table" and "hit 2-3 times" are no series: a word for what is counted stands before the numbers.
    const endsName = name.slice(match.index + match[0].length).trim() === '' && singularOf(noun) !== noun
    if (isNumber && !counted.has(noun) && !endsName && wordsOf(before).length > 0 && !/[:,]\s*$/.test(before))
      continue
    if (range.length > seriesMax) return 'too-long'
    rest += before
    last = match.index + match[0].length
    nouns = noun === '' ? nouns : noun
    const single = singularOf(noun)
    const isNamed = counted.has(noun) && !keptNouns.has(single) && wordsOf(before).length > 1
    members.push(...range.map((one) => (isNamed ? `${single} ${one}` : one)))
    if (isNamed) rest = rest.slice(0, rest.toLowerCase().lastIndexOf(noun))
  }
  if (members.length < 2) return null
  const base = `${rest} ${name.slice(last)}`
    .replace(/\s+/g, ' ')
    .replace(/(?:^|\s)(?:and|from|for|of|,|:|-|–)\s*$/i, '')
    .trim()
  return { base: base === '' ? nouns || 'glyph' : base, members: [...new Set(members)], isRange: true }
}

function readRange(from: string, to: string): string[] | null {
  if (/^\d/.test(from) !== /^\d/.test(to)) return null
  const isNumber = /^\d/.test(from)
  if (!isNumber && (from.toLowerCase() === from) !== (to.toLowerCase() === to)) return null
  const first = isNumber ? Number(from) : from.charCodeAt(0)
  const last = isNumber ? Number(to) : to.charCodeAt(0)
  if (last <= first) return null
  return Array.from({ length: Math.min(last - first + 1, seriesMax + 1) }, (_, index) =>
    isNumber ? String(first + index) : String.fromCharCode(first + index),
  )
}

/** "chest closed / open / mimic", "full/half/empty flask", "sword/axe/bow"; null when the name has no slash series. */
export function takeSlashes(name: string): Series | null {
  const pieces = name.split(/\s*(?<!\d)\/(?!\d)\s*/).filter((piece) => piece !== '')
  if (pieces.length < 2 || /\b(?:and\/or|w\/|n\/a|https?:)/i.test(name)) return null
  const lists = pieces.map((piece) => piece.split(' '))
  // "Lights off / lights on" share their first word.
  if (lists.every((words) => words.length === 2 && words[0] === lists[0]![0]))
    return { base: '', members: pieces, isRange: false }
  const first = lists[0]!
  const last = lists.at(-1)!
  const inner = lists.slice(1).every((words) => words.length === 1)
  const outer = lists.slice(0, -1).every((words) => words.length === 1)
  if (first.length === 1 && last.length === 1) return { base: '', members: pieces, isRange: false }
  if (outer && last.length > 1)
    return {
      base: last.slice(1).join(' '),
      members: [...lists.slice(0, -1).flat(), last[0]!],
      isRange: false,
    }
  // Whole names side by side ("iron sword / steel axe") share nothing.
  if (!inner && lists.every((words) => words.length > 1) && !endsInState(first))
    return { base: '', members: pieces, isRange: false }
  const tail = tailLength(first)
  return {
    base: first.slice(0, -tail).join(' '),
    members: [first.slice(-tail).join(' '), ...pieces.slice(1)],
    isRange: false,
  }
}

const endsInState = (words: readonly string[]) => isDescribing(words.slice(-tailLength(words)).join(' '))

/** How many words at the end of the first piece are its state: "player ship banking up" has two. */
function tailLength(words: readonly string[]): number {
  if (
    words.length > 2 &&
    isDescribing(words.slice(-2).join(' ')) &&
    !isAdjective((words.at(-1) ?? '').toLowerCase())
  )
    return 2
  if (words.length > 2 && /(?:ing|ed)$/.test(words.at(-2) ?? '') && isStateWord(words.at(-1) ?? '')) return 2
  return 1
}

/** "Flask full half empty": states of one kind at the end of a name, without anything between them. */
export function trailingStates(name: string): { base: string; members: string[] } | null {
  const words = wordsIn(name)
  let from = words.length
  while (from > 1 && areOfOneRow(words.slice(from - 1))) from -= 1
  return words.length - from < 2 ? null : { base: words.slice(0, from).join(' '), members: words.slice(from) }
}

const elements = wordSet(
  'fire ice water earth air wind lightning poison shadow holy nature arcane frost electric light dark blood acid stone',
)

/**
 * Words that share the noun of the last one: "red, blue and green gems", "oak and pine trees". Gives what they share
 * and the words, or null when each stands for itself.
 */
export function shareNoun(names: readonly string[]): Series | null {
  const last = wordsIn(names.at(-1) ?? '')
  const before = names.slice(0, -1)
  if (before.length === 0 || last.length < 2 || last.length > 4) return null
  const modifier = (last[0] ?? '').toLowerCase()
  const base = last.slice(1).join(' ')
  const series = { base, members: [...before, last[0]!], isRange: false }
  const ends = last.at(-1)?.toLowerCase()
  if (before.some((name) => wordsIn(name).length > 1 && wordsIn(name).at(-1)?.toLowerCase() === ends))
    return null
  const isWord = (name: string) => isDescribing(name) || elements.has(name.toLowerCase())
  if (before.every(isWord)) return isWord(modifier) || elements.has(modifier) ? series : null
  const noun = headWords(base).at(-1) ?? ''
  if (
    singularOf(noun) === noun ||
    before.some((name) => wordsIn(name).length > 1 || singularOf(name.toLowerCase()) !== name.toLowerCase())
  )
    return null
  if (isAdjective(modifier)) return null
  const isCarrier =
    /^(?:icon|sprite|tile|card|sound|portrait|silhouette|statue|token|badge|button|potion|animation)s$/.test(
      noun,
    )
  const types = new Set([...before, modifier].map((name) => typeOfName(name)))
  return isCarrier || (types.size === 1 && typeOfName(noun) !== undefined) ? series : null
}

const wordsIn = (name: string) => name.split(' ').filter((word) => word !== '')

/** The same name for one of several: "knocks on wood" -> "knock on wood". */
export function singularName(name: string): string {
  const words = wordsIn(name)
  const count = headWords(name).length
  if (count === 0 || count > words.length) return name
  const at = count - 1
  const word = words[at]!
  const single = singularOf(word.toLowerCase())
  if (single === word.toLowerCase()) return name
  words[at] = /^\p{Lu}/u.test(word) ? single.charAt(0).toUpperCase() + single.slice(1) : single
  return words.join(' ')
}

export function isPluralName(name: string): boolean {
  const head = headWords(name).at(-1) ?? ''
  return singularOf(head) !== head && numberOf(head) === null
}
