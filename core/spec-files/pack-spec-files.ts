import { checkSpecText, decodeSpecFile } from './decode-spec-file.js'
import { packMarker } from './looks-like-spec.js'
import { pathObjection } from './read-integration.js'
import type { SpecFileInput } from './sort-files.js'

/**
 * A folder of files as one text, so that it is submitted, kept and compared like any wishlist: the marker, then for
 * each file (by path) a line with its path and its number of lines, then its lines as they are. Of what is not text
 * only the reason is kept, of what was left out only the path. `unpackSpecFiles` gives the same back.
 */
export function packSpecFiles(files: readonly SpecFileInput[]): string {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return [packMarker, ...ordered.flatMap(packFile)].map((line) => `${line}\n`).join('')
}

function packFile(file: SpecFileInput): string[] {
  const { path } = file
  // A path with a line break would be read as two lines.
  if (/\p{Cc}/u.test(path)) return []
  if ('leftOut' in file) return [`=== left out: ${path}`]
  if ('unreadable' in file) return [`=== not text (${oneLine(file.unreadable)}): ${path}`]
  const decoded = 'bytes' in file ? decodeSpecFile(path, file.bytes) : checkSpecText(path, file.text)
  if ('problem' in decoded) return [`=== not text (${oneLine(decoded.problem.message)}): ${path}`]
  const lines = decoded.text.split('\n')
  const endsWithLine = lines.at(-1) === ''
  if (endsWithLine) lines.pop()
  return [`=== ${lines.length} lines${endsWithLine ? '' : ', the last one open'}: ${path}`, ...lines]
}

/** A reason stands in brackets on one line, so it has neither of them. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[()]/g, '')
}

const header = /^=== (?:(\d{1,7}) lines(, the last one open)?|(left out)|not text \(([^)]*)\)): (.+)$/

/**
 * The files of a packed text; null when it is none. A text that was cut or edited gives what can be read of it, and
 * what follows a wrong number of lines as one unreadable file.
 */
export function unpackSpecFiles(text: string): SpecFileInput[] | null {
  const lines = text.split('\n')
  if (lines[0]?.replace(/\r$/, '') !== packMarker) return null
  const files: SpecFileInput[] = []
  let at = 1
  while (at < lines.length) {
    const line = lines[at] ?? ''
    if (line === '' && at === lines.length - 1) break
    const match = header.exec(line)
    const path = match?.[5] ?? ''
    const count = Number(match?.[1] ?? 0)
    const isWhole = match !== null && at + count < lines.length && pathObjection(path) === null
    if (!isWhole) {
      files.push({ path: packMarker, unreadable: `damaged from line ${at + 1} on: submit the folder again` })
      break
    }
    if (match[3] !== undefined) files.push({ path, leftOut: true })
    else if (match[4] !== undefined) files.push({ path, unreadable: match[4] })
    else {
      const inner = lines.slice(at + 1, at + 1 + count).map((one) => `${one}\n`)
      const whole = inner.join('')
      files.push({ path, text: match[2] === undefined ? whole : whole.slice(0, -1) })
    }
    at += 1 + count
  }
  return files
}
