import type { GraphValue } from '../../core/graphs/comfy-graph.js'
import { pythonText } from './python-json.js'

export type Conversion =
  { readonly value: GraphValue } | { readonly failure: string; readonly received: GraphValue }

/** Python's int(), float(), str() and bool() on a literal, with their words where they fail. */
export function convertInput(type: string, given: GraphValue): Conversion {
  const received = unwrap(given)
  if (type === 'INT') return toWhole(received)
  if (type === 'FLOAT') return toReal(received)
  if (type === 'STRING') return { value: pythonText(received) }
  if (type === 'BOOLEAN') return { value: isTruthy(received) }
  return { value: received }
}

/** `{"__value__": [...]}` is how a list is told from a link. */
function unwrap(value: GraphValue): GraphValue {
  const isWrapped =
    value !== null && typeof value === 'object' && !Array.isArray(value) && '__value__' in value
  return isWrapped ? ((value as { readonly __value__: GraphValue }).__value__ ?? null) : value
}

function toWhole(received: GraphValue): Conversion {
  if (typeof received === 'bigint') return { value: received }
  if (typeof received === 'boolean') return { value: received ? 1 : 0 }
  if (typeof received === 'number') {
    if (Number.isFinite(received)) return { value: Math.trunc(received) }
    return { failure: 'cannot convert float NaN or infinity to integer', received }
  }
  if (typeof received !== 'string') return { failure: notANumber('int', received), received }
  if (!/^\s*[+-]?\d+\s*$/.test(received))
    return { failure: `invalid literal for int() with base 10: '${received}'`, received }
  const whole = BigInt(received.trim().replace(/^\+/, ''))
  const number = Number(whole)
  return { value: Number.isSafeInteger(number) ? number : whole }
}

function toReal(received: GraphValue): Conversion {
  if (typeof received === 'number') return { value: received }
  if (typeof received === 'bigint') return { value: Number(received) }
  if (typeof received === 'boolean') return { value: received ? 1 : 0 }
  if (typeof received !== 'string') return { failure: notANumber('float', received), received }
  const text = received.trim().toLowerCase()
  if (text === 'nan') return { value: NaN }
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : NaN
  if (Number.isNaN(number)) return { failure: `could not convert string to float: '${received}'`, received }
  return { value: number }
}

function notANumber(name: string, value: GraphValue): string {
  const kind = value === null ? 'NoneType' : Array.isArray(value) ? 'list' : 'dict'
  return `${name}() argument must be a string, a bytes-like object or a real number, not '${kind}'`
}

function isTruthy(value: GraphValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value !== null && typeof value === 'object') return Object.keys(value).length > 0
  return Boolean(value)
}
