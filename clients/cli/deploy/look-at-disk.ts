import { foldPath } from '../../../core/deploy/game-path.js'
import type { DiskState } from '../../../core/deploy/plan-deployment.js'
import type { DeployFs } from './deploy-fs.js'
import { placeOn } from './deploy-places.js'

/** What is at each of these paths below `root`: links are seen, not followed, and names that differ by case are found. */
export async function lookAtDisk(
  fs: DeployFs,
  root: string,
  paths: Iterable<string>,
): Promise<Map<string, DiskState>> {
  const listings = new Map<string, Promise<Map<string, string[]>>>()
  const namesIn = (folder: string) => {
    const known = listings.get(folder)
    if (known !== undefined) return known
    const fresh = fs.list(folder === '' ? root : placeOn(root, folder)).then(foldNames)
    listings.set(folder, fresh)
    return fresh
  }
  const states = new Map<string, DiskState>()
  for (const path of new Set(paths)) states.set(path, await lookAt(fs, root, path, namesIn))
  return states
}

function foldNames(names: readonly string[]): Map<string, string[]> {
  const folded = new Map<string, string[]>()
  for (const name of names) folded.set(foldPath(name), [...(folded.get(foldPath(name)) ?? []), name])
  return folded
}

async function lookAt(
  fs: DeployFs,
  root: string,
  path: string,
  namesIn: (folder: string) => Promise<Map<string, string[]>>,
): Promise<DiskState> {
  const parts = path.split('/')
  for (const [index, part] of parts.entries()) {
    const folder = parts.slice(0, index).join('/')
    const at = parts.slice(0, index + 1).join('/')
    const alike = (await namesIn(folder)).get(foldPath(part)) ?? []
    if (!alike.includes(part)) {
      const [twin] = alike
      return twin === undefined
        ? { kind: 'absent' }
        : { kind: 'twin', at: folder === '' ? twin : `${folder}/${twin}` }
    }
    const place = placeOn(root, at)
    const found = await fs.find(place)
    if (found === null) return { kind: 'absent' }
    if (found.kind === 'link') return { kind: 'link', at }
    const isLast = index === parts.length - 1
    if (found.kind !== (isLast ? 'file' : 'folder')) return { kind: 'other', at }
    if (!isLast) continue
    const { sha256, lfSha256 } = await fs.hash(place)
    return { kind: 'file', sha256, lfSha256, isReadOnly: found.isReadOnly }
  }
  return { kind: 'absent' }
}
