import { emptyFacts } from './facts.js'
import { typeOfSectionWord } from './read-heading.js'
import { everywhere, type Rule } from './rules.js'
import { singularOf } from '../singular.js'
import { numberOf, numberPart, readNumber, wordsOf } from './words.js'

export interface VariantContext {
  readonly line: number
  readonly sectionWords: ReadonlySet<string>
}

const noun = String.raw`(?:variants?|variations?|options?|versions?|candidates?|takes?|alternatives?|choices|picks|proposals|tries|attempts|pictures)`
const each = String.raw`(?:each|apiece|of each|of everything|of every ?(?:thing|one|asset|sprite)?|of all|per (?:asset|sprite|item|thing|entry|piece|line|object|one)|for (?:each|every)(?:thing| (?:asset|sprite|item|thing|one))?|to (?:choose|pick|select) from)`
const rulePattern = new RegExp(
  String.raw`\b(?:(${numberPart}) (?:different )?${noun},? ${each}|(${numberPart}) ${each}|(${numberPart}) ${noun}(?= unless| except|,? (?:two|one|three|four|\d) for\b))`,
  'i',
)
const forTypes = new RegExp(
  String.raw`^(?:we (?:want|need|would like) |please |give us |make |do )?(${numberPart}) ${noun} (?:for|of) (?:all |every |each |the )?([\p{L}-]{2,30})$`,
  'iu',
)
/** "All sprites three variants, tiles two". */
const forAll = new RegExp(
  String.raw`^(?:all|every|each)(?: (?:sprites?|assets?|things?|items?|pictures?|of them|one))?(?: (?:in|with|as|gets?|comes? in|needs?|has|have))?:? (${numberPart}) ${noun}(?=$|[,;(])`,
  'i',
)
const wholeSentence = new RegExp(
  String.raw`^(?:we (?:want|need|would like) |please |give us |make |do )?(${numberPart}) ${noun}$|^${noun}(?: per \w+)?[:=]? ?(${numberPart})$`,
  'i',
)

/**
 * "Four variants of each, except tiles (two)", "3 each unless it's HUD (1)", "three options per asset, two for tiles":
 * how many pictures there are to choose from, with exceptions by type or section. Null when the sentence is no such rule.
 */
export function readVariantRules(
  sentence: string,
  context: VariantContext,
): { readonly rules: Rule[]; readonly meanings: string[] } | null {
  const plain = sentence.replace(/[.!]$/, '').trim()
  const rule = (count: number, words: readonly string[]): Rule => ({
    scope: {
      ...everywhere,
      words,
      types: words.flatMap((word) => typeOfSectionWord(word.split(' ').at(-1) ?? '') ?? []),
    },
    facts: { ...emptyFacts(), variants: count },
    tags: [],
    negatives: [],
    line: context.line,
  })
  const typed = forTypes.exec(plain)
  const word = typed === null ? '' : singularOf(typed[2]!.toLowerCase())
  if (typed !== null && isKnown(word, context)) {
    const count = readNumber(typed[1]!)
    return { rules: [rule(count, [word])], meanings: [`${count} variants for every ${word}`] }
  }
  const all = forAll.exec(plain)
  if (all !== null) {
    const count = readNumber(all[1]!)
    const others = readExceptions(plain.slice(all[0].length), context)
    return {
      rules: [rule(count, []), ...others.map(([words, other]) => rule(other, words))],
      meanings: [
        `${count} variants to choose from`,
        ...others.map(([words, other]) => `${other} for every ${words.join(', ')}`),
      ],
    }
  }
  const byKind = readByKind(plain)
  if (byKind !== null)
    return {
      rules: byKind.map(([words, count]) => rule(count, words)),
      meanings: byKind.map(
        ([words, count]) => `${count} variants for every ${words.join(', ') || 'other asset'}`,
      ),
    }
  const match = rulePattern.exec(sentence) ?? wholeSentence.exec(plain)
  if (match === null) return null
  const count = readNumber(match.slice(1).find((group) => group !== undefined) ?? '')
  const before = sentence.slice(0, match.index)
  // "Barrel and crate, 3 each" is about these two.
  if (
    wordsOf(before).some(
      (one) =>
        !/^(?:we|i|want|need|like|would|give|us|me|make|do|please|with|get|have|at|least|about|always|a|the|d|i'd|we'd|just|also|and|generate|create|provide|deliver|produce|should|be|there|there's|for|each|every|asset|sprite|everything)$/.test(
          one,
        ),
    )
  )
    return null
  const rules = [rule(count, [])]
  const meanings = [`${count} variants to choose from`]
  for (const [words, other] of readExceptions(sentence.slice(match.index + match[0].length), context)) {
    rules.push(rule(other, words))
    meanings.push(`${other} for every ${words.join(', ')}`)
  }
  return { rules, meanings }
}

const countBehind = new RegExp(`^ ?[(:=] ?${numberPart}\\b`, 'i')
const countFor = new RegExp(
  String.raw`\b(${numberPart}) (?:${noun} )?(?:for|of) (?:all |every |each |the )*([\p{L}][\p{L} -]{1,30}?)(?=$|[,;.)]| and (?:only |just )?(?:${numberPart}) )`,
  'giu',
)

const singularWords = (name: string) => wordsOf(name).map(singularOf).join(' ')

const startsByKind = new RegExp(
  String.raw`^(?:(?:we (?:want|need|would like)|please|give(?: us| me)?|make|do) ){0,3}(?:${numberPart}) ${noun} (?:for|of) .+(?:,| and ) ?(?:${numberPart}) (?:${noun} )?for `,
  'i',
)

/** "3 candidates for units, 2 for everything else": null when the sentence does not count by kinds. */
function readByKind(sentence: string): (readonly [string[], number])[] | null {
  if (!startsByKind.test(sentence)) return null
  return [...sentence.matchAll(countFor)].map(([, count, name]) => {
    const words = singularWords(name!)
    return [
      /^(?:everything(?: else)?|the rest|rest|all other|other|anything else)$/.test(words) ? [] : [words],
      readNumber(count!),
    ] as const
  })
}

function isKnown(word: string, { sectionWords }: VariantContext): boolean {
  return typeOfSectionWord(word) !== undefined || sectionWords.has(word)
}

/** Pairs of words and numbers: "except tiles (two) and UI (one)", "two for tiles, one for UI". */
function readExceptions(rest: string, context: VariantContext): (readonly [string[], number])[] {
  const pairs: [string[], number][] = []
  for (const [, count, name] of rest.matchAll(countFor))
    pairs.push([[singularWords(name!)], readNumber(count!)])
  if (pairs.length > 0) return pairs
  const tokens: (string | number)[] = []
  // "Card backs" are one kind: words side by side belong together.
  let isBeside = false
  for (const { 0: word, index } of rest.toLowerCase().matchAll(/[\p{L}\p{N}'’-]+|[,;()&]/gu)) {
    const number = /^an?$/.test(word) ? null : numberOf(word)
    const single = singularOf(word)
    const isCounted =
      number === null && countBehind.test(rest.slice(index + word.length, index + word.length + 20))
    const isName =
      (isKnown(single, context) || isCounted) &&
      !/^(?:variant|option|version|choice|take|asset|sprite)$/.test(single)
    const before = tokens.at(-1)
    if (number !== null) tokens.push(number)
    else if (isName && isBeside && typeof before === 'string')
      tokens[tokens.length - 1] = `${before} ${single}`
    else if (isName) tokens.push(single)
    isBeside = isName
  }
  const numberFirst = typeof tokens[0] === 'number'
  let words: string[] = []
  let number: number | null = null
  const flush = () => {
    if (words.length > 0 && number !== null) pairs.push([words, number])
    words = []
    number = null
  }
  for (const token of tokens) {
    if (typeof token === 'number') {
      if (numberFirst) flush()
      number = token
      if (!numberFirst) flush()
    } else words.push(token)
  }
  if (numberFirst) flush()
  return pairs
}
