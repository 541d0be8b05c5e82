import type { AssetType } from '../../spec/asset-spec.schema.js'
import { limits } from '../../spec/spec-limits.js'
import { aimOf, cleanRequest, consistsOf, introduces, tellsOf } from './clean-request.js'
import { type Facts, joinFacts } from './facts.js'
import { nestedHead } from './nested-items.js'
import { addThings } from './place-things.js'
import type { ProseReader } from './prose-reader.js'
import { type ProseBlock, lineAt } from './read-blocks.js'
import { typeOfLabel } from './read-heading.js'
import { type RuleContext, readRules, styleRule } from './read-rules.js'
import { readThings } from './read-things.js'
import type { Parent, Reading } from './reading.js'
import { type Phrase, splitSentences, takeBrackets } from './split-phrases.js'
import { namesGenre, saysStyle } from './style-words.js'
import { goesOn, newlyTold, placedIn, tellKnown, tellOf } from './tell-about.js'
import { wordsOf } from './words.js'

const sentenceMaxLength = 2000
/** A paragraph of some thousand words; longer ones are no wishlist. */
const blockMaxLength = 20_000

/** Reads all blocks in their order into the reader. */
export function readEntries(
  blocks: readonly ProseBlock[],
  reader: ProseReader,
  title: ProseBlock | null,
): void {
  let parents: Parent[] = []
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index]!
    if (block.kind !== 'item') parents = []
    if (block.kind === 'heading') reader.openHeading(block, block === title)
    // The list is cut at the limit anyway; what is beyond it costs no time.
    else if (reader.placed.length > limits.specsPerWishlistMax)
      reader.settle(block, { text: block.text, offset: 0 }, 'not-understood', [])
    else if (block.kind === 'layout')
      reader.settle(block, { text: block.text, offset: 0 }, 'constraint', [], 'layout')
    else if (block.kind === 'text') readBlock(block, reader, null)
    else {
      parents = parents.filter(({ indent }) => indent < block.level)
      const children = childrenOf(blocks, index)
      const parent = parents.at(-1) ?? null
      parents.push(readBlock(block, reader, parent, children))
    }
  }
}

/** The items that are nested directly under the item at `index`. */
function childrenOf(blocks: readonly ProseBlock[], index: number): ProseBlock[] {
  const own = blocks[index]!
  const children: ProseBlock[] = []
  for (let at = index + 1; at < blocks.length && children.length < 200; at++) {
    const block = blocks[at]!
    if (block.kind !== 'item' || block.level <= own.level) break
    if (children.length === 0 || block.level <= children[0]!.level) children.push(block)
  }
  return children
}

function readBlock(
  block: ProseBlock,
  reader: ProseReader,
  parent: Parent | null,
  children: readonly ProseBlock[] = [],
): Parent {
  const outcomesBefore = reader.outcomes.length
  const own: number[] = []
  let label = parent?.label ?? null
  let name: string | null = null
  let facts: Facts | null = null
  if (block.text.trim() === '')
    reader.settle(block, { text: block.text, offset: 0 }, 'constraint', [], 'layout')
  if (block.text.length > blockMaxLength) {
    refuseLong(block, reader)
    return { indent: block.level, things: [], label, name, facts }
  }
  for (const [index, sentence] of splitSentences(withCommas(block.text)).entries()) {
    const line = lineAt(block, sentence.offset)
    const control = /(?![\t\f])\p{Cc}/u.exec(sentence.text)
    if (sentence.text.length > sentenceMaxLength || control !== null) {
      const what = control === null ? `more than ${sentenceMaxLength} characters` : 'a control character'
      reader.problem(line, `a sentence has ${what}`, 'Write it anew, in shorter sentences.')
      reader.settle(block, { ...sentence, text: `${sentence.text.slice(0, 200)}` }, 'not-understood', [])
      coverLines(reader, block, sentence)
      continue
    }
    const head = index === 0 ? nestedHead(sentence, children, reader, parent) : null
    if (head !== null) {
      label = head.label ?? label
      name = head.name
      facts = head.facts ?? null
      reader.settle(
        block,
        sentence,
        'constraint',
        [],
        head.name === null ? `a label: what is nested is ${label}` : 'a label',
      )
      continue
    }
    const asked = askedLabel(block, sentence)
    if (asked !== null) {
      label = asked
      reader.settle(block, sentence, 'constraint', [], `a label: what follows is ${asked}`)
      continue
    }
    const isApart = /[;；]\s*$/.test(block.text.slice(Math.max(0, sentence.offset - 3), sentence.offset))
    readSentence({
      block,
      sentence,
      line,
      reader,
      parent: index === 0 ? parent : null,
      own,
      label,
      index,
      isApart,
    })
  }
  settleGaps(block, reader, outcomesBefore)
  return {
    indent: block.level,
    things: own.length > 0 || name !== null ? own : (parent?.things ?? []),
    label,
    name,
    facts,
  }
}

/** Lines of a block that hold nothing but marks are layout. */
function settleGaps(block: ProseBlock, reader: ProseReader, from: number): void {
  const told = reader.outcomes.slice(from)
  for (const { line, offset } of block.starts)
    if (!told.some((one) => one.line <= line && line <= one.lastLine))
      reader.settle(block, { text: '', offset }, 'constraint', [], 'layout')
}

function refuseLong(block: ProseBlock, reader: ProseReader): void {
  reader.problem(
    block.line,
    `a paragraph has ${block.text.length} characters, the limit is ${blockMaxLength}`,
    'Write it in shorter paragraphs or as a list.',
  )
  reader.settle(block, { text: block.text.slice(0, 200), offset: 0 }, 'not-understood', [])
  coverLines(reader, block, { text: block.text, offset: 0 })
}

/** A sentence that is cut for showing still stands for all of its lines. */
function coverLines(reader: ProseReader, block: ProseBlock, { offset, text }: Phrase): void {
  const at = reader.outcomes.length - 1
  const last = reader.outcomes[at]
  if (last !== undefined) reader.outcomes[at] = { ...last, lastLine: lineAt(block, offset + text.length - 1) }
}

/** "scuttle; snap; death": short names between semicolons are one list. The text keeps its length. */
function withCommas(text: string): string {
  const pieces = text.replace(/^[^:;.]{2,40}:(?=\s)/, '').split(/[;；]/)
  const isList =
    pieces.length > 2 &&
    pieces.every((piece) => {
      const words = wordsOf(piece)
      return words.length > 0 && words.length <= 4 && !/[,.:!?()]/.test(piece.replace(/\.$/, '').trim())
    })
  return isList ? text.replace(/[;；]/g, ',') : text
}

/** "What about sound?" before what it asks for; null when the question names no kind of asset. */
function askedLabel(block: ProseBlock, { text, offset }: Phrase): AssetType | null {
  if (!/[?？]/.test(block.text.charAt(offset + text.length))) return null
  const about =
    /^(?:and |now |so |then )*(?:what about |how about |as for |and )?(?:the |our |some )?(.{2,30})$/i.exec(
      text,
    )
  return about === null ? null : typeOfLabel(about[1]!)
}

/** "For audio, a shop bell": the label is taken off the sentence. */
function aimed(reading: Reading): Reading {
  const { sentence, label } = reading
  const carried = carries.exec(sentence.text)
  if (carried !== null) {
    const offset = sentence.offset + sentence.text.length - carried[1]!.length
    return { ...reading, label: 'item', sentence: { text: `We need ${carried[1]!}`, offset } }
  }
  const aim = aimOf(sentence.text)
  const type = aim === null ? null : typeOfLabel(aim.label)
  if (aim === null || type === null) return reading
  const offset = sentence.offset + sentence.text.length - aim.rest.length
  return { ...reading, label: type ?? label, sentence: { text: aim.rest, offset } }
}

/** "She can carry things: a thimble, a key": what is carried or found are items. */
const carries =
  /^[^:,]{2,50}\b(?:can|may|will|must|has to|have to) (?:carry|collect|find|hold|buy|pick up|wear|use|equip|craft|sell|trade)\b[^:,]{0,30}[:：] (.+)$/i

/** Names side by side under a heading ("sword, shield, bow") ask for themselves. */
function isBareList({ block, reader }: Reading): boolean {
  if (block.kind !== 'text' || (reader.section?.title ?? '') === '' || reader.role !== 'assets') return false
  const pieces = takeBrackets(block.text).base.split(/[,;]/)
  return (
    pieces.length > 2 &&
    pieces.every((piece) => wordsOf(piece).length <= 5) &&
    !/\b(?:is|are|was|were|be|will|would|should|must|could|might|has|have|had|it|we|you|they)\b|[.!?](?=\s)/i.test(
      block.text,
    )
  )
}

function readSentence(whole: Reading): void {
  const reading = aimed(whole)
  const { block, sentence, line, reader, label } = reading
  if (reader.role === 'left-out') {
    if (!ruleAfterList(reading)) reader.settle(block, sentence, 'constraint', [], 'left out on purpose')
    return
  }
  const cleaned = cleanRequest(sentence.text)
  const isRequest = cleaned.isRequest || isBareList(reading)
  const { text } = cleaned
  const context: RuleContext = {
    line,
    section: reader.assetType === null ? null : (reader.section?.id ?? null),
    assetType: label ?? reader.assetType,
    isRules: reader.role === 'rules',
    isRequest,
    isItem: block.kind === 'item',
    sectionWords: reader.sectionWords,
  }
  const greeting = greetingOf(reading)
  if (greeting !== null) {
    reader.settle(block, sentence, greeting.outcome, [], greeting.meaning)
    return
  }
  if (goesOn(reading)) return
  const told = tellsOf(sentence.text)
  if (told !== null && tellKnown(reading, told)) return
  const introduced = introduces(sentence.text) ?? newlyTold(told, context.assetType)
  const rules = introduced === null ? readRules(sentence.text, context) : null
  if (rules !== null) {
    reader.rules.push(...rules.rules)
    reader.targets.push(...rules.targets)
    reader.palettes.push(...rules.palettes)
    reader.settle(block, sentence, 'constraint', [], rules.meanings.join('; '))
    return
  }
  if (reader.role === 'rules') {
    const rule = styleRule(sentence.text, context)
    reader.rules.push(...rule.rules)
    reader.settle(block, sentence, 'constraint', [], rule.meanings.join('; '))
    return
  }
  const parts =
    introduced === null && !isRequest ? (placedIn(told, reader) ?? consistsOf(sentence.text)) : null
  const isAsked = isRequest || introduced !== null || parts !== null
  if (!addThings(reading, introduced ?? parts ?? text, isAsked)) settleRest(reading, context)
}

/** Below the list of what is left out a paragraph may speak for the whole text: its counts and targets hold. */
function ruleAfterList({ block, sentence, line, reader }: Reading): boolean {
  if (block.kind !== 'text') return false
  const { sectionWords } = reader
  const context = { line, section: null, assetType: null, isRules: false, isRequest: false, isItem: false }
  const rules = readRules(sentence.text, { ...context, sectionWords })
  const isWhole = rules?.targets.length !== 0 || rules.rules.some(({ facts }) => facts.variants !== undefined)
  if (rules === null || !isWhole) return false
  reader.rules.push(...rules.rules)
  reader.targets.push(...rules.targets)
  reader.settle(block, sentence, 'constraint', [], rules.meanings.join('; '))
  return true
}

const salutes =
  /^(?:hey|hi|hello|dear|thanks|thank you|thx|cheers|best|(?:best|kind|warm) regards|regards|yours|sincerely|love|good luck|have fun)\b/i
const closes =
  /^(?:thanks|thank you|thx|cheers|best|(?:best|kind|warm) regards|regards|yours|sincerely|love)\b/i
const reminds =
  /^(?:(?:todo|to do|fixme|tbd|xxx|note to self|open questions?|questions?)\b[\s:–—-]*)(?:(?:ask|check|decide|talk|discuss|find out|clarify|call|email|confirm|update|review|remember|choose|think|wait|move|rename|fix|test|who|what|when|where|why|how|do|does|is|are|should|can|could|will)\b|.*[?？]?$)/i

/** What people write to people: greetings, and reminders that ask for no picture; null when it is neither. */
function greetingOf({ block, sentence, reader }: Reading) {
  const words = wordsOf(sentence.text)
  if (words.length <= 5 && salutes.test(sentence.text) && !/\d/.test(sentence.text) && isShortLine(block))
    return { outcome: 'constraint' as const, meaning: 'a greeting' }
  const before = reader.outcomes.at(-1)
  const isSigned = before !== undefined && closes.test(before.text) && before.meaning === 'a greeting'
  if (isSigned && words.length <= 3 && /^\p{Lu}/u.test(sentence.text))
    return { outcome: 'constraint' as const, meaning: 'a signature' }
  const ending = block.text.charAt(sentence.offset + sentence.text.length)
  const reminder = reminds.exec(sentence.text)
  if (
    reminder === null ||
    (!/[?？]/.test(ending) &&
      !/^\S+[\s:–—-]+(?:ask|check|decide|talk|discuss|find out|clarify|call|email|confirm|update|review|remember|choose|think|wait|move|rename|fix|test)\b/i.test(
        sentence.text,
      ))
  )
    return null
  return { outcome: 'not-understood' as const, meaning: 'a reminder, nothing is made' }
}

const isShortLine = ({ text }: ProseBlock) => wordsOf(text).length <= 30

/** What names no thing: style, else not understood. */
function settleRest({ block, sentence, reader, own, index }: Reading, context: RuleContext): void {
  const { text } = sentence
  if (block.kind === 'item' && index > 0 && own.length > 0) {
    const { assetType } = reader.placed[own[0]!]!
    const { facts, about } = readThings(text, { assetType, goesOn: true, isProse: false })
    const told = about.reduce((all, part) => joinFacts(all, part.facts), facts)
    for (const position of own) tellOf(reader.placed[position]!.thing, told, text)
    reader.settle(block, sentence, 'spec', [...own], 'told about the asset before')
  } else if (saysStyle(text) || namesGenre(text)) {
    const rule = styleRule(text, context)
    reader.rules.push(...rule.rules)
    reader.settle(block, sentence, 'constraint', [], rule.meanings.join('; '))
  } else if (isTitle(reader, block)) reader.settle(block, sentence, 'constraint', [], 'the title of the list')
  else reader.settle(block, sentence, 'not-understood', [])
}

/** A short first line that asks for nothing is what the text is called. */
function isTitle(reader: ProseReader, block: ProseBlock): boolean {
  return (
    reader.outcomes.length === 0 &&
    block.kind === 'text' &&
    block.line === block.lastLine &&
    wordsOf(block.text).length <= 10
  )
}
