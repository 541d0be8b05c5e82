import type { SpecEditChange } from '../../core/http/spec-edits-api.js'
import { canonicalJson } from '../../core/hash.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import type { SpecView } from '../http/assetloom-client.js'

const members = ['size', 'pivot', 'variants', 'palette', 'tags', 'animations', 'states', 'nineSlice'] as const
const promptMembers = ['positive', 'negative'] as const
const soundMembers = ['durationMs', 'loop'] as const

/**
 * The edit that makes `before` into `after`; null when they are the same. What is now as the list writes it is given up
 * instead of set, so that later changes of the list reach it.
 */
export function changeOf(
  before: AssetSpec,
  after: AssetSpec,
  written: AssetSpec | null,
): SpecEditChange | null {
  const set: Record<string, unknown> = {}
  const unset: string[] = []
  for (const name of members) {
    if (isSame(before[name], after[name])) continue
    if (written !== null && isSame(written[name], after[name])) unset.push(name)
    else set[name] = after[name] ?? null
  }
  for (const name of promptMembers) {
    if (before.prompt[name] === after.prompt[name]) continue
    if (written?.prompt[name] === after.prompt[name]) unset.push(`prompt.${name}`)
    else set['prompt'] = { ...(set['prompt'] as object | undefined), [name]: after.prompt[name] }
  }
  for (const name of soundMembers) {
    const value = after.sound?.[name]
    if (isSame(before.sound?.[name], value)) continue
    if (written?.sound !== undefined && isSame(written.sound[name], value)) unset.push(`sound.${name}`)
    else set['sound'] = { ...(set['sound'] as object | undefined), [name]: value }
  }
  const hasSet = Object.keys(set).length > 0
  if (!hasSet && unset.length === 0) return null
  return { key: before.key, ...(hasSet ? { set } : {}), ...(unset.length > 0 ? { unset } : {}) }
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null)
}

/**
 * What saving will do, before it does: `1 spec is made again, 34 stay with their approvals.` Of a held run nothing is
 * made yet, so nothing is made again; `leftOut` of the touched ones are not to be made at all.
 */
export function sayEffect(
  touched: ReadonlySet<string>,
  specs: readonly SpecView[],
  isHeld: boolean,
  leftOut = 0,
): string {
  const count = touched.size - leftOut
  if (touched.size === 0) return 'Nothing is changed.'
  const rest = specs.filter((spec) => !touched.has(spec.specKey))
  if (isHeld) {
    const parts = [
      ...(count === 0 ? [] : [`${specsOf(count)} ${count === 1 ? 'changes' : 'change'}`]),
      ...(leftOut === 0 ? [] : [`${leftOut} ${leftOut === 1 ? 'is' : 'are'} left out`]),
      `${rest.length} ${rest.length === 1 ? 'stays as it is' : 'stay as they are'}`,
    ]
    return `${parts.join(', ')}. Nothing is made before you start.`
  }
  const approved = rest.filter((spec) => spec.stage === 'done').length
  const again = `${specsOf(count)} ${count === 1 ? 'is' : 'are'} made again`
  if (rest.length === 0) return `${again}.`
  const stay = `${rest.length} ${rest.length === 1 ? 'stays' : 'stay'}`
  if (approved === rest.length)
    return `${again}, ${stay} with ${rest.length === 1 ? 'its approval' : 'their approvals'}.`
  return `${again}, ${stay}${approved === 0 ? '' : `, ${approved} of them approved`}.`
}

export const specsOf = (count: number) => `${count} ${count === 1 ? 'spec' : 'specs'}`

/** Nothing of the run's own specs is made, and nothing will be before somebody resumes it. */
export function isHeldRun(run: { readonly paused: boolean }, specs: readonly SpecView[]): boolean {
  const own = specs.filter((spec) => spec.originRunId === undefined)
  return run.paused && own.length > 0 && own.every((spec) => spec.stage === 'waiting' && spec.round === 0)
}
