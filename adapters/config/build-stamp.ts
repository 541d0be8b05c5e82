import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How far below dist/ a program may lie. */
const foldersMax = 6
const shownChars = 12

/**
 * Which sources the program at `path` was built of: the first 12 characters of the hash in the build-stamp.json of its
 * dist/. Null for TypeScript run as it is, and for programs that no build of ours has made.
 */
export function readBuildStamp(path: string): string | null {
  if (path.endsWith('.ts')) return null
  let dir = dirname(path)
  for (let level = 0; level < foldersMax; level++) {
    try {
      const stamp = JSON.parse(readFileSync(join(dir, 'build-stamp.json'), 'utf8')) as { inputs?: unknown }
      return typeof stamp.inputs === 'string' ? stamp.inputs.slice(0, shownChars) : null
    } catch {
      dir = dirname(dir)
    }
  }
  return null
}

/** The stamp of the module with this `import.meta.url`. */
export function buildStampOf(moduleUrl: string): string | null {
  return readBuildStamp(fileURLToPath(moduleUrl))
}
