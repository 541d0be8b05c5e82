import { canonicalJson } from '../hash.js'
import { changedParts } from '../intake/diff-specs.js'
import type { FrozenAsset } from '../bundle-ports.js'
import { assetContent } from './bundle-content-id.js'
import { changedMotion } from './changed-motion.js'
import { compareText } from './bundle-file.js'

/** The list that a bundle's run was ordered by. */
export interface BundleList {
  /** Its file name. */
  readonly name: string
  /** From 1. */
  readonly revision: number
  /** Keys of all its specs, approved or not. */
  readonly keys: ReadonlySet<string>
}

/**
 * CHANGES.md: what a game programmer finds new, other or gone, by key, and why: the list was changed, or a person
 * chose otherwise. `previous` null = the first bundle. Without `lists` it is not told why a key came or went.
 */
export function writeChanges(
  assets: readonly FrozenAsset[],
  previous: readonly FrozenAsset[] | null,
  lists: { readonly now: BundleList; readonly before: BundleList } | null = null,
): string {
  const now = contentByKey(assets)
  const before = contentByKey(previous ?? [])
  const added: string[] = []
  const changed: string[] = []
  const madeAgain: string[] = []
  const ancestors = new Map((previous ?? []).map((frozen) => [frozen.asset.specKey, frozen]))
  const removed = [...before.keys()]
    .filter((key) => !now.has(key))
    .map((key) => `${key}${whyGone(key, lists?.now)}`)
  for (const frozen of assets) {
    const key = frozen.asset.specKey
    const content = assetContent(frozen)
    const old = before.get(key)
    const was = ancestors.get(key)
    if (old === undefined) added.push(`${key}${previous === null ? '' : whyNew(key, lists?.before)}`)
    else if (canonicalJson(old) !== canonicalJson(content))
      changed.push(`${key}: ${differences(old, content)} (${whyChanged(was, frozen)})`)
    else if (was !== undefined && changedParts(was.spec, frozen.spec).length > 0)
      madeAgain.push(`${key} (${whyChanged(was, frozen)})`)
  }
  const same = now.size - added.length - changed.length - madeAgain.length
  const lines = ['# Changes', '']
  lines.push(previous === null ? 'The first bundle: every asset is new.' : comparedWith(lists), '')
  for (const [title, entries] of [
    ['Added', added],
    ['Changed', changed],
    ['Made again and looks the same', madeAgain],
    ['Removed', removed],
  ] as const) {
    if (entries.length === 0) continue
    lines.push(`## ${title} (${entries.length})`, '')
    lines.push(...entries.toSorted(compareText).map((entry) => `- ${entry}`), '')
  }
  const isKept = same > 0 && !assets.some(({ provisional }) => provisional)
  lines.push(`Unchanged: ${same}${isKept ? ', approvals kept' : ''}.`)
  return `${lines.join('\n')}\n`
}

function comparedWith(lists: { readonly now: BundleList; readonly before: BundleList } | null): string {
  if (lists === null) return 'Compared with the bundle before it.'
  if (lists.now.name !== lists.before.name)
    return `Compared with the bundle before it: that was made of ${lists.before.name}, this of ${lists.now.name}.`
  if (lists.now.revision === lists.before.revision) return 'Compared with the bundle before it.'
  return `Compared with the bundle before it: that was revision ${lists.before.revision} of the list, this is revision ${lists.now.revision}.`
}

function whyNew(key: string, before: BundleList | undefined): string {
  if (before === undefined) return ''
  return before.keys.has(key) ? ' (was on the list, approved since)' : ' (new on the list)'
}

function whyGone(key: string, now: BundleList | undefined): string {
  if (now === undefined) return ''
  return now.keys.has(key) ? ' (still on the list, not approved)' : ' (no longer on the list)'
}

function whyChanged(was: FrozenAsset | undefined, now: FrozenAsset): string {
  const parts = was === undefined ? [] : changedParts(was.spec, now.spec)
  if (was?.provisional === true && now.provisional === undefined)
    return ['approved: it was a placeholder', ...parts].join(', ')
  if (was?.provisional === undefined && now.provisional === true)
    return 'a placeholder: nothing is approved now'
  return parts.length === 0 ? 'another variant of the same spec' : `the list changed: ${parts.join(', ')}`
}

type Content = ReturnType<typeof assetContent>

function contentByKey(assets: readonly FrozenAsset[]): Map<string, Content> {
  return new Map(assets.map((frozen) => [frozen.asset.specKey, assetContent(frozen)]))
}

function differences(old: Content, content: Content): string {
  const parts: string[] = []
  if (old.sha256 !== content.sha256) parts.push('picture')
  if (canonicalJson(old.size) !== canonicalJson(content.size))
    parts.push(`size ${old.size.width}x${old.size.height} -> ${content.size.width}x${content.size.height}`)
  if (canonicalJson(old.pivot) !== canonicalJson(content.pivot)) parts.push('pivot')
  parts.push(...changedMotion(old, content))
  if (old.type !== content.type) parts.push(`type ${old.type} -> ${content.type}`)
  if (canonicalJson(old.tags) !== canonicalJson(content.tags)) parts.push('tags')
  return parts.length === 0 ? 'trim' : parts.join(', ')
}
