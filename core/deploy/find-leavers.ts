import { compareText } from '../bundle/bundle-file.js'
import type { OwnedEntry, OwnedFile, ProjectDeployment } from './deployment-record.schema.js'
import { addressOf, type GameEntry } from './game-entries.js'
import type { PlacedFile } from './place-files.js'

/** What would go together: the old places of one asset, or one file that belongs to none. */
export interface Leaver {
  /** Key of the asset, or the path of a file without one. */
  readonly name: string
  /** `rename`: the asset stays, at other places or under other names. */
  readonly reason: 'rename' | 'remove'
  readonly files: readonly OwnedFile[]
  readonly entries: readonly OwnedEntry[]
  /** What a game could know it by, besides its paths. */
  readonly keys: readonly string[]
}

/** What the last deployment of a project has and the new one does not, by name. */
export function findLeavers(
  before: ProjectDeployment | undefined,
  files: readonly PlacedFile[],
  entries: readonly GameEntry[] | null,
): Leaver[] {
  if (before === undefined) return []
  const paths = new Set(files.map(({ path }) => path))
  const keys = new Set(files.flatMap(({ key }) => key ?? []))
  // Without a manifest to keep, what stands in one is nobody's to remove.
  const addresses = entries === null ? null : new Set(entries.map(addressOf))
  const groups = new Map<string, { files: OwnedFile[]; entries: OwnedEntry[] }>()
  const groupOf = (name: string) => {
    const found = groups.get(name) ?? { files: [], entries: [] }
    groups.set(name, found)
    return found
  }
  for (const file of before.files) if (!paths.has(file.path)) groupOf(file.key ?? file.path).files.push(file)
  for (const entry of before.entries)
    if (addresses !== null && !addresses.has(addressOf(entry))) groupOf(entry.key).entries.push(entry)
  return [...groups]
    .map(([name, group]): Leaver => {
      const stays = keys.has(name)
      const isAsset = group.entries.length > 0 || group.files.some(({ key }) => key !== null)
      const names = [...(stays || !isAsset ? [] : [name]), ...group.entries.map((entry) => entry.name)]
      return { name, reason: stays ? 'rename' : 'remove', ...group, keys: [...new Set(names)] }
    })
    .sort((a, b) => compareText(a.name, b.name))
}
