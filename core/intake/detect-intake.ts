import { lookUpCategory } from './find-category.js'

/** `category: prompt`, perhaps as a list item. The full-width colon is what Chinese and Japanese keyboards type. */
const entryPattern = /^(?:[-*•]\s+)?([^:：]+?)\s*[:：]\s*(.*)$/u

/** Takes a line apart at its first colon; null when it has none with words before it. */
export function splitEntry(line: string): { category: string; prompt: string } | null {
  const match = entryPattern.exec(line)
  const category = match?.[1]?.trim()
  if (match === null || category === undefined || category === '') return null
  return { category, prompt: (match[2] ?? '').trim() }
}

export type IntakeKind = 'list' | 'empty' | 'prose'

/**
 * What kind of wishlist a text is: a `category: prompt` list, nothing at all (blank lines and comments), or prose and
 * Markdown. A text of bad lines is still a list (so that each line is reported) unless it is laid out as Markdown and
 * not one of its lines starts with a known category.
 */
export function detectIntake(text: string, fileName = ''): IntakeKind {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(/^\uFEFF/, '').trim())
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (entries.some((line) => lookUpCategory(splitEntry(line)?.category ?? '') !== undefined)) return 'list'
  const isMarkdown =
    /\.(md|markdown)$/i.test(fileName) ||
    lines.some((line) => /^#{2,6}\s|^[-*•]\s|^```|^\|.*\|$|^\d+[.)]\s/.test(line))
  if (entries.length === 0) return 'empty'
  return isMarkdown ? 'prose' : 'list'
}
