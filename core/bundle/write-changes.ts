import { canonicalJson } from '../hash.js'
import type { FrozenAsset } from '../bundle-ports.js'
import { assetContent } from './bundle-content-id.js'
import { compareText } from './bundle-file.js'

/** CHANGES.md: what a game programmer finds new, other or gone, by key. `previous` null = the first bundle. */
export function writeChanges(
  assets: readonly FrozenAsset[],
  previous: readonly FrozenAsset[] | null,
): string {
  const now = contentByKey(assets)
  const before = contentByKey(previous ?? [])
  const added: string[] = []
  const changed: string[] = []
  const removed = [...before.keys()].filter((key) => !now.has(key))
  for (const [key, content] of now) {
    const old = before.get(key)
    if (old === undefined) added.push(key)
    else if (canonicalJson(old) !== canonicalJson(content))
      changed.push(`${key}: ${differences(old, content)}`)
  }
  const same = now.size - added.length - changed.length
  const lines = ['# Changes', '']
  lines.push(
    previous === null ? 'The first bundle: every asset is new.' : 'Compared with the bundle before it.',
    '',
  )
  for (const [title, entries] of [
    ['Added', added],
    ['Changed', changed],
    ['Removed', removed],
  ] as const) {
    if (entries.length === 0) continue
    lines.push(`## ${title} (${entries.length})`, '')
    lines.push(...entries.toSorted(compareText).map((entry) => `- ${entry}`), '')
  }
  lines.push(`Unchanged: ${same}.`)
  return `${lines.join('\n')}\n`
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
  if (old.type !== content.type) parts.push(`type ${old.type} -> ${content.type}`)
  if (canonicalJson(old.tags) !== canonicalJson(content.tags)) parts.push('tags')
  return parts.length === 0 ? 'trim' : parts.join(', ')
}
