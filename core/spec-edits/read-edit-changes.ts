import type { SpecEditChange } from '../http/spec-edits-api.js'
import type { IntakeProblem } from '../intake/intake-report.js'
import { didYouMean } from '../spec-files/nearest-word.js'
import { hintOf, lowerFirst } from './check-spec.js'
import { specChangesSchema, specDraftSchema, specEditChangeSchema } from './spec-edit.schema.js'

export interface ReadChanges {
  readonly changes: readonly SpecEditChange[]
  /** `line` counts the changes from 1; `member` is the path from the body of the request. */
  readonly problems: readonly IntakeProblem[]
}

const problemsMax = 100

/** Reads changes of edits as they come with a request: each piece that is wrong is a problem. Never throws on input. */
export function readEditChanges(values: readonly unknown[]): ReadChanges {
  const changes: SpecEditChange[] = []
  const problems: IntakeProblem[] = []
  for (const [index, value] of values.entries()) {
    const parsed = specEditChangeSchema.safeParse(value)
    if (parsed.success) changes.push(parsed.data as SpecEditChange)
    else problems.push(...parsed.error.issues.map((issue) => problemOf(issue, index, keyOf(value))))
  }
  return { changes, problems: problems.slice(0, problemsMax) }
}

/** A problem of one change in a list of them. */
export function changeProblem(
  index: number,
  { member, message, hint }: { readonly member: string; readonly message: string; readonly hint: string },
  key: string,
): IntakeProblem {
  const path = member === 'edits' ? member : `edits.${index}.${member}`
  const told = `${key === '' ? '' : `${key}: `}${member}: ${message}`
  return { file: 'edits', line: index + 1, message: told, hint, member: path }
}

interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

function problemOf(issue: Issue, index: number, key: string): IntakeProblem {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const [first = ''] = issue.keys ?? []
    const known = membersAt(path)
    const member = [...path, first.slice(0, 60)].join('.')
    const hint = `${didYouMean(first, known)}${known.length > 0 ? `Members: ${known.join(', ')}.` : 'Leave it out.'}`
    return changeProblem(index, { member, message: 'is not known', hint }, key)
  }
  const inner = path[0] === 'set' || path[0] === 'add' ? path.slice(1).join('.') : path.join('.')
  const hint = hintOf(inner === '' ? 'set' : inner)
  return changeProblem(
    index,
    { member: path.join('.') || 'set', message: lowerFirst(issue.message), hint },
    key,
  )
}

function membersAt([first, second]: readonly string[]): string[] {
  if (first === undefined) return Object.keys(specEditChangeSchema.shape)
  if (second !== undefined) return []
  return Object.keys((first === 'add' ? specDraftSchema : specChangesSchema).shape)
}

function keyOf(value: unknown): string {
  const key: unknown = typeof value === 'object' && value !== null && 'key' in value ? value.key : null
  return typeof key === 'string' ? key.slice(0, 80) : ''
}
