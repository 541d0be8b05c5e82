import type { GraphValue } from '../../core/graphs/comfy-graph.js'

/** A number that JavaScript would change is kept as text behind this mark while JSON.parse runs. */
const mark = '\u0000number:'
const tokens = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])|-?Infinity|NaN/g

/**
 * Reads JSON as Python's json module does: whole numbers of any size stay exact (bigint), NaN and Infinity are numbers.
 * Throws a SyntaxError. Written apart from the client's reader on purpose: a mistake of one must not be hidden by the other.
 */
export function parsePythonJson(text: string): GraphValue {
  const marked = text.replace(tokens, (token) =>
    token.startsWith('"') ? token : JSON.stringify(mark + token),
  )
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(mark)) return value
    const token = value.slice(mark.length)
    if (!/^-?\d+$/.test(token)) return Number(token)
    const number = Number(token)
    return Number.isSafeInteger(number) ? number : BigInt(token)
  }) as GraphValue
}

/** Writes JSON as Python's json module does: bigints bare, NaN and Infinity as bare words, only ASCII. */
export function writePythonJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : String(value)
  if (typeof value === 'string') return writeText(value)
  if (Array.isArray(value)) return `[${value.map((item) => writePythonJson(item)).join(', ')}]`
  if (value === null || typeof value !== 'object')
    return value === true ? 'true' : value === false ? 'false' : 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([key, member]) => `${writeText(key)}: ${writePythonJson(member)}`).join(', ')}}`
}

function writeText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Python's str() of what may stand in a JSON body. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return writePythonJson(value)
}
