import type { AssetType } from '../../spec/asset-spec.schema.js'
import { type Facts, saysFacts, withDefaults } from './facts.js'
import { isPlainlyDescribing, isStateWord } from './describing-words.js'
import { underName } from './nested-items.js'
import type { ProseReader } from './prose-reader.js'
import type { ProseBlock } from './read-blocks.js'
import { hasVerb } from './read-rules.js'
import { singularName } from './read-series.js'
import { readThings } from './read-things.js'
import type { Thing } from './thing.js'
import type { Reading } from './reading.js'
import { type Phrase, takeBrackets } from './split-phrases.js'
import { namesGenre } from './style-words.js'
import { headWords, typeOfName, typeOfNoun } from './thing-words.js'
import { wordSet, wordsOf } from './words.js'

/** "Maybe later: a boat": wanted when there is time. */
const laterMark =
  /^(?:maybe |perhaps |possibly )?(?:later(?: on)?|nice to have|if (?:there(?:'s| is)|we have) time|stretch goals?|optional(?:ly)?|bonus)\s*[:：–—-]\s*(.+)$/i

/** Adds what a phrase asks for to the reader; false when it asks for nothing that can be made. */
export function addThings(reading: Reading, text: string, isRequest: boolean): boolean {
  const { block, sentence, line, reader, parent, own, label, index, isApart } = reading
  const assetType = label ?? reader.assetType
  const isText = block.kind === 'text'
  const ending = block.text.charAt(sentence.offset + sentence.text.length)
  // A question asks for nothing yet.
  if (text === '' || /[?？]/.test(ending) || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text))
    return false
  const later = laterMark.exec(text)
  if (later !== null) return addThings({ ...reading, isLater: true }, later[1]!, isRequest)
  const above = parent !== null && parent.name !== null && parent.things.length === 0 ? parent.name : null
  const heading = above === null ? underHeading(block, text, reader) : null
  if (heading !== null && prepositions.test(text))
    return addThings({ ...reading, parent: null }, `${singularName(heading)} ${text}`, isRequest)
  const prefix = above ?? heading
  const previous = reader.placed.at(-1)?.thing ?? null
  const read = readThings(text, {
    assetType,
    goesOn: false,
    isProse: isRequest || (isText && assetType === null),
    previous,
  })
  if (isText && !isRequest && read.things.every(({ base }) => isPlainlyDescribing(base))) return false
  const named =
    prefix === null ? read.things : underName(prefix, text, read.things, assetType, parent?.facts ?? null)
  const things = named
    .filter((thing) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(thing.base))
    .flatMap((thing) => likeBefore(thing, reader) ?? [thing])
  if (things.length === 0) {
    if (!saysFacts(read.facts) || block.kind !== 'item' || index > 0) return false
    return ruleOfSection(reader, block, sentence, line, read.facts)
  }
  if (isText && !isRequest && read.label === null && !isEvident(text, things, assetType)) return false
  // A later sentence of an item tells about it, unless it names something known.
  if (
    !isText &&
    !isApart &&
    index > 0 &&
    own.length > 0 &&
    !isRequest &&
    !things.every(
      (thing) => (typeOfName(thing.base) !== undefined || thing.base === previous?.base) && !hasVerb(text),
    )
  )
    return false
  const first = reader.placed.length
  const wanted = reading.isLater === true ? things.map((thing) => ({ ...thing, isOptional: true })) : things
  place(reader, wanted, line, sentence.text, read.label ?? assetType)
  const added = things.map((_, offset) => first + offset)
  own.push(...added)
  reader.settle(block, sentence, 'spec', added)
  return true
}

/** Under "Footsteps" an item says "on wood", under "Gems" only "red": the heading is its noun. Null = it is not. */
function underHeading(block: ProseBlock, text: string, reader: ProseReader): string | null {
  const { section } = reader
  if (section === null || section.role !== 'assets' || !/^\p{L}+(?: \p{L}+){0,2}s$/u.test(section.title))
    return null
  const noun = headWords(section.title).at(-1) ?? ''
  if (typeOfNoun(noun) === undefined || generic.has(noun)) return null
  if (block.kind === 'item' && prepositions.test(text)) return section.title
  const names = takeBrackets(text).base.split(/\s*[,;]\s*/)
  const isSeries = block.kind === 'text' ? names.length > 2 : names.length === 1
  return isSeries &&
    names.every((name) => isPlainlyDescribing(name) || isStateWord(name)) &&
    !hasOwnNoun(names)
    ? section.title
    : null
}

const prepositions = /^(?:on|in|through|against|into|under|over|from|across|at)\s/i

/** Nouns that stand above anything: what is below them has a name of its own. */
const generic = wordSet(
  'characters enemies monsters bosses heroes players npcs props items tiles icons sounds effects particles backgrounds weapons buildings animals creatures materials resources crops tracks songs themes',
)

const hasOwnNoun = (names: readonly string[]) =>
  names.some((name) => wordsOf(name).some((word) => typeOfNoun(word) !== undefined))

const sameSeries =
  /^(?:the |with )?same (?:[a-z]+ )?(?:stages?|states?|colou?rs?|sizes?|variants?|variations?|versions?|animations?|anims?|frames?|directions?|poses?|set|series|levels?)\b/i

const moreOf = /^(?:but |and )?(?:also|plus)\s+(.+)$/i

/** "Pumpkin: same stages": the series of the entry before with another name; null when it says no such thing. */
function likeBefore(thing: Thing, reader: ProseReader): Thing[] | null {
  const at = thing.details.findIndex((detail) => sameSeries.test(detail))
  const before = reader.outcomes.findLast(({ outcome, things }) => outcome === 'spec' && things.length > 0)
  if (at < 0 || before === undefined) return null
  const rest = thing.details.toSpliced(at, 1).filter((detail) => !moreOf.test(detail))
  const { base, key, details, label } = { ...thing, details: rest }
  // "Same stages, but also rotten": one member more.
  const extra = thing.details
    .flatMap((detail) => moreOf.exec(detail)?.[1] ?? [])
    .filter((name) => !/\s/.test(name))
  const models = before.things.flatMap((position) => reader.placed[position]?.thing ?? [])
  const last = models.at(-1)
  const added = last === undefined || last.member === null ? [] : extra.map((member) => ({ ...last, member }))
  return [...models, ...added].flatMap((model) => {
    return model === undefined
      ? []
      : [
          {
            ...model,
            base,
            key,
            details,
            label,
            isNamed: false,
            facts: withDefaults(thing.facts, { ...model.facts, problems: [] }),
            problems: [],
          },
        ]
  })
}

/** An item that names nothing ("- 32x32", "- 4 frames each") speaks for its section. */
function ruleOfSection(
  reader: ProseReader,
  block: ProseBlock,
  sentence: Phrase,
  line: number,
  facts: Facts,
): boolean {
  const section = reader.section?.id ?? null
  const scope = { section, words: [], types: [], except: [], exceptTypes: [] }
  reader.rules.push({ scope, facts, tags: [], negatives: [], line })
  reader.settle(
    block,
    sentence,
    'constraint',
    [],
    section === null ? 'for every asset' : 'for every asset of its section',
  )
  return true
}

/** Whether a sentence without a request names assets all the same: no verb, and something known or counted in it. */
function isEvident(text: string, things: readonly Thing[], assetType: AssetType | null): boolean {
  if (hasVerb(text.replace(/\b(?:that|which|who)\b.*$/i, ''))) return false
  if (assetType !== null) return wordsOf(text).length <= 60
  if (namesGenre(text) && !things.some(({ facts }) => facts.animations.length > 0)) return false
  const known = things.filter(
    (thing) =>
      typeOfName(thing.base) !== undefined ||
      thing.number !== null ||
      saysFacts(thing.facts) ||
      thing.states !== null ||
      thing.member !== null,
  )
  return known.length * 2 >= things.length
}

export function place(
  reader: ProseReader,
  things: readonly Thing[],
  line: number,
  text: string,
  inherited: AssetType | null,
): void {
  for (const thing of things) {
    const assetType = typeOf(thing, belongsToBody(thing, reader) ? null : inherited)
    if (
      inherited === null &&
      thing.assetType === null &&
      typeOfName(thing.base) === undefined &&
      assetType === 'prop'
    )
      reader.note(line, `nothing says what "${thing.base.slice(0, 60)}" is: taken for a prop`, 'default')
    const titles = reader.titles()
    reader.placed.push({
      thing,
      line,
      text: text.slice(0, 2000),
      assetType,
      category: titles[0] ?? thing.label ?? assetType,
      sections: reader.sectionIds(),
      titles,
      isOptional: reader.isOptional(),
    })
  }
}

/** Under "Player" stands one body and what belongs to it: its flame is an effect and its health bar is UI. */
function belongsToBody({ base }: Thing, { section }: ProseReader): boolean {
  const own = typeOfName(base)
  if (section?.inherited !== 'character' || (own !== 'vfx' && own !== 'ui' && own !== 'sfx')) return false
  return section.title !== '' && singularName(section.title) === section.title
}

/** A heading or label wins over words; sounds and music share headings, and a word for a sound is one anywhere. */
function typeOf(thing: Thing, inherited: AssetType | null): AssetType {
  const words = [thing.base, ...thing.details].join(' ')
  const own = typeOfName(thing.base)
  const given = inherited ?? thing.assetType
  const isSound = (type: AssetType | null | undefined) => type === 'sfx' || type === 'music'
  const says = headWords(thing.base).some((word) =>
    /^(?:sounds?|sfx|music|song|soundtrack|jingle|theme|bgm|melody|ambien[ct]e|ambient|tune)$/.test(word),
  )
  if (isSound(given))
    return own === 'music' || /\b(?:theme|soundtrack|music|bgm|ambien\w+)\b/i.test(words) ? 'music' : given!
  if (says && isSound(own)) return own!
  if (given !== null && given !== undefined) return given
  if (thing.facts.bordersPx !== undefined && own !== 'tile') return 'ui'
  // "Ada: a tinker in a red coat": what stands behind a name says who it is.
  const told =
    thing.isNamed && own === undefined ? thing.details.slice(0, 2).map((one) => typeOfName(one)) : []
  const is = told.find((type) => type !== undefined)
  if (is !== undefined) return is
  if (own !== undefined) return own
  const { facts } = thing
  if (facts.durationMs !== undefined || facts.formats !== undefined) return 'sfx'
  if (facts.seamless === true) return 'tile'
  if (facts.layers !== undefined) return 'backdrop'
  if (
    facts.animations.some(
      ({ name }) => name === 'walk' || name === 'run' || name === 'idle' || name === 'attack',
    )
  )
    return 'character'
  return 'prop'
}
