import { trimMarks } from '../intake/take-sizes.js'

/**
 * The prompt of a file as one line: base, the text of a template's value, style. Line breaks become spaces; the lines
 * of a bulleted style become phrases with commas between them.
 */
export function foldPrompt(parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => (part === undefined ? [] : [foldLines(part)]))
    .filter((part) => part !== '')
    .map((part, at, all) => (at === all.length - 1 ? trimMarks(part, ' ,;') : trimMarks(part, ' ,;.')))
    .join(', ')
}

function foldLines(text: string): string {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim())
  const isList = lines.some((line) => /^[-*•–]\s/.test(line))
  if (!isList) return lines.join(' ').replace(/\s+/g, ' ').trim()
  return lines
    .map((line) => trimMarks(line.replace(/^[-*•–]\s+/, '').replace(/\s+/g, ' '), ' ,;'))
    .filter((line) => line !== '')
    .join(', ')
}

/** `no loop`, `without a loop`, `one-shot`: false; `loop`, `looping`: true; null when a text says neither. */
export function saysLoop(text: string): boolean | null {
  if (/\b(?:no|not|non|without|never)[- ](?:an? |to )?loop(?:s|ed|ing|able)?\b|\bone[- ]?shot\b/i.test(text))
    return false
  return /\bloop(?:s|ed|ing|able)?\b/i.test(text) ? true : null
}

/** Pixels of outline that a text asks for: none, a number of pixels, or 2 for a bold one; null when it does not say. */
export function saysOutline(text: string): number | null {
  if (/\b(?:no|without|zero)\s+(?:an? |any )?(?:\w+ )?outlines?\b|\boutline-?less\b/i.test(text)) return 0
  const counted = /\b([0-2])[- ]?(?:px|pixels?)[- ](?:\w+ )?outlines?\b/i.exec(text)
  if (counted !== null) return Number(counted[1])
  if (/\b(?:bold|thick|heavy|strong)(?:,? \w+)? outlines?\b/i.test(text)) return 2
  return /\b(?:thin|fine|single[- ]pixel)(?:,? \w+)? outlines?\b/i.test(text) ? 1 : null
}

/** Whether a text asks for a clear background. */
export function saysTransparent(text: string): boolean {
  return /\b(?:transparent|clear|no|without(?: an?)?|alpha)\s+background\b|\bbackground(?: is)?[ -]?transparent\b/i.test(
    text,
  )
}

/** Whether a text asks for edges that fade. */
export function saysSoft(text: string): boolean {
  return /\b(?:soft(?:ly)?|gradient|fall-?off|feathered|glow(?:ing)?|smooth (?:edge|alpha|fade)\w*)\b/i.test(
    text,
  )
}

const durationUnit = String.raw`(milliseconds?|ms|seconds?|secs?|s|minutes?|min)\b`
const number = String.raw`(\d+(?:\.\d+)?)`
const rangePattern = new RegExp(
  String.raw`(?<![\w.])${number}\s*(?:s|sec|seconds?)?\s*(?:-|–|—|to|and)\s*${number}[\s-]*${durationUnit}`,
  'i',
)
const singlePattern = new RegExp(String.raw`(?<![\w.])${number}[\s-]*${durationUnit}`, 'i')

/** The duration that a text names, seconds: "0.3-0.5 seconds", "300 to 500 ms"; of one number both ends are it. */
export function saysDuration(text: string): { readonly min: number; readonly max: number } | null {
  const range = rangePattern.exec(text)
  if (range !== null) {
    const factor = secondsIn(range[3] ?? '')
    const [one, other] = [Number(range[1]) * factor, Number(range[2]) * factor]
    return { min: Math.min(one, other), max: Math.max(one, other) }
  }
  const single = singlePattern.exec(text)
  if (single === null) return null
  const seconds = Number(single[1]) * secondsIn(single[2] ?? '')
  return { min: seconds, max: seconds }
}

function secondsIn(unit: string): number {
  if (/^m(?:s|illi)/i.test(unit)) return 0.001
  return /^min/i.test(unit) ? 60 : 1
}

/** The layers that a text names, from far to near: "layers: sky, mesas and dunes", "layers (sky, mesas)"; else null. */
export function saysLayers(text: string): string[] | null {
  const match = /\blayers?\s*(?::|\()\s*([^).;:]{3,400})/i.exec(text)
  if (match?.[1] === undefined) return null
  const names = match[1]
    .split(/,|\/|\band\b|\n/)
    .map((name) =>
      name
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, ''),
    )
    .filter((name) => name !== '')
  const isUsable = names.length >= 2 && names.length <= 8 && names.every((name) => name.length <= 40)
  return isUsable && new Set(names).size === names.length ? names : null
}
