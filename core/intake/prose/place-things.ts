import type { AssetType } from '../../spec/asset-spec.schema.js'
import { type Facts, saysFacts, withDefaults } from './facts.js'
import { underName } from './nested-items.js'
import type { ProseReader } from './prose-reader.js'
import type { ProseBlock } from './read-blocks.js'
import { hasVerb } from './read-rules.js'
import { readThings } from './read-things.js'
import type { Thing } from './thing.js'
import type { Reading } from './reading.js'
import type { Phrase } from './split-phrases.js'
import { namesGenre } from './style-words.js'
import { headWords, typeOfName } from './thing-words.js'
import { wordsOf } from './words.js'

export function addThings(
  { block, sentence, line, reader, parent, own, label, index, isApart }: Reading,
  text: string,
  isRequest: boolean,
): boolean {
  const assetType = label ?? reader.assetType
  const isText = block.kind === 'text'
  const ending = block.text.charAt(sentence.offset + sentence.text.length)
  // A question asks for nothing yet.
  if (text === '' || /[?？]/.test(ending) || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text))
    return false
  const prefix = parent !== null && parent.name !== null && parent.things.length === 0 ? parent.name : null
  const previous = reader.placed.at(-1)?.thing ?? null
  const read = readThings(text, {
    assetType,
    goesOn: false,
    isProse: isRequest || (isText && assetType === null),
    previous,
  })
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
  place(reader, things, line, sentence.text, read.label ?? assetType)
  const added = things.map((_, offset) => first + offset)
  own.push(...added)
  reader.settle(block, sentence, 'spec', added)
  return true
}

const sameSeries =
  /^(?:the |with )?same (?:[a-z]+ )?(?:stages?|states?|colou?rs?|sizes?|variants?|variations?|versions?|animations?|anims?|frames?|directions?|poses?|set|series|levels?)\b/i

/** "Pumpkin: same stages": the series of the entry before with another name; null when it says no such thing. */
function likeBefore(thing: Thing, reader: ProseReader): Thing[] | null {
  const at = thing.details.findIndex((detail) => sameSeries.test(detail))
  const before = reader.outcomes.findLast(({ outcome, things }) => outcome === 'spec' && things.length > 0)
  if (at < 0 || before === undefined) return null
  const { base, key, details, label } = { ...thing, details: thing.details.toSpliced(at, 1) }
  return before.things.flatMap((position) => {
    const model = reader.placed[position]?.thing
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
  if (namesGenre(text)) return false
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
    const assetType = typeOf(thing, inherited)
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
  if (own !== undefined) return own
  const { facts } = thing
  if (facts.durationMs !== undefined || facts.formats !== undefined) return 'sfx'
  if (facts.bordersPx !== undefined) return 'ui'
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
