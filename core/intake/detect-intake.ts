import { looksLikeSpecFiles } from '../spec-files/looks-like-spec.js'
import { lookUpCategory } from './find-category.js'

/**
 * Takes a line apart at its first colon, after a list mark; null when it has none with words before it. The full-width
 * colon is what Chinese and Japanese keyboards type.
 */
export function splitEntry(line: string): { category: string; prompt: string } | null {
  const colon = line.search(/[:：]/)
  const category = line
    .slice(0, Math.max(colon, 0))
    .replace(/^[-*•]\s/, '')
    .trim()
  return category === '' ? null : { category, prompt: line.slice(colon + 1).trim() }
}

export type IntakeKind = 'files' | 'list' | 'empty' | 'prose'

/**
 * What kind of wishlist a text is: specs as files (a packed folder, YAML, a shot list), a `category: prompt` list,
 * nothing at all (blank lines and comments), or prose and Markdown. A text of bad lines is still a list (so that each line is reported) unless it is laid out as Markdown and
 * not one of its lines starts with a known category.
 */
export function detectIntake(text: string, fileName = ''): IntakeKind {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(/^\uFEFF/, '').trim())
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (entries.length > 0 && looksLikeSpecFiles(text, fileName)) return 'files'
  if (entries.some((line) => lookUpCategory(splitEntry(line)?.category ?? '') !== undefined)) return 'list'
  const isMarkdown =
    /\.(md|markdown)$/i.test(fileName) ||
    lines.some((line) => /^#{2,6}\s|^[-*•]\s|^```|^\|.*\|$|^\d+[.)]\s/.test(line))
  if (entries.length === 0) return 'empty'
  return isMarkdown ? 'prose' : 'list'
}
