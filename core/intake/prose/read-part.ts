import type { AssetType } from '../../spec/asset-spec.schema.js'
import { takeKey } from '../take-key.js'
import { areStates, isDescribing } from './describing-words.js'
import { joinFacts, saysFacts, type Facts } from './facts.js'
import { splitOutside, takeBrackets } from './split-phrases.js'
import { isMotion, isOnlyMotion } from './take-animations.js'
import { takeFacts } from './take-facts.js'
import { headWords, typeOfName } from './thing-words.js'
import { singularOf } from '../singular.js'
import { numberOf, numberPart, readNumber, wordSet, wordsOf } from './words.js'

/** One piece of a list: "two rusty keys (short, 16x16)". */
export interface Part {
  readonly join: 'start' | 'comma' | 'and'
  /** What is left without article, quantity, facts and brackets; empty when it only says facts. */
  readonly name: string
  /** As written, with its article. */
  readonly written: string
  /** What stood in brackets, one string a bracket, facts taken out. */
  readonly brackets: readonly string[]
  readonly facts: Facts
  readonly quantity: number | null
  /** "a few", "several": the number is a guess. */
  readonly isAbout: boolean
  readonly isOptional: boolean
  /** Words that share the noun `name`: "red, blue and green gems". */
  readonly members?: readonly string[]
  /** Written by a person as key=... */
  readonly key: string | null
}

export interface PartHints {
  readonly assetType: AssetType | null
  /** The list stands under a thing or goes on about one: it may start with an animation. */
  readonly goesOn: boolean
}

/** Pairs that are one thing, and pairs of words that "and" does not part. */
const fixed =
  /\b(?:black|bow|skull|sword|rock|cloak|ball|hammer|mortar|needle|knife|bucket|salt|bacon|pen|cup|lock|pick|nuts?|dungeons?|point|hide|search|wear|meat|fish|bread|gin|head|arts?|cat|cops?|town|drag|cut|copy|stop|start|hook|chip|smoke|fire|blood|thunder) (?:and|&|n|'n') (?:white|arrows?|crossbones|shields?|roll|daggers?|chain|sickle|pestle|thread|fork|spade|pepper|eggs|paper|saucer|key|shovel|bolts?|dragons?|click|seek|rescue|tear|potatoes|chips|butter|tonic|shoulders|crafts?|mouse|robbers?|country|drop|paste|stop|go|line|mirrors|brimstone|guts|lightning)\b/gi

const natural = wordSet(
  `boots gloves shoes glasses scissors trousers pants wings eyes goggles gauntlets sandals socks headphones binoculars
  horns ears shears tongs jeans handcuffs`,
)
const governing =
  /\b(?:with|holding|wearing|carrying|made of|of|between|from|in|for|riding|without|has|having)\b/i

/** The parts of a list: split at commas, and at "and" where it joins things rather than words of one name. */
export function splitParts(text: string, hints: PartHints): Part[] {
  const parts: Part[] = []
  for (const piece of splitOutside(
    protect(text),
    /,(?!\d{3}(?!\d))|[，、]|\s+(?:plus|as well as|along with)\s+|\s[+]\s/gi,
  )) {
    const pieces = splitAnd(piece.text)
    for (const [index, one] of pieces.entries()) {
      const isJoined = index > 0 || /^(?:and|or|&)\s/i.test(one)
      const join = parts.length === 0 ? 'start' : isJoined ? 'and' : 'comma'
      const written = release(one.replace(/^(?:and|or|&)\s+(?:also |then |finally )?/i, ''))
      if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(written))
        parts.push(readPart(written, join, hints, parts))
    }
  }
  return parts
}

// A fixed pair keeps its "and" while the list is split.
const bond = '\uE000'
const protect = (text: string) =>
  text
    .replace(/(?<= )w\/ ?/gi, 'with ')
    .replace(/\beach of (?:them|these|those|which)\b/gi, 'each')
    .replace(fixed, (pair) => pair.replaceAll(' ', bond))
    .replace(/\b((?:pivot|origin|anchor)[^,\d]{0,20}[\d.]{1,6})\s?,\s?(?=[\d.])/gi, '$1 ')
const release = (text: string) => text.replaceAll(bond, ' ')

function splitAnd(text: string): string[] {
  const pieces = splitOutside(text, /\s(?:and|&|or|und|et|y)\s+(?:also\s+)?/gi).map((piece) => piece.text)
  const joined: string[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    if (before !== undefined && belongsTogether(before, piece))
      joined[joined.length - 1] = `${before} and ${piece}`
    else joined.push(piece)
  }
  return joined
}

/** "knight with sword and shield" is one thing, "knight with sword and wizard with staff" are two. */
function belongsTogether(before: string, after: string): boolean {
  const plain = takeBrackets(before).base
  if (!governing.test(plain) || /\bframes?\b|\bfps\b/i.test(before)) return false
  const words = wordsOf(plain)
  const at = words.findIndex((word) => governing.test(word))
  // "Icons for fire and ice", "digits of gold and silver": the list stands after the preposition.
  if (at === 0) return /^(?:with|without|holding|wearing|carrying|riding|has|having)\b/i.test(plain)
  if (numberOf(after.split(' ', 1)[0] ?? '') !== null && !/^an?\s/i.test(after)) return false
  const type = typeOfName(headWords(plain).join(' '))
  const other = typeOfName(after)
  if (type === undefined || other === undefined || type !== other) return true
  // Of one kind, and what stands after the preposition is of another: "table with candles and chair".
  return typeOfName(words.slice(at + 1).join(' ')) === other
}

function readPart(written: string, join: Part['join'], hints: PartHints, before: readonly Part[]): Part {
  const keyed = takeKey(written)
  const key = 'hint' in keyed ? null : keyed.key
  const { base, brackets } = takeBrackets(('hint' in keyed ? written : keyed.text).replace(/["“”«»]/g, ''))
  const isFirst = before.every((part) => part.name === '') && !hints.goesOn
  const named = before.find((part) => part.name !== '')
  const headType = hints.assetType ?? (named === undefined ? typeOfName(base) : typeOfName(named.name))
  const isCharacter = headType === 'character' && hints.assetType !== 'sfx'
  const read = (text: string, first: boolean, namesAlone = isCharacter) =>
    takeFacts(text, {
      assetType: hints.assetType ?? (headType === 'sfx' || headType === 'music' ? headType : null),
      animations: { isFirst: first, isCharacter, namesAlone },
    })
  const moves = headType === undefined && /^(?:idle|walk|run|attack|hurt|death)\b/i.test(base)
  // "Idle (4 frames)" is an animation, whatever it belongs to.
  const own = read(
    base,
    isFirst,
    isCharacter || moves || brackets.some((bracket) => /\d ?(?:frames?|f)\b/i.test(bracket)),
  )
  let { facts } = own
  const counted = takeQuantity(own.text)
  let { quantity } = counted
  let isOptional =
    /\b(?:optional(?:ly)?|nice to have|if possible|if there(?:'s| is) time|maybe|stretch goal)\b/i.test(base)
  const kept: string[] = []
  for (const bracket of brackets) {
    const rest: string[] = []
    // "(upgrades: wood, iron)": the label only says what the members are.
    for (const piece of splitOutside(bracket.replace(memberLabel, ''), /[,;]/g)) {
      const inner = read(piece.text, false, isCharacter || /\d ?(?:frames?|f)\b/i.test(bracket))
      // "9-slice, 10 px" is about its borders.
      const [edge] = inner.facts.sizes
      const isEdge =
        facts.bordersPx === null && edge?.width === edge?.height && /^\d+ ?(?:px|pixels?)$/i.test(piece.text)
      facts =
        isEdge && edge !== undefined ? { ...facts, bordersPx: edge.width } : joinFacts(facts, inner.facts)
      const count = countIn(inner.text)
      if (count !== null) quantity = count
      else if (/^(?:optional|nice to have|if possible|stretch goal|bonus|later)$/i.test(inner.text))
        isOptional = true
      else if (inner.text !== '') rest.push(inner.text)
    }
    if (rest.length > 0) kept.push(rest.join(', '))
  }
  const clause = doing.exec(counted.text)
  if (clause !== null && isMotion(clause[2]!.toLowerCase())) {
    // "A cat that sleeps, 6 frames": what it does is its animation.
    counted.text = clause[1]!
    const name = clause[2]!.toLowerCase().replace(/s$/, '')
    const animation = { name, frames: null, fps: null, loop: null }
    facts = { ...facts, animations: facts.animations.length > 0 ? facts.animations : [animation] }
  }
  const motion = ownMotion(counted.text, facts, !isFirst && isCharacter, hints.goesOn)
  if (motion !== null)
    facts = { ...facts, animations: facts.animations.map((one) => ({ ...one, name: motion })) }
  const isMoving = !isFirst && isCharacter && facts.animations.length > 0 && isOnlyMotion(counted.text)
  const isForAll = /^(?:all|each|both|every)(?: of them)?$/i.test(counted.text)
  const name = isMoving || isForAll || motion !== null ? '' : stripOptional(counted.text)
  return { join, name, written, brackets: kept, facts, quantity, isAbout: counted.isAbout, isOptional, key }
}

const doing = /^(.+) (?:that|which|who) ([a-z]{3,12}s)$/i

/** "Shambles (8 frames)" behind a body: a word of its own that only names an animation; null when it is none. */
function ownMotion(text: string, { animations }: Facts, mayBe: boolean, isNested: boolean): string | null {
  const [wish] = animations
  if (!mayBe || animations.length !== 1 || wish === undefined || wish.name !== null || wish.frames === null)
    return null
  const first = text.split(' ', 1)[0] ?? ''
  if (isNested && /^[a-z]{3,20}(?: [a-z]{1,12}){1,2}$/.test(text) && typeOfName(first) === undefined)
    return text.replaceAll(' ', '-').slice(0, 36)
  return /^[a-z]{3,20}$/.test(text) && typeOfName(text) === undefined ? text.replace(/(?<!s)s$/, '') : null
}

function stripOptional(text: string): string {
  return text
    .replace(/\b(?:optionally|optional|maybe|if possible|if there(?:'s| is) time)\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const kindsOf =
  '(?:different |distinct |separate |unique |various |more |new |random |small variations of |kinds? of |types? of |sorts? of |sets? of |copies of |pieces of |variations? (?:of|on) |variants? of |versions? of )*'
const notCounted =
  /^(?:quarters?|thirds?|fifths?|way|tier|headed|legged|sided|stor(?:e?y|ies)|bit|player|door|piece|person|d|px|frames?|fps|%|x|inch|feet|foot|metres?|meters?|years?|hours?|minutes?|seconds?|hp|st|nd|rd|th|star|point|of|colou?rs?|or|am|pm|to)\b/i
const leadingPattern = new RegExp(
  String.raw`^(?:(?:a |the )?(?:set|group|bunch|pack|series|batch|handful|collection|trio|row|stack)s? of )?(${numberPart}) ${kindsOf}(.+)$`,
  'i',
)
const pairPattern = /^an? (pair|couple|trio|dozen)(?: of)? (?:different )?(.+)$/i
const fewPattern =
  /^(?:an? )?(few|several|handful of|bunch of|some different|various|assorted|multiple) (?:different |kinds of |types of )?(.+)$/i
const thingsCounted = String.raw`(?:variations?|variants?|versions?|kinds?|types?|sizes?|colou?rs?|shapes?|styles?|designs?|poses?|expressions?|directions?|stages?|states?|phases?|flavou?rs?|moods?|of them|pieces?|in total|total|of each kind)`
const trailingPattern = new RegExp(
  String.raw`(?:^|[\s,])(?:in |with |of |has |at )?(${numberPart}) (?:[a-z]{3,12} )?${thingsCounted}(?: each)?$`,
  'i',
)
const timesAfter = /(?:^|\s)[x×]\s?(\d{1,5})$/i
const timesBefore = /^(\d{1,5})\s?[x×]\s+(.+)$/i

/** Takes "three", "x2", "a pair of", "four variations" out of a name, and the article. */
export function takeQuantity(name: string): { text: string; quantity: number | null; isAbout: boolean } {
  const after = timesAfter.exec(name)
  if (after !== null)
    return {
      text: stripArticle(name.slice(0, after.index).trim()),
      quantity: Number(after[1]),
      isAbout: false,
    }
  const before = timesBefore.exec(name)
  if (before !== null) return { text: before[2]!, quantity: Number(before[1]), isAbout: false }
  const trailing = trailingPattern.exec(name)
  // "Six candy pieces" are pieces of that name; "four different kinds" names nothing.
  const middle = /^\S+ (\p{L}{3,12}) pieces?$/iu.exec(name)?.[1] ?? ''
  if (trailing !== null && (trailing.index > 0 || middle === '' || isDescribing(middle))) {
    const text = stripArticle(name.slice(0, trailing.index).trim())
    return { text, quantity: readNumber(trailing[1]!), isAbout: false }
  }
  const pair = pairPattern.exec(name)
  if (pair !== null && !natural.has(headWords(pair[2]!).at(-1) ?? ''))
    return { text: pair[2]!, quantity: numberOf(pair[1]!) ?? 2, isAbout: false }
  const few = fewPattern.exec(name)
  if (few !== null && isManyOf(few[2]!)) return { text: few[2]!, quantity: 3, isAbout: true }
  const leading = leadingPattern.exec(name)
  const isCount =
    leading !== null &&
    (!notCounted.test(leading[2]!) ||
      (isManyOf(leading[2]!) && !/^(?:quarters?|thirds?|fifths?|px|frames?|fps|%|of|x)\b/i.test(leading[2]!)))
  if (leading !== null && isCount) {
    const quantity = readNumber(leading[1]!)
    return { text: leading[2]!, quantity: quantity === 1 ? null : quantity, isAbout: false }
  }
  return { text: stripArticle(name), quantity: null, isAbout: false }
}

const isManyOf = (name: string) => headWords(name).some((word) => singularOf(word) !== word)

/** "3", "x3", "three of them" alone in brackets. */
function countIn(text: string): number | null {
  const match = new RegExp(
    String.raw`^(?:[x×]\s?)?(${numberPart})(?:\s?[x×])?(?: (?:different |slight )?${thingsCounted})?(?: each)?$`,
    'i',
  ).exec(text.trim())
  return match === null ? null : readNumber(match[1]!)
}

export function stripArticle(name: string): string {
  return name.replace(
    /^(?:each of (?:them|these|which)|each|the|an?|our|some|one|another|any|its|his|her|their|your|my)\s+(?=\S)/i,
    '',
  )
}

const memberLabel =
  /^(?:in )?(?:upgrades?|types?|kinds?|variants?|versions?|colou?rs?|states?|sizes?|materials?|skins?|options?|either|poses?|moods?)\s*[:=]\s*/i

/** Whether a part only says facts about what stands beside it. */
export function isFactsOnly(part: Part): boolean {
  // "Jump (up, apex, fall)": what stands in the brackets of an animation names no thing.
  const isBare = part.brackets.length === 0 || part.facts.animations.some(({ name }) => name !== null)
  return part.name === '' && isBare && (saysFacts(part.facts) || part.quantity !== null)
}

/** Whether the parts of a bracket are members: separated by slashes, or states of one thing. */
export function bracketMembers(
  bracket: string,
  isPluralHead: boolean,
  quantity: number | null,
  isTile: boolean,
): string[] | null {
  const slashed = bracket
    .split(/\s*\/\s*/)
    .map((piece) => piece.replace(/^(?:an?|the)\s/i, ''))
    .filter((piece) => piece !== '')
  if (slashed.length > 1 && !/\d\/\d/.test(bracket)) return slashed
  const pieces = bracket
    .split(/\s*,\s*(?:and |or )?|\s+(?:and|or|&)\s+/)
    .map((piece) => piece.replace(/^(?:an?|the)\s/i, ''))
    .filter((piece) => piece !== '')
  if (pieces.length < 2) return null
  if (quantity === pieces.length || areStates(pieces)) return pieces
  const describing = pieces.filter((piece) => isDescribing(piece)).length
  return isPluralHead &&
    (describing < pieces.length || isTile) &&
    pieces.every((piece) => wordsOf(piece).length <= 3)
    ? pieces
    : null
}
