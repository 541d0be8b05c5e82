import { stemOf } from '../../../core/intake/singular.js'
import { knownFamilies, unknownSound } from './sound-families.js'
import type { SoundFamily } from './sound-family.js'

/** What a prompt asks for, in the synthesiser's terms. */
export interface SoundWish {
  /** What the sound is. */
  readonly family: SoundFamily
  /** What else is in it, softer: "jump sound, deep bass boom". At most two. */
  readonly accents: readonly SoundFamily[]
  /** Every word, as written and in its base forms. */
  readonly words: ReadonlySet<string>
  /** A duration that the prompt names, seconds. */
  readonly seconds: readonly [shortest: number, longest: number] | null
}

const accentsMax = 2

/** Where one thought ends: after these words comes what the sound is made with or where it happens. */
const clauseBreak =
  /[,;:.()[\]/|&\n]|\b(?:with|on|in|from|by|when|while|into|through|at|of|for|against|under|and|then|being)\b/

interface Mention {
  readonly family: SoundFamily
  readonly clause: number
  readonly isName: boolean
  /** Found by a verb's form: "wind howling" is about wind. */
  readonly isVerb: boolean
}

/**
 * Finds what a prompt is about. Names decide before hints, the first clause that has one before later ones; in English
 * the thing comes last in its clause ("door slam", "laser explosion"), so the last name of that clause is the sound and
 * the others colour it.
 */
export function readSoundPrompt(prompt: string): SoundWish {
  const text = prompt.toLowerCase().replace(/[-_]+/g, ' ')
  const words = new Set<string>()
  const mentions: Mention[] = []
  text.split(clauseBreak).forEach((part, clause) => {
    const tokens = part.match(/[a-z']+/g) ?? []
    tokens.forEach((token) => baseForms(token).forEach((form) => words.add(form)))
    mentions.push(...mentionsIn(tokens, clause))
  })
  const named = mentions.filter(({ isName }) => isName)
  const pool = named.length > 0 ? named : mentions
  const first = pool.filter(({ clause }) => clause === pool[0]?.clause)
  const nouns = first.filter(({ isVerb }) => !isVerb)
  const main = (nouns.length > 0 ? nouns : first).at(-1)?.family ?? unknownSound
  // A verb says how the sound itself goes on, not that there is a second one.
  const others = named.filter(({ family, isVerb }) => !isVerb && family !== main).map(({ family }) => family)
  return {
    family: main,
    accents: [...new Set(others)].slice(0, accentsMax),
    words,
    seconds: readDuration(prompt),
  }
}

function mentionsIn(tokens: readonly string[], clause: number): Mention[] {
  const found: Mention[] = []
  for (let at = 0; at < tokens.length;) {
    let taken = 1
    for (let length = Math.min(3, tokens.length - at); length > 0; length--) {
      const written = tokens.slice(at, at + length)
      const known = phrasesOf(written).find(({ phrase }) => vocabulary.has(phrase))
      if (known === undefined) continue
      const entry = vocabulary.get(known.phrase)!
      // "slams" may be many or what somebody does; only words for motions can be the second.
      const isThirdPerson = entry.family.motion === true && known.phrase !== written.join(' ')
      found.push({ ...entry, isVerb: known.isVerb || isThirdPerson, clause })
      taken = length
      break
    }
    at += taken
  }
  return found
}

const vocabulary: ReadonlyMap<string, { readonly family: SoundFamily; readonly isName: boolean }> = new Map(
  knownFamilies.flatMap((family) => [
    ...(family.hints ?? []).map((hint) => wordOf(hint, family, false)),
    ...family.names.map((name) => wordOf(name, family, true)),
  ]),
)

function wordOf(
  word: string,
  family: SoundFamily,
  isName: boolean,
): [string, { readonly family: SoundFamily; readonly isName: boolean }] {
  return [word, { family, isName }]
}

/** A phrase with its last word in each of its base forms. */
function phrasesOf(tokens: readonly string[]): { readonly phrase: string; readonly isVerb: boolean }[] {
  const head = tokens.slice(0, -1)
  const last = tokens.at(-1)!
  const nouns = [last, stemOf(last)]
  return baseForms(last).map((form) => ({
    phrase: [...head, form].join(' '),
    isVerb: !nouns.includes(form),
  }))
}

/** A word as written, in the singular, and without `-ing`, `-ed`, `-ping`, `-ped`, with and without an `e`. */
export function baseForms(word: string): string[] {
  const forms = [word, stemOf(word)]
  const verb = /^([a-z]{2,}?)(ing|ed)$/.exec(word)
  if (verb !== null) {
    const stem = verb[1]!
    forms.push(stem, `${stem}e`)
    if (stem.at(-1) === stem.at(-2)) forms.push(stem.slice(0, -1))
  }
  return [...new Set(forms)]
}

const secondsMax = 120

/** "0.3 to 0.5 seconds", "300-500 ms", "2 s"; null when the prompt names no duration. */
export function readDuration(prompt: string): readonly [number, number] | null {
  const found =
    /(\d{1,5}(?:\.\d{1,3})?)\s*(?:(?:to|-|–|and)\s*(\d{1,5}(?:\.\d{1,3})?)\s*)?-?(ms|msec|milliseconds?|s|sec|secs|seconds?)\b/i.exec(
      prompt,
    )
  if (found === null) return null
  const unit = found[3]!.toLowerCase().startsWith('m') ? 1_000 : 1
  const from = Number(found[1]) / unit
  const to = found[2] === undefined ? from : Number(found[2]) / unit
  if (!(from > 0 && to >= from && to <= secondsMax)) return null
  return [from, to]
}
