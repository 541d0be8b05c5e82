import type { Problem } from '../../core/http/http-api.js'
import type { IntakeProblem } from '../../core/intake/intake-report.js'
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
 * What the API says of members as faults of their lines; `rest` is true where something is left that belongs to no line.
 * A problem names its member (`edits.0.set.size.width`), and says it again before its message.
 */
export function placeProblem(problem: Problem | null): { faults: FormFault[]; rest: boolean } {
  const pieces = problem?.problems ?? []
  const placed = pieces.map(placePiece)
  return { faults: placed.flatMap((one) => one ?? []), rest: pieces.length === 0 || placed.includes(null) }
}

function placePiece({ member = '', message, hint }: IntakeProblem): FormFault | null {
  const path = member.replace(/^edits\.\d+\./, '').replace(/^(?:set|add)\./, '')
  const found = fieldOfMember.find(([name]) => path === name || path.startsWith(`${name}.`))
  if (found === undefined) return null
  const told = message.slice(message.indexOf(path) < 0 ? 0 : message.indexOf(path))
  return { field: found[1], message: `${told}. ${hint}` }
}
