import { trimMarks } from './take-sizes.js'

/** `key=clay-jar` somewhere on a line, also behind a comma. */
const keyPattern = /(?:^|(?<=[\s,;(]))key=([^\s,;)]*)/giu
const keyShape = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** Leaves room for "-10000" within the 80 characters of a spec's key. */
const keyMaxLength = 74

export type TakenKey =
  { readonly text: string; readonly key: string | null } | { readonly message: string; readonly hint: string }

const hint = 'Write lower-case words joined by -, such as key=clay-jar, once on the line.'

/**
 * Takes an explicit `key=...` out of a line's text: with it a spec keeps its key (and so its pictures' history) when
 * its words change. `key` is null when the line has none.
 */
export function takeKey(text: string): TakenKey {
  const found = [...text.matchAll(keyPattern)]
  const [first, second] = found
  if (first === undefined) return { text, key: null }
  if (second !== undefined) return { message: 'two keys on one line', hint }
  const key = first[1] ?? ''
  if (!keyShape.test(key) || key.length > keyMaxLength) {
    const shown = key.length > 40 ? `${key.slice(0, 40)}…` : key
    return { message: `"${shown}" is not a key of at most ${keyMaxLength} characters`, hint }
  }
  const rest = `${text.slice(0, first.index)} ${text.slice(first.index + first[0].length)}`
    .replace(/\s+/g, ' ')
    .replace(/ ([,;)])/g, '$1')
    .replace(/([,;])(?:\s*[,;])+/g, '$1')
    .replace(/\(\s*\)/g, '')
  return { text: trimMarks(rest, ',; '), key }
}
