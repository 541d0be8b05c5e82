import { canonicalJson } from '../hash.js'
import type { BundleManifest, ManifestAsset, ManifestSound } from './bundle-manifest.schema.js'
import { compareText } from './bundle-file.js'

/** What a game programmer would have to look at. */
export type ChangedPart =
  | 'picture'
  | 'sound'
  | 'size'
  | 'pivot'
  | 'frames'
  | 'animations'
  | 'states'
  | 'borders'
  | 'loop'
  | 'path'
  | 'type'
  | 'tags'

export interface AssetChange {
  readonly part: ChangedPart
  /** What became what, of parts that can be told in few words. */
  readonly from?: string
  readonly to?: string
}

export interface ChangedAsset {
  readonly key: string
  /** In the order of ChangedPart. */
  readonly changes: readonly AssetChange[]
  /** It was a placeholder and is art now, or the other way round. */
  readonly provisional?: 'replaced' | 'came back'
}

/** Two bundles of a project by key. Lists are sorted by key. */
export interface BundleDiff {
  readonly added: readonly string[]
  readonly changed: readonly ChangedAsset[]
  readonly removed: readonly string[]
  /** One key went and another came with the same spec or, where it is the only such pair, with the same bytes. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  readonly unchanged: number
}

/** What is other in `after` than in `before`, whatever their targets. Where pictures lie on a page does not count. */
export function diffBundles(before: BundleManifest, after: BundleManifest): BundleDiff {
  const old = new Map(before.assets.map((asset) => [asset.key, asset]))
  const now = new Map(after.assets.map((asset) => [asset.key, asset]))
  const loops = [loopsOf(before), loopsOf(after)] as const
  const changed: ChangedAsset[] = []
  let unchanged = 0
  for (const asset of after.assets) {
    const was = old.get(asset.key)
    if (was === undefined) continue
    const change = diffAsset(was, asset, [loops[0].get(asset.key), loops[1].get(asset.key)])
    if (change === null) unchanged += 1
    else changed.push(change)
  }
  const gone = before.assets.filter(({ key }) => !now.has(key))
  const came = after.assets.filter(({ key }) => !old.has(key))
  const renamed = findRenamed(gone, came)
  const from = new Set(renamed.map((pair) => pair.from))
  const to = new Set(renamed.map((pair) => pair.to))
  const keysOf = (assets: readonly ManifestAsset[], without: ReadonlySet<string>) =>
    assets
      .map(({ key }) => key)
      .filter((key) => !without.has(key))
      .sort(compareText)
  return {
    added: keysOf(came, to),
    changed: changed.sort((a, b) => compareText(a.key, b.key)),
    removed: keysOf(gone, from),
    renamed,
    unchanged,
  }
}

function diffAsset(
  was: ManifestAsset,
  asset: ManifestAsset,
  [loopBefore = 'once', loopNow = 'once']: readonly [string | undefined, string | undefined],
): ChangedAsset | null {
  const isSound = asset.files.some(({ role }) => role === 'sound')
  const changes: AssetChange[] = [
    ...compare(isSound ? 'sound' : 'picture', bytesByFormat(was), bytesByFormat(asset)),
    ...compare('size', sizeOf(was), sizeOf(asset), (size) => size),
    ...compare('pivot', was.pivot, asset.pivot, ({ x, y }) => `${x}, ${y}`),
    ...compare('frames', namesOf(was), namesOf(asset), (names) => String(names.length)),
    ...compare('animations', was.animations, asset.animations),
    ...compare('states', was.states ?? [], asset.states ?? []),
    ...compare('borders', was.nineSlice ?? null, asset.nineSlice ?? null),
    ...compare('loop', loopBefore, loopNow, (loop) => loop),
    ...compare('path', pathsOf(was), pathsOf(asset), (paths) => paths.join(', ')),
    ...compare('type', was.type, asset.type, (type) => type),
    ...compare('tags', was.tags, asset.tags),
  ]
  const swap = swapOf(was, asset)
  if (changes.length === 0 && swap === undefined) return null
  return { key: asset.key, changes, ...(swap === undefined ? {} : { provisional: swap }) }
}

/** How each sound that loops does, by key. */
function loopsOf({ audio }: BundleManifest): Map<string, string> {
  return new Map(audio.flatMap((sound) => (sound.loop === true ? [[sound.key, loopWords(sound)]] : [])))
}

function loopWords({ loopStartMs, loopEndMs }: ManifestSound): string {
  if (loopStartMs === undefined && loopEndMs === undefined) return 'all of it'
  return `${loopStartMs ?? 0} ms to ${loopEndMs === undefined ? 'the end' : `${loopEndMs} ms`}`
}

/** The change of one part, if there is one; `tell` says in few words what it was and is. */
function compare<T>(part: ChangedPart, was: T, now: T, tell?: (value: T) => string): AssetChange[] {
  if (canonicalJson(was) === canonicalJson(now)) return []
  const [from, to] = tell === undefined ? ['', ''] : [tell(was), tell(now)]
  // Other frames may be as many as before.
  return [from === to ? { part } : { part, from, to }]
}

function swapOf(was: ManifestAsset, asset: ManifestAsset): ChangedAsset['provisional'] {
  if (was.provisional === asset.provisional) return undefined
  return asset.provisional === true ? 'came back' : 'replaced'
}

/** A file under another name is the same picture. */
function bytesByFormat({ files }: ManifestAsset): string[][] {
  return files.map(({ path, sha256 }) => [path.slice(path.lastIndexOf('.') + 1), sha256])
}

function namesOf({ frames }: ManifestAsset): string[] {
  return frames.map(({ name }) => name)
}

function pathsOf({ files }: ManifestAsset): string[] {
  return files.map(({ path }) => path)
}

/** Of one untrimmed frame; a sound has none. */
function sizeOf({ frames }: ManifestAsset): string {
  const size = frames[0]?.sourceSize
  return size === undefined ? 'none' : `${size.width}x${size.height}`
}

/** Keys that only changed their name: the same spec, or the same bytes where nothing else that went has them. */
function findRenamed(
  gone: readonly ManifestAsset[],
  came: readonly ManifestAsset[],
): { from: string; to: string }[] {
  const pairs: { from: string; to: string }[] = []
  const left = new Set(came)
  for (const asset of gone) {
    const bytes = bytesOf(asset)
    const isOnlyOne = gone.filter((other) => bytesOf(other) === bytes).length === 1
    const alike = [...left].filter((other) => isOnlyOne && bytes !== '' && bytesOf(other) === bytes)
    const heir =
      [...left].find(({ specId }) => specId !== '' && specId === asset.specId) ??
      (alike.length === 1 ? alike[0] : undefined)
    if (heir === undefined) continue
    left.delete(heir)
    pairs.push({ from: asset.key, to: heir.key })
  }
  return pairs.sort((a, b) => compareText(a.from, b.from))
}

/** Placeholders are told apart by their keys, which they show: theirs are never alike. */
function bytesOf({ files }: ManifestAsset): string {
  return files.map(({ sha256 }) => sha256).join(' ')
}

/** The difference as CHANGES.md tells it, without its heading. */
export function writeDiff(diff: BundleDiff): string {
  const sections = [
    ['Added', diff.added],
    ['Changed', diff.changed.map(changeLine)],
    ['Renamed', diff.renamed.map(({ from, to }) => `${from} -> ${to}`)],
    ['Removed', diff.removed],
  ] as const
  const lines = sections.flatMap(([title, entries]) =>
    entries.length === 0
      ? []
      : [`## ${title} (${entries.length})`, '', ...entries.map((one) => `- ${one}`), ''],
  )
  return [...lines, `Unchanged: ${diff.unchanged}.`, ''].join('\n')
}

function changeLine({ key, changes, provisional }: ChangedAsset): string {
  const told = changes.map(({ part, from, to }) => (from === undefined ? part : `${part} ${from} -> ${to}`))
  const swap =
    provisional === undefined
      ? ''
      : provisional === 'replaced'
        ? ' (was a placeholder)'
        : ' (a placeholder now)'
  return `${key}: ${told.join(', ') || 'the same bytes'}${swap}`
}
