import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Assetloom's part of the user's cache (XDG), shared by all clones. */
export function cacheFolder(env = process.env) {
  const base = env.XDG_CACHE_HOME?.startsWith('/')
    ? env.XDG_CACHE_HOME
    : join(env.HOME || homedir(), '.cache')
  return join(base, 'assetloom')
}

/** A lock for work inside one clone. It lies outside, because `npm ci` empties node_modules and a build dist/. */
export function cloneLockPath(rootDir, name, env = process.env) {
  const key = createHash('sha256').update(realpathSync(rootDir)).digest('hex').slice(0, 16)
  return join(cacheFolder(env), 'locks', `${key}-${name}.lock`)
}
