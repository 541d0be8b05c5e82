import { lstat, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Leaver } from '../../../core/deploy/find-leavers.js'
import { ReferenceMatcher, type Needle, type Reference } from '../../../core/deploy/match-references.js'
import { pathFrom, placeOn } from './deploy-places.js'

export interface ScanLimits {
  readonly filesMax: number
  readonly fileMaxBytes: number
}

export const scanLimits: ScanLimits = { filesMax: 20_000, fileMaxBytes: 2 * 1_048_576 }

export interface ScanResult {
  readonly references: readonly Reference[]
  readonly filesRead: number
  /** Texts that were too large, could not be read, or came after the limit: not known to be without references. */
  readonly filesSkipped: number
}

const texts =
  /\.(tscn|tres|gd|gdshader|godot|cfg|cs|ts|tsx|mts|js|jsx|mjs|json|rs|ron|toml|lua|xml|ya?ml|prefab|unity|asset|mat|html|css|cpp|h|py|vue|svelte)$/i
const skipped = new Set([
  'node_modules',
  '.git',
  '.godot',
  '.import',
  'Library',
  'target',
  'Temp',
  '.assetloom',
])
const depthMax = 40
const entriesMax = 500_000

/** Looks in the texts of a game for what would go. `ours` are absolute paths that a deployment writes itself. */
export async function scanReferences(
  gameDir: string,
  assetsDir: string,
  leavers: readonly Leaver[],
  ours: ReadonlySet<string>,
  limits: ScanLimits = scanLimits,
): Promise<ScanResult> {
  const matcher = new ReferenceMatcher(await needlesOf(assetsDir, leavers))
  const references: Reference[] = []
  const found = await listTexts(gameDir, ours)
  let filesRead = 0
  let filesSkipped = found.unseen
  for (const place of found.places) {
    const size = (await lstat(place).catch(() => null))?.size ?? null
    const isReadable = size !== null && size <= limits.fileMaxBytes && filesRead < limits.filesMax
    const text = isReadable ? await readFile(place, 'utf8').catch(() => null) : null
    if (text === null) {
      filesSkipped += 1
      continue
    }
    filesRead += 1
    references.push(...matcher.find(pathFrom(gameDir, place), text))
  }
  return { references, filesRead, filesSkipped }
}

async function listTexts(
  gameDir: string,
  ours: ReadonlySet<string>,
): Promise<{ places: string[]; unseen: number }> {
  const places: string[] = []
  let unseen = 0
  let entries = 0
  const queue: { readonly folder: string; readonly depth: number }[] = [{ folder: gameDir, depth: 0 }]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { folder, depth } = next
    const names = await readdir(folder, { withFileTypes: true }).catch(() => null)
    if (names === null || depth > depthMax || entries > entriesMax) {
      unseen += 1
      continue
    }
    for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      entries += 1
      const place = join(folder, entry.name)
      if (entry.isDirectory() && !skipped.has(entry.name)) queue.push({ folder: place, depth: depth + 1 })
      // Links are not followed: what they lead to is in the game itself, or is not the game's.
      else if (entry.isFile() && texts.test(entry.name) && !ours.has(place)) places.push(place)
    }
  }
  return { places, unseen }
}

/** Paths, names and, where an engine gave a file an identity of its own, that too. */
async function needlesOf(assetsDir: string, leavers: readonly Leaver[]): Promise<Needle[]> {
  const needles: Needle[] = []
  for (const { name: leaver, files, keys } of leavers) {
    for (const key of keys) needles.push({ leaver, text: key, kind: 'name' })
    for (const { path } of files) {
      needles.push({ leaver, text: path, kind: 'path' })
      needles.push({ leaver, text: path.slice(path.lastIndexOf('/') + 1), kind: 'file' })
      for (const identity of await identitiesOf(placeOn(assetsDir, path)))
        needles.push({ leaver, text: identity, kind: 'path' })
    }
  }
  return needles
}

/** Unity's guid from `.meta`, Godot's uid from `.import`, `.uid` or the head of a resource. */
async function identitiesOf(place: string): Promise<string[]> {
  const found: string[] = []
  const look = async (path: string, pattern: RegExp) => {
    const size = (await lstat(path).catch(() => null))?.size ?? Infinity
    const text = size <= scanLimits.fileMaxBytes ? await readFile(path, 'utf8').catch(() => '') : ''
    const identity = pattern.exec(text)?.[1]
    if (identity !== undefined) found.push(identity)
  }
  await look(`${place}.meta`, /^guid:\s*([0-9a-f]{32})\s*$/m)
  await look(`${place}.import`, /^uid="(uid:\/\/[a-z0-9]+)"/m)
  await look(`${place}.uid`, /^(uid:\/\/[a-z0-9]+)/)
  if (/\.(tres|tscn)$/.test(place)) await look(place, /^\[gd_\w+ [^\]]*uid="(uid:\/\/[a-z0-9]+)"/)
  return found
}
