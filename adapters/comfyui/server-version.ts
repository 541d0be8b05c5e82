import { AssetloomError } from '../../core/errors.js'
import type { ComfyHttp } from './comfy-http.js'

/** Five published vulnerabilities of ComfyUI are closed from here on. */
export const versionLowest = '0.28.0'

export interface ComfyAbilities {
  readonly version: string
  /** `/api/jobs/{id}` tells the state of a prompt; without it the queue and then the history do. */
  readonly hasJobs: boolean
  /** What an operator should know about this server; null = nothing. */
  readonly warning: string | null
}

/**
 * What a server can do, by trying it. Throws InvalidInput for one that is older than 0.28.0, unless `minVersion` allows it;
 * then with a warning.
 */
export async function probeAbilities(
  http: Pick<ComfyHttp, 'origin' | 'systemStats' | 'hasJobs'>,
  minVersion: string | null,
  signal?: AbortSignal,
): Promise<ComfyAbilities> {
  const version = (await http.systemStats(signal)).system.comfyui_version
  const warning = judgeVersion(version, minVersion, http.origin)
  return { version, hasJobs: await http.hasJobs(signal), warning }
}

/** Null for a version that is fine, a warning for one that only `minVersion` allows. Throws InvalidInput for others. */
export function judgeVersion(version: string, minVersion: string | null, origin: string): string | null {
  const found = partsOf(version)
  if (found !== null && isAtLeast(found, partsOf(versionLowest))) return null
  const isAllowed = minVersion !== null && (found === null || isAtLeast(found, partsOf(minVersion)))
  if (isAllowed)
    return `ComfyUI ${version} at ${origin} is older than ${versionLowest} and has known security holes: keep it on loopback and update it`
  throw new AssetloomError(
    'InvalidInput',
    `${origin} runs ComfyUI ${version}, which is not ${minVersion ?? versionLowest} or newer`,
    `update it to ${versionLowest} or newer; for an older one that only you can reach set COMFYUI_MIN_VERSION`,
    { version },
  )
}

type Parts = readonly [number, number, number]

function partsOf(version: string): Parts | null {
  const found = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version.trim())
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
}

function isAtLeast(found: Parts, lowest: Parts | null): boolean {
  if (lowest === null) return false
  for (const [place, part] of found.entries()) {
    const other = lowest[place] ?? 0
    if (part !== other) return part > other
  }
  return true
}
