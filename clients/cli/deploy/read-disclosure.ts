import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { discloseArt, type Disclosure, type FileFate } from '../../../core/deploy/disclose-art.js'
import { isEngineSidecar, keepFolder } from '../../../core/deploy/game-path.js'
import { CliError } from '../cli-error.js'
import { nodeDeployFs } from './deploy-fs.js'
import { readDeploymentRecord } from './deploy-record.js'
import { pathFrom, placeOn, recordPath } from './deploy-places.js'

const skipped = new Set(['node_modules', '.git', '.godot', 'Library', 'target', 'Temp', keepFolder])
const depthMax = 4
const filesMax = 1_000_000

/** The assets folder of a game: `dir` itself, or the one below it that was deployed into. Throws CliError. */
export async function findDeployedFolder(dir: string): Promise<string> {
  const found: string[] = []
  let level = [dir]
  for (let depth = 0; depth <= depthMax && level.length > 0 && found.length === 0; depth += 1) {
    const below: string[] = []
    for (const folder of level) {
      if ((await lstat(placeOn(folder, recordPath)).catch(() => null))?.isFile() === true) found.push(folder)
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      for (const entry of entries)
        if (entry.isDirectory() && !skipped.has(entry.name)) below.push(join(folder, entry.name))
    }
    level = below
  }
  const [first] = found
  if (first === undefined)
    throw new CliError(
      'notFound',
      `Nothing was deployed into ${dir}.`,
      'Name a folder that assetloom deploy wrote to.',
    )
  if (found.length > 1)
    throw new CliError(
      'usage',
      `${dir} has several such folders: ${found.sort().join(', ')}.`,
      'Name one of them.',
    )
  return first
}

/** What of an assets folder was made by software and what by people. */
export async function readDisclosure(root: string): Promise<Disclosure> {
  const record = await readDeploymentRecord(nodeDeployFs, root)
  const fates = new Map<string, FileFate>()
  for (const { files } of record.deployments)
    for (const { path, sha256 } of files) fates.set(path, await fateOf(placeOn(root, path), sha256))
  const manifests = new Set(record.deployments.flatMap(({ gameManifest }) => gameManifest ?? []))
  const otherFiles = await countOthers(root, (path) => fates.has(path) || manifests.has(path))
  return discloseArt(record, (path) => fates.get(path) ?? 'gone', otherFiles)
}

async function fateOf(place: string, sha256: string): Promise<FileFate> {
  const found = await nodeDeployFs.find(place)
  if (found?.kind !== 'file') return 'gone'
  const { sha256: current, lfSha256 } = await nodeDeployFs.hash(place)
  return current === sha256 || lfSha256 === sha256 ? 'same' : 'edited'
}

/** Files that no deployment wrote. Settings of engines beside files are nobody's art. */
async function countOthers(root: string, isKnown: (path: string) => boolean): Promise<number> {
  let count = 0
  const queue = [root]
  for (let folder = queue.shift(); folder !== undefined && count < filesMax; folder = queue.shift())
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const place = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) queue.push(place)
      } else if (entry.isFile() && !isEngineSidecar(entry.name) && !isKnown(pathFrom(root, place))) count += 1
    }
  return count
}
