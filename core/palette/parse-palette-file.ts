import type { IntakeProblem } from '../intake/intake-report.js'
import { limits } from '../spec/spec-limits.js'
import { rgbToHex } from './hex-colour.js'

const textLengthMax = 262_144
const problemsMax = 50

export interface ParsedPalette {
  /** `#rrggbb` in the order of the file, without duplicates. */
  readonly colours: string[]
  readonly problems: IntakeProblem[]
}

type LineReading =
  | { readonly colour: string }
  | { readonly message: string; readonly hint: string }
  /** A comment, a header or an empty line. */
  | null

/**
 * Reads a GIMP palette (`.gpl`: header "GIMP Palette", then `red green blue name` lines) or a hex list (`.hex`, as
 * Lospec writes it: one `rrggbb` a line, `#` in front allowed). The name's ending decides, for other names the header
 * does. Byte order marks and any line ends are accepted, repeated colours dropped. A bad line costs only itself.
 */
export function parsePaletteFile(name: string, text: string): ParsedPalette {
  const problems: IntakeProblem[] = []
  const report = (line: number, message: string, hint: string) => {
    if (problems.length < problemsMax) problems.push({ file: name, line, message, hint })
  }
  const colours = new Set<string>()
  if (text.length > textLengthMax || text.includes('\0')) {
    report(1, 'this is no palette file', 'Give a .gpl or .hex text file of at most 256 kB.')
    return { colours: [], problems }
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const isGimp = /\.gpl$/i.test(name) || (!/\.hex$/i.test(name) && lines[0]?.trim() === 'GIMP Palette')
  if (isGimp && lines[0]?.trim() !== 'GIMP Palette')
    report(1, 'a .gpl file begins with "GIMP Palette"', 'Write "GIMP Palette" as the first line.')
  for (const [index, line] of lines.entries()) {
    const reading = isGimp ? readGimpLine(line.trim()) : readHexLine(line.trim())
    if (reading === null) continue
    if ('message' in reading) report(index + 1, reading.message, reading.hint)
    else if (colours.size < limits.paletteMax || colours.has(reading.colour)) colours.add(reading.colour)
    else {
      report(
        index + 1,
        `more than ${limits.paletteMax} colours`,
        `The first ${limits.paletteMax} are used; remove the rest.`,
      )
      break
    }
  }
  if (colours.size === 0)
    report(
      1,
      'the palette has no colours',
      isGimp ? 'Add lines such as "43 29 26 ink".' : 'Add lines such as "2b1d1a".',
    )
  return { colours: [...colours], problems }
}

function readGimpLine(line: string): LineReading {
  if (line === '' || line.startsWith('#') || /^(GIMP Palette$|(Name|Columns|Channels):)/.test(line))
    return null
  const match = /^(\d+)\s+(\d+)\s+(\d+)(\s|$)/.exec(line)
  const hint = 'Write three numbers from 0 to 255 and a name, such as "43 29 26 ink".'
  if (match === null) return { message: `"${shorten(line)}" is no colour`, hint }
  const [red, green, blue] = [Number(match[1]), Number(match[2]), Number(match[3])] as const
  if (Math.max(red, green, blue) > 255) return { message: `"${shorten(line)}" goes beyond 255`, hint }
  return { colour: rgbToHex(red, green, blue) }
}

function readHexLine(line: string): LineReading {
  if (line === '' || line.startsWith(';') || line.startsWith('//')) return null
  const digits = line.replace(/^#/, '')
  if (/^[0-9a-fA-F]{6}$/.test(digits)) return { colour: `#${digits.toLowerCase()}` }
  if (/^[0-9a-fA-F]{8}$/.test(digits))
    return {
      message: `"${shorten(line)}" has an alpha part`,
      hint: 'Write six hex digits: palettes are opaque.',
    }
  return { message: `"${shorten(line)}" is no colour`, hint: 'Write six hex digits, such as "2b1d1a".' }
}

/** A line as it may stand in a message: cut, and without control characters. */
function shorten(line: string): string {
  const plain = line.replace(/\p{Cc}/gu, '?')
  return plain.length > 40 ? `${plain.slice(0, 37)}...` : plain
}
