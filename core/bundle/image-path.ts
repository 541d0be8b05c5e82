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

/** Where the untrimmed picture of an asset lies in every bundle. Keys have no `_`, so the mended name is free. */
export function imagePath(assetType: AssetType, key: string): string {
  return `images/${filePathOf(assetType, key)}.png`
}

/** Where a sound lies in every bundle, in one of its formats. */
export function soundPath(assetType: AssetType, key: string, extension: string): string {
  return `audio/${filePathOf(assetType, key)}.${extension}`
}

/** Folder and file name of an asset without an extension, for files of an engine's own beside `images/`. */
export function filePathOf(assetType: AssetType, key: string): string {
  return `${folders[assetType]}/${deviceNames.test(key) ? `${key}_` : key}`
}

/** Why a path cannot be in a bundle that any system can unpack; null when it can. */
export function pathObjection(path: string): string | null {
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path))
    return 'is not a relative path with forward slashes'
  const segments = path.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'has an empty, "." or ".." segment'
  if (segments.some((segment) => deviceNames.test(segment.split('.')[0]?.toLowerCase() ?? '')))
    return 'has a name that Windows keeps for devices'
  if (path !== 'README.txt' && path !== 'CHANGES.md' && !/^[a-z0-9._/-]+$/.test(path))
    return 'has other characters than a-z, 0-9, ".", "_" and "-"'
  return path.length > 200 ? 'is longer than 200 characters' : null
}
