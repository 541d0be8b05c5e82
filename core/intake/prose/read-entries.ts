import { limits } from '../../spec/spec-limits.js'
import { aimOf, cleanRequest, introduces, tellsOf } from './clean-request.js'
import type { Facts } from './facts.js'
import { nestedHead } from './nested-items.js'
import { addThings } from './place-things.js'
import type { ProseReader } from './prose-reader.js'
import { type ProseBlock, lineAt } from './read-blocks.js'
import { typeOfLabel } from './read-heading.js'
import { type RuleContext, readRules, styleRule } from './read-rules.js'
import type { Parent, Reading } from './reading.js'
import { type Phrase, splitSentences } from './split-phrases.js'
import { namesGenre, saysStyle } from './style-words.js'
import { addDetail, goesOn, newlyTold, tellKnown } from './tell-about.js'
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
  for (const [index, sentence] of splitSentences(block.text).entries()) {
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

/** "For audio, a shop bell": the label is taken off the sentence. */
function aimed(reading: Reading): Reading {
  const { sentence, label } = reading
  const aim = aimOf(sentence.text)
  const type = aim === null ? null : typeOfLabel(aim.label)
  if (aim === null || type === null) return reading
  const offset = sentence.offset + sentence.text.length - aim.rest.length
  return { ...reading, label: type ?? label, sentence: { text: aim.rest, offset } }
}

function readSentence(whole: Reading): void {
  const reading = aimed(whole)
  const { block, sentence, line, reader, label } = reading
  if (reader.role === 'left-out') {
    reader.settle(block, sentence, 'constraint', [], 'left out on purpose')
    return
  }
  const { text, isRequest } = cleanRequest(sentence.text)
  const context: RuleContext = {
    line,
    section: reader.assetType === null ? null : (reader.section?.id ?? null),
    assetType: label ?? reader.assetType,
    isRules: reader.role === 'rules',
    isRequest,
    isItem: block.kind === 'item',
    sectionWords: reader.sectionWords,
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
  if (!addThings(reading, introduced ?? text, isRequest || introduced !== null)) settleRest(reading, context)
}

/** What names no thing: style, else not understood. */
function settleRest({ block, sentence, reader, own, index }: Reading, context: RuleContext): void {
  const { text } = sentence
  if (block.kind === 'item' && index > 0 && own.length > 0) {
    for (const position of own) addDetail(reader.placed[position]!.thing, text)
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
