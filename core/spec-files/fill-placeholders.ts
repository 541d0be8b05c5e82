import type { ValuePath } from './open-report.js'
import type { ParameterValue } from './spec-file.schema.js'

const placeholder = /\{\{([^{}]{0,80})\}\}/g
const wholePlaceholder = /^\{\{([^{}]{0,80})\}\}$/

export type Variables = ReadonlyMap<string, ParameterValue>

/**
 * A copy of a value with every `{{name}}` in its texts replaced. A text that is one placeholder and nothing else
 * becomes the value itself, so that a number stays a number. What is filled in is not looked at again. `onUnknown` is
 * told each name that there is no variable for.
 */
export function fillPlaceholders(
  value: unknown,
  variables: Variables,
  onUnknown: (path: ValuePath, name: string) => void,
  path: ValuePath = [],
): unknown {
  if (typeof value === 'string') return fillText(value, variables, (name) => onUnknown(path, name))
  if (Array.isArray(value))
    return value.map((item: unknown, at) => fillPlaceholders(item, variables, onUnknown, [...path, at]))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    fillPlaceholders(inner, variables, onUnknown, [...path, key]),
  ])
  return Object.fromEntries(entries)
}

function fillText(text: string, variables: Variables, onUnknown: (name: string) => void): ParameterValue {
  const find = (name: string): ParameterValue | undefined => {
    const value = variables.get(name.trim())
    if (value === undefined) onUnknown(name.trim())
    return value
  }
  const whole = wholePlaceholder.exec(text)?.[1]
  if (whole !== undefined) return find(whole) ?? text
  return text.replace(placeholder, (written: string, name: string) => String(find(name) ?? written))
}
