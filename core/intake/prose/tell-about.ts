import type { AssetType } from '../../spec/asset-spec.schema.js'
import { goesOnAbout } from './clean-request.js'
import { areStates, isDescribing } from './describing-words.js'
import { emptyFacts, type Facts, joinFacts, saysFacts, withDefaults } from './facts.js'
import { place } from './place-things.js'
import type { ProseReader } from './prose-reader.js'
import { type ProseBlock, lineAt } from './read-blocks.js'
import { typeOfLabel } from './read-heading.js'
import { singularName } from './read-series.js'
import { type ReadThings, readThings } from './read-things.js'
import type { Thing } from './thing.js'
import type { Reading } from './reading.js'
import { type Phrase, splitOutside, takeBrackets } from './split-phrases.js'
import { isMotion } from './take-animations.js'
import { headWords, typeOfName } from './thing-words.js'
import { wordsOf } from './words.js'

/** Whether the sentence only went on about things before it: "Needs idle (4 frames)", a nested "walk 6 frames". */
export function goesOn({ block, sentence, reader, parent, own, index, label }: Reading): boolean {
  const before =
    block.kind === 'text'
      ? meantBy(sentence.text, lastOf(reader))
      : own.length > 0
        ? own
        : (parent?.things ?? [])
  const things = before.flatMap((position) => reader.placed[position] ?? [])
  const isLater = index > 0 || parent !== null
  const about = goesOnAbout(sentence.text)
  const assetType = things[0]?.assetType ?? label ?? reader.assetType
  if (things.length === 0) return startsFromHeading(block, sentence, reader)
  if (!isLater && about === null) return false
  const told = about === null || assetType !== 'character' ? about : doings(sentence.text, about)
  const first = readThings(told ?? sentence.text, { assetType, goesOn: true, isProse: false })
  // "They need to tile": the verb itself says it.
  const whole = sentence.text.replace(/^(?:he|she|it|they|these|both|each|all)\s+/i, '')
  const read =
    about === null || saysFacts(first.facts)
      ? first
      : readThings(whole, { assetType, goesOn: true, isProse: false })
  if (read.things.length > 0) return false
  const aside = read.about.reduce((facts, part) => joinFacts(facts, part.facts), emptyFacts())
  const hasWords = read.about.length > 0
  const isQualifying = about !== null || (parent !== null && things.length > 0)
  if (
    hasWords &&
    !layersOf(
      read,
      things.map(({ thing }) => thing),
    ) &&
    !(isQualifying && tells(read, block, assetType))
  )
    return false
  if (!hasWords && !saysFacts(read.facts)) return false
  for (const { thing } of things) {
    thing.facts = addFacts(addFacts(thing.facts, read.facts), aside)
    if (thing.states === null || !read.about.length)
      for (const part of read.about) if (!isSprite.test(part.name)) addDetail(thing, part.name)
  }
  reader.settle(block, sentence, 'spec', [...before], 'told about the asset before')
  return true
}

/** "The knight needs idle and walk" where there is a knight: facts for it. */
export function tellKnown(
  { block, sentence, reader }: Reading,
  { name, rest }: { name: string; rest: string },
): boolean {
  const wanted = name.toLowerCase()
  const known = reader.placed.flatMap(({ thing }, position) => {
    const base = thing.base.toLowerCase()
    return base === wanted || headWords(base).at(-1) === wanted || base === singularName(wanted)
      ? [position]
      : []
  })
  const [first] = known
  if (first === undefined) return false
  const read = readThings(rest, { assetType: reader.placed[first]!.assetType, goesOn: true, isProse: false })
  if (read.things.length > 0 || read.about.length > 0 || !saysFacts(read.facts)) return false
  for (const position of known) {
    const { thing } = reader.placed[position]!
    thing.facts = addFacts(thing.facts, read.facts)
  }
  reader.settle(block, sentence, 'spec', known, 'told about an asset before')
  return true
}

/** "The workshop has a press and two benches": what stands in a place; null when no place has anything. */
export function placedIn(told: { name: string; rest: string } | null, reader: ProseReader): string | null {
  if (told === null || !/^(?:an?|two|three|four|five|six|some|several|\d+)\s/i.test(told.rest)) return null
  const wanted = told.name.toLowerCase()
  const isPlace =
    typeOfName(wanted) === 'backdrop' ||
    reader.placed.some(
      ({ assetType, thing }) =>
        assetType === 'backdrop' &&
        (thing.base.toLowerCase() === wanted || thing.member?.toLowerCase() === wanted),
    )
  return isPlace ? told.rest : null
}

/** "The tree should have 4 frames" where there is no tree yet: a tree. */
export function newlyTold(
  told: { name: string; rest: string } | null,
  assetType: AssetType | null,
): string | null {
  if (told === null || typeOfName(told.name) === undefined || singularName(told.name) !== told.name)
    return null
  const read = readThings(told.rest, {
    assetType: assetType ?? typeOfName(told.name) ?? null,
    goesOn: true,
    isProse: false,
  })
  return read.things.length === 0 && read.about.length === 0 && saysFacts(read.facts)
    ? `${told.name}, ${told.rest}`
    : null
}

/** "These are 24x24 icons": the word for a picture tells nothing about what it shows. */
const isSprite = /^(?:icons?|sprites?|images?|pictures?|assets?|tiles?|graphics)$/i

/** A later sentence about a thing: its facts, and its words for the prompt. */
export function tellOf(thing: Thing, facts: Facts, text: string): void {
  if (saysFacts(facts)) thing.facts = addFacts(thing.facts, facts)
  addDetail(thing, text)
}

function addDetail(thing: Thing, detail: string): void {
  // A later sentence must not change the key that the name gave.
  thing.details = [...thing.details, detail.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())]
}

/** "He", "she" and "it" are the last one that was named. */
const meantBy = (text: string, things: readonly number[]): number[] =>
  /^(?:he|she|it|his|her|its)\b/i.test(text) ? things.slice(-1) : [...things]

const lastOf = (reader: ProseReader) =>
  reader.placed.length > 0 && reader.outcomes.at(-1)?.outcome === 'spec'
    ? (reader.outcomes.at(-1)?.things ?? [])
    : []

/** "She can idle, pick something up (5 frames) and recoil in fear": all that somebody can do are animations. */
function doings(sentence: string, about: string): string {
  if (!/^(?:he|she|it|they) can\b/i.test(sentence)) return about
  return splitOutside(about, /,|\sand\s/g)
    .map(({ text }) => {
      const { base, brackets } = takeBrackets(text)
      const words = wordsOf(base)
      const [first = ''] = words
      if (words.length < 2 || words.length > 4 || !isMotion(first) || /\d|\b(?:fps|frames?)\b/.test(base))
        return text
      return [first, ...brackets.map((bracket) => `(${bracket})`)].join(' ')
    })
    .join(', ')
}

/** Whether what is left describes: nested things of their own do not. */
function tells({ about }: ReadThings, block: ProseBlock, assetType: AssetType | null): boolean {
  return about.every((part) => {
    if (isDescribing(part.name) || /^(?:with|in|on|holding|wearing|has|carries)\b/i.test(part.written))
      return true
    const type = typeOfName(part.name)
    return block.kind === 'text'
      ? true
      : type === undefined || (type !== assetType && assetType === 'character')
  })
}

function addFacts(own: Facts, more: Facts): Facts {
  return own.animations.length > 0 && more.animations.length > 0
    ? joinFacts(own, more)
    : withDefaults(more, own)
}

/** "Layers: sky, hills, trees" for the backdrop before. */
function layersOf({ about, facts }: ReadThings, things: readonly Thing[]): boolean {
  const names = about.map((part) => part.name)
  const isLayers =
    names.length > 1 &&
    (facts.layers !== undefined || things.some((thing) => thing.facts.layers !== undefined))
  if (
    !isLayers &&
    !(names.length > 1 && areStates(names) && things.every((thing) => thing.assetType === 'ui'))
  )
    return false
  for (const thing of things) Object.assign(thing, { states: names })
  return true
}

/** Under "### Hero (32x32)" a list of animations: the heading is the thing. */
function startsFromHeading(block: ProseBlock, sentence: Phrase, reader: ProseReader): boolean {
  const { section } = reader
  if (section === null || section.title === '' || block.kind !== 'item' || section.role !== 'assets')
    return false
  if (typeOfLabel(section.title) !== null || section.level === 8) return false
  const inherited = section.inherited ?? 'character'
  const read = readThings(sentence.text, { assetType: inherited, goesOn: true, isProse: false })
  const isAnimation = read.facts.animations.some(({ name }) => name !== null)
  if (!isAnimation || read.about.length > 0 || read.things.length > 0) return false
  const existing = reader.placed.findIndex(
    ({ sections, thing }) => sections[0] === section.id && thing.base === section.title,
  )
  if (existing >= 0) {
    const { thing } = reader.placed[existing]!
    thing.facts = addFacts(thing.facts, read.facts)
    reader.settle(block, sentence, 'spec', [existing], 'an animation of the heading above')
    return true
  }
  const named = readThings(section.title, { assetType: inherited, goesOn: false, isProse: false }).things[0]
  if (named === undefined) return false
  named.facts = addFacts(named.facts, read.facts)
  const thing = { ...named, base: section.title, details: [], member: null }
  place(reader, [thing], lineAt(block, sentence.offset), sentence.text, inherited)
  reader.settle(block, sentence, 'spec', [reader.placed.length - 1], 'an animation of the heading above')
  return true
}
