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
 * nothing at all (blank lines and comments), or prose and Markdown. It is a list when half of its lines start with a
 * known category. A text of bad lines is still a list (so that each line is reported) unless it is laid out as Markdown:
 * when some line starts with a category as lists write it ("prop: barrel"), or most have a word and a colon at all.
 */
export function detectIntake(text: string, fileName = ''): IntakeKind {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(/^\uFEFF/, '').trim())
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (entries.length > 0 && looksLikeSpecFiles(text, fileName)) return 'files'
  const written = entries.flatMap((line) => splitEntry(line)?.category ?? [])
  const known = written.filter((category) => lookUpCategory(category) !== undefined)
  const isMarkdown =
    /\.(md|markdown)$/i.test(fileName) ||
    lines.some((line) => /^#{2,6}\s|^[-*•]\s|^```|^\|.*\|$|^\d+[.)]\s/.test(line))
  if (entries.length === 0) return 'empty'
  if (areSectionLabels(known)) return 'prose'
  if (known.length > 0 && known.length * 2 >= entries.length) return 'list'
  if (isMarkdown) return 'prose'
  // "Monsters:" alone on its line stands above names without a colon.
  const bare = entries.filter((line) => splitEntry(line) === null).length
  if (entries.some((line) => /^\p{L}[^:：]*[:：]$/u.test(line)) && bare * 2 >= entries.length) return 'prose'
  if (known.some((category) => !namesMany(category))) return 'list'
  return written.filter((category) => category.split(' ').length <= 2).length * 2 >= entries.length
    ? 'list'
    : 'prose'
}

/** "Characters: knight, wizard" and "Props: barrel" in turn: labels of a text, one for each kind. */
function areSectionLabels(known: readonly string[]): boolean {
  const kinds = new Set(known.map((category) => lookUpCategory(category)))
  return known.length > 1 && kinds.size === known.length && known.some(namesMany) && known.every(isLabel)
}

const isLabel = (category: string) =>
  namesMany(category) || /^(?:ui|hud|gui|vfx|sfx|fx|audio|music|sound)$/i.test(category)

const namesMany = (category: string) =>
  /[a-z]s$/.test(category.toLowerCase()) && !/^(?:boss|npcs?)$/i.test(category)
