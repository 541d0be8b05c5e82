import type { SpecEditChange } from '../http/spec-edits-api.js'
import { defined } from './draft-spec.js'
import type { SpecObjection } from './check-spec.js'
import {
  specEditsCharsMax,
  specEditsMax,
  unsetPattern,
  type SpecChanges,
  type SpecEdit,
} from './spec-edit.schema.js'

export interface MergedEdits {
  /** By key, each key once. */
  readonly edits: readonly SpecEdit[]
  readonly problems: readonly (SpecObjection & { readonly key: string })[]
}

/**
 * The edits of a list after some changes of them, in their order. A change that cannot be used is a problem and changes
 * nothing. Pure.
 */
export function mergeSpecEdits(
  edits: readonly SpecEdit[],
  changes: readonly (SpecEditChange & { readonly set?: SpecChanges | null | undefined })[],
): MergedEdits {
  const merged = new Map(edits.map((edit) => [edit.key, edit]))
  const problems: (SpecObjection & { key: string })[] = []
  for (const change of changes) {
    const { key } = change
    const objection = objectionTo(change)
    if (objection !== null) {
      problems.push({ key, ...objection })
      continue
    }
    const edit = mergeOne(merged.get(key), change)
    if (edit === null) merged.delete(key)
    else merged.set(key, edit)
  }
  if (merged.size > specEditsMax)
    problems.push({
      ...{ key: '', member: 'edits', message: `a list has at most ${specEditsMax} edits` },
      hint: 'Write what many specs have in common into the list.',
    })
  const sorted = sortEdits([...merged.values()])
  if (JSON.stringify(sorted).length > specEditsCharsMax)
    problems.push({
      ...{
        key: '',
        member: 'edits',
        message: `all edits of a list have at most ${specEditsCharsMax} characters`,
      },
      hint: 'Write what they say into the list.',
    })
  return { edits: sorted, problems }
}

export function sortEdits(edits: readonly SpecEdit[]): SpecEdit[] {
  return [...edits].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function objectionTo(change: SpecEditChange): SpecObjection | null {
  const { set, unset = [], remove, add, drop } = change
  const said = [set, change.unset, remove, add, drop].filter((part) => part !== undefined)
  if (said.length === 0)
    return {
      ...{ member: 'set', message: 'the edit says nothing' },
      hint: 'Give set, unset, remove, add or drop.',
    }
  if (drop === true && said.length > 1)
    return { member: 'drop', message: 'does not go together with changes', hint: 'Send them one by one.' }
  if (remove === true && said.length > 1)
    return { member: 'remove', message: 'does not go together with changes', hint: 'Send them one by one.' }
  const unknown = unset.find((path) => !unsetPattern.test(path))
  if (unknown === undefined) return null
  return {
    member: 'unset',
    message: `${unknown} is no member of a spec that can be set`,
    hint: 'Name a member such as size, prompt or prompt.negative.',
  }
}

function mergeOne(edit: SpecEdit | undefined, change: SpecEditChange): SpecEdit | null {
  const { key, set, unset = [], remove, add, drop } = change
  if (drop === true) return null
  if (remove === true) return edit?.add === undefined ? { key, remove: true } : null
  if (remove === false && set === undefined && add === undefined)
    return edit?.remove === undefined ? (edit ?? null) : null
  const before = set === null || add !== undefined ? {} : (edit?.set ?? {})
  const after = without(mergeChanges(before, set ?? {}), unset)
  const draft = add ?? edit?.add
  const isChanged = Object.keys(after).length > 0
  if (draft === undefined && !isChanged) return null
  return {
    key,
    ...(draft === undefined ? {} : { add: defined(draft) as typeof draft }),
    ...(isChanged ? { set: after } : {}),
  }
}

/** Member by member; prompt and sound, which people change in parts, one level deeper. */
function mergeChanges(before: SpecChanges, set: SpecChanges): SpecChanges {
  const merged: SpecChanges = { ...before, ...defined(set) }
  if (set.prompt !== undefined) merged.prompt = { ...before.prompt, ...defined(set.prompt) }
  if (set.sound !== undefined && set.sound !== null) merged.sound = { ...before.sound, ...defined(set.sound) }
  return merged
}

function without(set: SpecChanges, unset: readonly string[]): SpecChanges {
  const left: Record<string, unknown> = { ...set }
  for (const path of unset) {
    const [member = '', part] = path.split('.')
    const value = left[member]
    if (part === undefined) delete left[member]
    else if (typeof value === 'object' && value !== null) {
      const { [part]: _, ...others } = value as Record<string, unknown>
      left[member] = others
    }
  }
  for (const member of ['prompt', 'sound']) if (JSON.stringify(left[member]) === '{}') delete left[member]
  return left as SpecChanges
}
