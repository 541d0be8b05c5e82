import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Rooms whose files go to dist/, relative to the clone. */
export const builtRooms = [
  'core',
  'workflows',
  'activities',
  'adapters',
  'workers',
  'api',
  'clients',
  'comfy-graphs',
  'infra/dev',
  'examples',
]

/** What workflow code can reach: only these make a new workflow bundle. */
export const workflowRooms = ['core', 'workflows']

/** Files of `rooms`, sorted, with forward slashes, relative to `rootDir`. Rooms that are not there hold none. */
export function listSources(rootDir, rooms) {
  const found = []
  const walk = (dir) => {
    let entries
    try {
      entries = readdirSync(join(rootDir, dir), { withFileTypes: true })
    } catch (error) {
      if (error.code === 'ENOENT') return
      throw error
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const path = `${dir}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && !/\.(tmp|log|test\.ts|d\.mts|d\.ts)$/.test(entry.name)) found.push(path)
    }
  }
  for (const room of rooms) walk(room)
  return found.sort((a, b) => (a < b ? -1 : 1))
}

/** SHA-256 over the names and bytes of `paths` (relative to `rootDir`): equal when nothing that matters changed. */
export function hashSources(rootDir, paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const bytes = readFileSync(join(rootDir, path))
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** The stamp of everything that a build reads: sources, the build itself, and the versions of all packages. */
export function hashBuildInputs(rootDir) {
  return hashSources(rootDir, [...listSources(rootDir, builtRooms), 'package-lock.json'])
}

/** The stamp of the workflow bundle's inputs. */
export function hashWorkflowInputs(rootDir) {
  return hashSources(rootDir, [...listSources(rootDir, workflowRooms), 'package-lock.json'])
}
