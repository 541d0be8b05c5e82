import type { AssetType } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { splitEntry } from './detect-intake.js'
import { findCategory, knownCategories } from './find-category.js'
import type { IntakeNote, IntakeProblem } from './intake-report.js'
import { takeVariants, variantsObjection, type CommentLine } from './read-list-defaults.js'
import type { Thing } from './prose/thing.js'
import { readListLine } from './read-list-line.js'
import { takeKey } from './take-key.js'
import { sizeObjection, takeSizes, trimMarks, type WrittenSize } from './take-sizes.js'

/** A good line, before list and type defaults. */
export interface ListEntry {
  readonly line: number
  /** The line as written, trimmed. */
  readonly raw: string
  readonly category: string
  readonly assetType: AssetType
  /** Without size, number of variants and key. */
  readonly prompt: string
  readonly size: WrittenSize | null
  readonly variants: number | null
  /** `key=...` on the line; null = the key comes from the prompt. */
  readonly key: string | null
  /** The heading comment that it stands under. */
  readonly section: string | null
  /** Animations, states and borders that the line tells; null = it has none. */
  readonly thing: Thing | null
}

export interface ListLines {
  /** The comment block that opens the file. */
  readonly header: CommentLine[]
  readonly entries: ListEntry[]
  readonly problems: IntakeProblem[]
  readonly notes: IntakeNote[]
}

const lineMaxLength = 2000
const wholeNumberHint = `Sizes are whole pixels from ${limits.nativeSideMinPx} to ${limits.nativeSideMaxPx}, such as "48x32".`

/** Sorts the lines of a list into header, entries and problems. Line ends may be LF, CRLF or CR. */
export function parseListLines(file: string, text: string): ListLines {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const result: ListLines = { header: [], entries: [], problems: [], notes: [] }
  let section: string | null = null
  let inHeader = true
  let firstBeyond = 0
  let beyondCount = 0
  for (const [index, untrimmed] of lines.entries()) {
    const raw = untrimmed.trim()
    const line = index + 1
    // Blank lines may come before the header, but one after it ends it.
    if (raw === '') {
      if (result.header.length > 0) inHeader = false
      continue
    }
    if (raw.startsWith('#') && raw.length <= lineMaxLength) {
      if (inHeader) result.header.push({ line, text: raw.replace(/^#+/, '').trim() })
      else section = sectionOf(lines, index) ?? section
      continue
    }
    inHeader = false
    const entry = parseEntry(raw, line, section)
    if ('hint' in entry) result.problems.push({ file, line, ...entry })
    else
      for (const one of membersOf(entry))
        if (result.entries.length < limits.specsPerWishlistMax) result.entries.push(one)
        else {
          if (beyondCount === 0) firstBeyond = line
          beyondCount++
        }
  }
  if (beyondCount > 0)
    result.problems.push({
      file,
      line: firstBeyond,
      message: `the list has ${beyondCount} more than the limit of ${limits.specsPerWishlistMax} assets, from this line on`,
      hint: 'Move these lines to another list.',
    })
  noteSections(file, result)
  return result
}

/** What one line stands for: itself, or one asset for each of its states. A written key names one asset. */
function membersOf(entry: ListEntry): ListEntry[] {
  const things = readListLine(entry.prompt, entry.assetType)
  if (things === null || (things.length > 1 && entry.key !== null)) return [entry]
  return things.map(({ prompt, thing }) => ({ ...entry, prompt, thing }))
}

/** A short lone comment between a blank line and an entry is the heading of what follows. */
function sectionOf(lines: readonly string[], index: number): string | null {
  const before = lines[index - 1]?.trim() ?? ''
  const after = lines[index + 1]?.trim() ?? ''
  if (before !== '' || after === '' || after.startsWith('#')) return null
  const words = trimMarks(lines[index] ?? '', ' \t#=*:-')
  return /^[\p{L}\p{N}][\p{L}\p{N} &/'’-]{0,39}$/u.test(words) ? words.toLowerCase() : null
}

function noteSections(file: string, result: ListLines): void {
  const noted = new Set<string>()
  for (const { section, line } of result.entries) {
    if (section === null || noted.has(section)) continue
    noted.add(section)
    const message = `inferred from the comment above: "${section}" is a tag of the lines under it`
    result.notes.push({ file, line, message })
  }
}

function parseEntry(
  raw: string,
  line: number,
  section: string | null,
): ListEntry | Pick<IntakeProblem, 'message' | 'hint'> {
  if (raw.length > lineMaxLength)
    return {
      message: `the line has ${raw.length} characters, the limit is ${lineMaxLength}`,
      hint: 'Shorten the prompt, or split it into several assets.',
    }
  const control = /(?![\t\f])\p{Cc}/u.exec(raw)
  if (control !== null)
    return {
      message: `the line holds a control character (U+${control[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()})`,
      hint: 'Delete the character, or type the line anew.',
    }
  const parts = splitEntry(raw.replace(/\s#\s.*$/, ''))
  if (parts === null)
    return {
      message: 'no "category: prompt" on this line',
      hint: `Write a category and a colon first, such as "prop: ${raw.replace(/^[:：\s]+/, '').slice(0, 60)}", or # for a comment.`,
    }
  const category = findCategory(parts.category)
  if ('hint' in category) return category
  const keyed = takeKey(parts.prompt)
  if ('hint' in keyed) return keyed
  const sized = takeSizes(keyed.text)
  const counted = takeVariants(sized.text)
  const size = sized.sizes[0] ?? null
  if (sized.sizes.length > 1)
    return {
      message: `two sizes on one line: ${sized.sizes.map((one) => `"${one.written}"`).join(', ')}`,
      hint: 'Keep one, or write a line for each size.',
    }
  const objection = size === null ? null : sizeObjection(size)
  if (objection !== null) return { message: objection, hint: wholeNumberHint }
  const tooMany = counted.variants === null ? null : variantsObjection(counted.variants)
  if (tooMany !== null) return { message: tooMany, hint: 'Write for example "3 variants".' }
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(counted.text))
    return {
      message: `nothing is asked for after "${parts.category}:"`,
      hint: `Say what to draw, such as "${parts.category}: water barrel"; known categories: ${knownCategories}.`,
    }
  const assetType = category.assetType
  const { variants, text: prompt } = counted
  const { key } = keyed
  return { line, raw, category: parts.category, assetType, prompt, size, variants, key, section, thing: null }
}
