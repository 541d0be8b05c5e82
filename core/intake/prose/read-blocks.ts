import { isOutlineName, isSectionName, typeOfLabel } from './read-heading.js'
import { numberOf, wordsOf } from './words.js'

/** Something that stands by itself in a text: a heading, a list item or a paragraph, its wrapped lines joined. */
export interface ProseBlock {
  readonly kind: 'heading' | 'item' | 'text' | 'layout'
  /** Of a heading 1 (title) to 8 (a line that ends with a colon); of an item its indent in columns; else 0. */
  readonly level: number
  /** Without list mark and Markdown emphasis, spaces tidied. */
  readonly text: string
  /** From 1. */
  readonly line: number
  readonly lastLine: number
  /** Where in `text` each of its lines starts. */
  readonly starts: readonly { readonly offset: number; readonly line: number }[]
}

interface Line {
  readonly raw: string
  readonly text: string
  readonly indent: number
  readonly line: number
}

const itemMark =
  /^(?:[*•‣◦▪●○■□➤►→✦✓✔☐☑+]\s+|(?:\p{Extended_Pictographic}[\uFE0F\u200D]*){1,3}\s+(?=[\p{L}\p{N}"'(*_])|[-‐‑‒–—•]\s*(?=[^\s\d–—-])|[-‐‑‒–—]\s+|\(?\d{1,4}[.)]\s+|[a-z][.)]\s+)/u
const boldOnly = /^(?:\*\*|__)([^*_]{1,80})(?:\*\*|__)\s*[:：]?$/
const tableRule = /^\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?$/
/** A shorter line is not broken because it is full. */
const wrappedMin = 45
const headingMaxLength = 80
/** "CARS", "TRACK TILES 64x64": a line of capitals, or capitals with a size behind them. */
const shouted =
  /^(?=\P{Lu}*\p{Lu}{3})\p{Lu}[\p{Lu}&'’/ -]{2,40}?(?:\s*[!:]*$|[\s–—:,-]{1,3}\(?\d{1,4} ?(?:[x×] ?\d|px))/u
/** Longer lines are paragraphs that nobody wrapped. */
const columnMax = 140

/** Takes a text apart into blocks in their order; every line that is not blank is in one. Line ends as they come. */
export function readBlocks(text: string): ProseBlock[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map(readLine)
  const blocks: ProseBlock[] = []
  const column = lines.reduce(
    (widest, { raw }) => (raw.length <= columnMax ? Math.max(widest, raw.trimEnd().length) : widest),
    0,
  )
  let header: string[] | null = null
  for (let index = 0; index < lines.length;) {
    const line = lines[index]!
    if (line.text === '') {
      header = null
      index += 1
      continue
    }
    if (isRow(line)) {
      const [read, next]: [ProseBlock, string[] | null] = readRow(line, lines[index + 1], header)
      blocks.push(read)
      header = next
      index += 1
      continue
    }
    header = null
    const heading = readHeadingLine(lines, index)
    if (heading !== null) {
      blocks.push(heading.block)
      index += heading.lines
      continue
    }
    if (/^(?:```|~~~)/.test(line.text) || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(line.text)) {
      blocks.push(blockOf('layout', 0, [line], (one) => one.text))
      index += 1
      continue
    }
    const last = findEnd(lines, index, column)
    const own = lines.slice(index, last + 1)
    const mark = itemMark.exec(line.text)
    blocks.push(
      mark === null
        ? blockOf('text', 0, own, (one) => one.text)
        : blockOf('item', line.indent, own, (one, first) =>
            first ? one.text.slice(mark[0].length).replace(/^\[[ xX]?\]\s*/, '') : one.text,
          ),
    )
    index = last + 1
  }
  return blocks
}

/** The line of the text in which a block's character stands. */
export function lineAt(block: ProseBlock, offset: number): number {
  return block.starts.findLast((start) => start.offset <= offset)?.line ?? block.line
}

function readLine(raw: string, index: number): Line {
  let indent = 0
  let at = 0
  for (; at < raw.length; at++) {
    const letter = raw.charAt(at)
    if (letter === '\t') indent += 4 - (indent % 4)
    else if (/\s/.test(letter)) indent += 1
    // Quoted lines are read like others.
    else if (letter === '>' && indent < 4) indent = 0
    else break
  }
  return { raw, text: raw.slice(at).replace(/\s+/g, ' ').trim(), indent, line: index + 1 }
}

function blockOf(
  kind: ProseBlock['kind'],
  level: number,
  lines: readonly Line[],
  take: (line: Line, isFirst: boolean) => string,
): ProseBlock {
  let text = ''
  const starts: { offset: number; line: number }[] = []
  for (const [index, line] of lines.entries()) {
    if (text !== '') text += ' '
    starts.push({ offset: text.length, line: line.line })
    text += stripEmphasis(take(line, index === 0))
  }
  const [first] = lines
  return {
    kind,
    level,
    text,
    line: first?.line ?? 1,
    lastLine: lines.at(-1)?.line ?? 1,
    starts,
  }
}

function stripEmphasis(text: string): string {
  return text
    .replace(/<!--|-->/g, ' ')
    .replace(/!?\[([^[\]]{1,200})\]\([^()\s]{0,300}\)/g, '$1')
    .replace(/\*\*|__|~~|`+/g, '')
    .replace(/(^|[\s(])[*_](?=\S)/g, '$1')
    .replace(/(\S)[*_](?=$|[\s.,;:)])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

function readHeadingLine(
  lines: readonly Line[],
  index: number,
): { readonly block: ProseBlock; readonly lines: number } | null {
  const line = lines[index]!
  const atx = /^(#{1,6})\s*(?=[^\s#])/.exec(line.text)
  if (atx !== null && line.indent < 4) {
    const level = atx[1]!.length
    const take = (one: Line) => one.text.slice(atx[0].length).replace(/#+$/, '')
    return { block: blockOf('heading', level, [line], take), lines: 1 }
  }
  const outline = readOutline(lines, index)
  if (outline !== null) return outline
  if (itemMark.test(line.text) || line.text.length > headingMaxLength) return null
  const next = lines[index + 1]
  const isFirst = index === 0 || lines[index - 1]!.text === ''
  const rule = /^(?:=+|-{2,})$/.exec(next?.text ?? '')
  if (rule !== null && isFirst) {
    const level = rule[0].startsWith('=') ? 1 : 2
    const block = blockOf('heading', level, [line, next!], (one) => (one === line ? one.text : ''))
    return { block: { ...block, text: block.text.trim() }, lines: 2 }
  }
  const bold = boldOnly.exec(line.text)
  if (bold !== null) return { block: blockOf('heading', 7, [line], () => bold[1]!.trim()), lines: 1 }
  const label = /^([^.!?;:：]{1,70})[:：]$/.exec(stripEmphasis(line.text))
  if (label !== null && wordsOf(label[1]!).length <= 8)
    return { block: blockOf('heading', 8, [line], () => label[1]!), lines: 1 }
  const after = next?.text ?? ''
  const stands = isFirst || itemMark.test(lines[index - 1]!.text)
  if (stands && after !== '' && isSectionName(line.text) && !isSectionName(after))
    return { block: blockOf('heading', 7, [line], (one) => one.text), lines: 1 }
  if (isFirst && after !== '' && shouted.test(line.text) && !shouted.test(after))
    return { block: blockOf('heading', 7, [line], (one) => one.text.replace(/[!:]+$/, '')), lines: 1 }
  const leadsItems = isFirst && itemMark.test(after) && lines[index + 1]!.indent >= line.indent
  if (leadsItems && /^[\p{L}\p{N}][^.!?,;:]{0,40}$/u.test(line.text) && wordsOf(line.text).length <= 4)
    return { block: blockOf('heading', 7, [line], (one) => one.text), lines: 1 }
  return null
}

/** "2. Enemies" above a table, nested or other items: an outline numbers its headings. */
function readOutline(
  lines: readonly Line[],
  index: number,
): { readonly block: ProseBlock; readonly lines: number } | null {
  const line = lines[index]!
  const number = /^\d{1,2}[.)]\s+/.exec(line.text)
  if (number === null || line.indent > 0 || line.text.length > headingMaxLength) return null
  const name = line.text.slice(number[0].length)
  const next = lines.slice(index + 1, index + 4).find(({ text }) => text !== '')
  if (next === undefined || !isOutlineName(stripEmphasis(name))) return null
  const leads = next.indent > 0 || isRow(next) || (itemMark.test(next.text) && !/^\d/.test(next.text))
  return leads ? { block: blockOf('heading', 7, [line], () => name), lines: 1 } : null
}

/** The last line that belongs to the block which starts at `index`. */
function findEnd(lines: readonly Line[], index: number, column: number): number {
  let stop = index + 1
  while (stop < lines.length && lines[stop]!.text !== '' && !startsNew(lines, stop)) stop += 1
  const own = lines.slice(index, stop)
  const isItem = itemMark.test(own[0]!.text)
  const widest = isItem ? column : widthOf(own, column)
  let open = 0
  for (let at = 0; at + 1 < own.length; at++) {
    const line = own[at]!
    const next = own[at + 1]!
    open += countOpen(line.text)
    if (open > 0 || /(?:[,&/–—-]|\b(?:and|or|with|the|a|an|of|to|in|on|for))$/i.test(line.text)) continue
    // A line was wrapped when the first word of the next one had no room in it.
    const [word = ''] = next.text.split(' ', 1)
    if (widest >= wrappedMin && line.raw.trimEnd().length + 1 + word.length > widest) continue
    if (isItem && next.indent > own[0]!.indent) continue
    return index + at
  }
  return stop - 1
}

/** The column at which a paragraph is wrapped; beyond all of its lines when most of them end for another reason. */
function widthOf(own: readonly Line[], column: number): number {
  // Two lines do not show by themselves how wide a paragraph is.
  if (own.length < 3) return column
  const widest = own.reduce((most, { raw }) => Math.max(most, raw.trimEnd().length), 0)
  const full = own.slice(0, -1).filter(({ raw }, index) => {
    const [word = ''] = own[index + 1]!.text.split(' ', 1)
    return raw.trimEnd().length + 1 + word.length > widest
  })
  return full.length * 3 >= (own.length - 1) * 2 ? widest : Number.MAX_SAFE_INTEGER
}

function startsNew(lines: readonly Line[], index: number): boolean {
  const { text } = lines[index]!
  return (
    itemMark.test(text) ||
    isRow(lines[index]!) ||
    /^(?:```|~~~)/.test(text) ||
    startsLabel(text) ||
    readHeadingLine(lines, index) !== null
  )
}

/** "Music: a waltz" below "Sounds: a bell" is a line of its own, however full the one before is. */
function startsLabel(text: string): boolean {
  const label = /^(\p{L}[\p{L} &]{1,24})[:：]\s/u.exec(text)
  return label !== null && typeOfLabel(label[1]!) !== null
}

function countOpen(text: string): number {
  let open = 0
  for (const letter of text) open += '(['.includes(letter) ? 1 : ')]'.includes(letter) ? -1 : 0
  return open
}

function isRow({ text }: Line): boolean {
  return text.startsWith('|') && text.indexOf('|', 1) > 0
}

const namingColumn = /^(?:assets?|names?|items?|things?|sprites?|what|key|id|title|subjects?|objects?)$/i

/** A row as the words of an item: "name, 32x32, 4 frames"; a header row and the rule under it are layout. */
function readRow(line: Line, next: Line | undefined, header: string[] | null): [ProseBlock, string[] | null] {
  const cells = line.text
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map((cell) => stripEmphasis(cell))
  const layout = blockOf('layout', 0, [line], (one) => one.text)
  if (tableRule.test(line.text)) return [layout, header]
  if (header === null && next !== undefined && tableRule.test(next.text)) return [layout, cells]
  const columns = header ?? []
  const named = Math.max(
    0,
    columns.findIndex((column) => namingColumn.test(column)),
  )
  const parts = cells.map((cell, index) => (index === named ? '' : readCell(columns[index] ?? '', cell)))
  const label = columns.findIndex((column) => /^(?:type|category|kind|section|group)$/i.test(column))
  const words = [cells[named] ?? '', ...parts.filter((_, index) => index !== label)].filter(
    (part) => part !== '',
  )
  const type = label >= 0 && label !== named ? `${cells[label] ?? ''}: ` : ''
  return [blockOf('item', 0, [line], () => `${type}${words.join(', ')}`), header]
}

function readCell(column: string, cell: string): string {
  if (cell === '' || /^(?:-+|–|—|n\/?a|none|tbd|\?)$/i.test(cell)) return ''
  const name = column.toLowerCase()
  // What a column of notes says tells about the thing of its row.
  if (/^(?:notes?|desc\w*|comments?|remarks?|details?|looks?|info\w*)\b/.test(name))
    return /[()[\]]/.test(cell) ? cell : `(${cell})`
  const number = numberOf(cell)
  if (number === null) return cell
  if (/frames?/.test(name)) return number > 1 ? `${number} frames` : ''
  if (/fps|speed|rate/.test(name)) return `${number} fps`
  if (/size|px|pixel|dimension/.test(name)) return `${number}x${number}`
  if (/variant|option|version/.test(name)) return `${number} variants to choose from`
  if (/qty|quantity|count|number|amount|how many|^#$/.test(name)) return `x${number}`
  if (/sec|duration|length/.test(name)) return `${number} s`
  return cell
}
