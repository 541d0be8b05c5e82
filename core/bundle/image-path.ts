import type { AssetType } from '../spec/asset-spec.schema.js'

const folders: Readonly<Record<AssetType, string>> = {
  character: 'characters',
  prop: 'props',
  item: 'items',
  tile: 'tiles',
  ui: 'ui',
  vfx: 'vfx',
  backdrop: 'backdrops',
  particle: 'particles',
  sfx: 'sounds',
  music: 'music',
}

// Windows takes these names for devices, whatever the extension (Microsoft: "Naming Files, Paths, and Namespaces").
const deviceNames = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/

/**
 * Folder and file name of an asset without an extension, under `images/`, `audio/` or an engine's own folder. Keys have no
 * `_`, so the mended name is free.
 */
export function filePathOf(assetType: AssetType, key: string): string {
  return `${folders[assetType]}/${deviceNames.test(key) ? `${key}_` : key}`
}

/**
 * Why a path cannot be in a bundle that any system can unpack; null when it can. Names that are made here are lower-case;
 * those that a team gives keep their capitals.
 */
export function pathObjection(path: string): string | null {
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path))
    return 'is not a relative path with forward slashes'
  const segments = path.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'has an empty, "." or ".." segment'
  if (segments.some((segment) => deviceNames.test(segment.split('.')[0]?.toLowerCase() ?? '')))
    return 'has a name that Windows keeps for devices'
  if (!/^[A-Za-z0-9._/-]+$/.test(path))
    return 'has other characters than letters a to z, 0-9, ".", "_" and "-"'
  return path.length > 200 ? 'is longer than 200 characters' : null
}
