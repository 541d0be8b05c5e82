import { canonicalJson } from '../hash.js'
import type { assetContent } from './bundle-content-id.js'

type Content = ReturnType<typeof assetContent>
type Animation = NonNullable<Content['animations']>[number]

/** What became of animations, states, borders, sound rules and formats, in words for CHANGES.md; empty = nothing. */
export function changedMotion(old: Content, content: Content): string[] {
  const parts = changedAnimations(old.animations ?? [], content.animations ?? [])
  if (canonicalJson(old.states ?? []) !== canonicalJson(content.states ?? []))
    parts.push(`states ${listed(old.states)} -> ${listed(content.states)}`)
  if (canonicalJson(old.nineSlice ?? null) !== canonicalJson(content.nineSlice ?? null))
    parts.push(`borders ${widths(old.nineSlice)} -> ${widths(content.nineSlice)}`)
  if (canonicalJson(old.sound ?? null) !== canonicalJson(content.sound ?? null)) parts.push('sound rules')
  if (canonicalJson(old.formats ?? null) !== canonicalJson(content.formats ?? null)) parts.push('formats')
  return parts
}

function changedAnimations(old: readonly Animation[], now: readonly Animation[]): string[] {
  const before = new Map(old.map((animation) => [animation.name, animation]))
  const parts: string[] = []
  for (const animation of now) {
    const was = before.get(animation.name)
    before.delete(animation.name)
    if (was === undefined) parts.push(`animation ${animation.name} added (${inWords(animation)})`)
    else if (canonicalJson(was) !== canonicalJson(animation))
      parts.push(`animation ${animation.name} ${inWords(was)} -> ${inWords(animation)}`)
  }
  for (const name of before.keys()) parts.push(`animation ${name} removed`)
  const kept = (animations: readonly Animation[], others: readonly Animation[]) =>
    animations.map(({ name }) => name).filter((name) => others.some((other) => other.name === name))
  if (canonicalJson(kept(old, now)) !== canonicalJson(kept(now, old))) parts.push('order of animations')
  return parts
}

function inWords({ frames, fps, loop }: Animation): string {
  return `${frames} ${frames === 1 ? 'frame' : 'frames'} at ${fps} fps${loop ? ', loops' : ''}`
}

function listed(names: readonly string[] | undefined): string {
  return names === undefined || names.length === 0 ? 'none' : names.join('/')
}

function widths(borders: Content['nineSlice']): string {
  return borders === undefined ? 'none' : `${borders.left}/${borders.top}/${borders.right}/${borders.bottom}`
}
