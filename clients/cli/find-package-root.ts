import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of Assetloom's own package.json, from the sources as well as from dist/. Throws when there is none. */
export function findPackageRoot(fromUrl: string = import.meta.url): string {
  for (let dir = dirname(fileURLToPath(fromUrl)); ; dir = dirname(dir)) {
    if (isAssetloom(join(dir, 'package.json'))) return dir
    if (dir === dirname(dir)) throw new Error('no package.json of assetloom above this file')
  }
}

function isAssetloom(path: string): boolean {
  try {
    const parsed = JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown; dependencies?: unknown }
    return parsed.name === 'assetloom' && parsed.dependencies !== undefined
  } catch {
    return false
  }
}
