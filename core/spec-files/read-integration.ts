import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { quote, type SpecReport } from './open-report.js'
import type { SpecFile } from './spec-file.schema.js'

export type Integration = NonNullable<AssetSpec['integration']>

/**
 * Where a team's manifest wants the asset. A naming pattern (filled in already) gives the file name, as the user wrote
 * it, in the folder of `manifest_path` or else of the section: `audio.sfx.jump` is `audio/sfx/jump/`. Undefined where
 * nothing is said; paths that leave the game's folder are refused.
 */
export function readIntegration(
  block: SpecFile['integration'],
  report: SpecReport,
  outputName?: string,
): Integration | undefined {
  if (block === undefined && outputName === undefined) return undefined
  const { manifest_key, manifest_path, manifest_section, manifest_type, naming_pattern, description } =
    block ?? {}
  const pattern = renamed(naming_pattern ?? manifest_path, outputName)
  const usesPattern = naming_pattern !== undefined || outputName !== undefined
  const path =
    usesPattern && pattern !== undefined
      ? joinPath(folderOf(manifest_path) ?? (manifest_section ?? '').split('.').join('/'), pattern)
      : manifest_path
  const key = naming_pattern === undefined ? 'manifest_path' : 'naming_pattern'
  const why = path === undefined ? null : pathObjection(path)
  if (why !== null)
    report.refuse(
      ['integration', key],
      `the path ${quote(path)} ${why}`,
      'Write it like images/items/coin.png.',
    )
  if (path !== undefined && path.length > 240)
    report.refuse(['integration', key], 'the path has more than 240 characters', 'Shorten it.')
  const manifestKey = manifest_key ?? outputName ?? (usesPattern ? stemOf(path) : undefined)
  return {
    ...(manifestKey === undefined || manifestKey === '' ? {} : { manifestKey }),
    ...(manifest_section === undefined ? {} : { manifestSection: manifest_section }),
    ...(manifest_type === undefined ? {} : { manifestType: manifest_type }),
    ...(path === undefined ? {} : { manifestPath: path }),
    ...(description === undefined ? {} : { description: description.replace(/\s+/g, ' ').trim() }),
  }
}

/** `sfxJump1a` of `audio/sfx/jump/sfxJump1a.ogg`. */
export function stemOf(path: string | undefined): string | undefined {
  const name = path?.split('/').at(-1)
  return name?.replace(/\.[A-Za-z0-9]{1,5}$/, '')
}

/** Lower case, without its dot; undefined where a path has none. */
export function extensionOf(path: string | undefined): string | undefined {
  return /\.([A-Za-z0-9]{1,5})$/.exec(path ?? '')?.[1]?.toLowerCase()
}

/** The pattern with another name in front of its extension. */
function renamed(pattern: string | undefined, outputName: string | undefined): string | undefined {
  if (outputName === undefined) return pattern
  const extension = extensionOf(pattern)
  return extension === undefined ? outputName : `${outputName}.${extension}`
}

function folderOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  if (extensionOf(path) === undefined) return path.replace(/\/+$/, '')
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Why a path cannot be one inside a game's folder; null when it can. */
export function pathObjection(path: string): string | null {
  if (/^[/\\]|^[A-Za-z]:/.test(path)) return 'is absolute'
  if (path.includes('\\')) return 'has backslashes'
  if (/\p{Cc}/u.test(path)) return 'holds a control character'
  const parts = path.split('/')
  if (parts.some((part) => part === '..' || part === '.')) return 'leaves its folder'
  return parts.some((part) => part === '') ? 'has an empty part' : null
}
