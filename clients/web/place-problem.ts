import type { Problem } from '../../core/http/http-api.js'
import type { FormFault } from './read-spec-form.js'
import type { FormField } from './spec-form.js'

/** The line of the form that shows a member of a spec; the longer names first. */
const fieldOfMember: readonly (readonly [string, FormField])[] = [
  ['prompt.negative', 'negative'],
  ['prompt', 'prompt'],
  ['size', 'size'],
  ['variants', 'variants'],
  ['palette', 'palette'],
  ['tags', 'tags'],
  ['pivot', 'pivot'],
  ['animations', 'frames'],
  ['states', 'frames'],
  ['nineSlice', 'nineSlice'],
  ['sound', 'sound'],
]

/**
 * What the API says of members (`"edits.0.set.size.width" is ...`, or a problem that begins with a member's name) as
 * faults of their lines; `rest` is true where something is left that belongs to no line.
 */
export function placeProblem(problem: Problem | null): { faults: FormFault[]; rest: boolean } {
  if (problem === null) return { faults: [], rest: true }
  const pieces = problem.problems ?? []
  const texts =
    pieces.length > 0 ? pieces.map(({ message, hint }) => `${message}. ${hint}`) : [problem.detail]
  const placed = texts.map(placeText)
  return { faults: placed.flatMap((one) => one ?? []), rest: placed.includes(null) }
}

function placeText(text: string): FormFault | null {
  const path = /^"?(?:edits\.\d+\.)?(?:(?:set|add)\.)?([A-Za-z][A-Za-z.]*)/.exec(text)?.[1] ?? ''
  const found = fieldOfMember.find(([member]) => path === member || path.startsWith(`${member}.`))
  return found === undefined
    ? null
    : { field: found[1], message: text.replace(/^"(?:edits\.\d+\.)?(?:(?:set|add)\.)?/, '"') }
}
