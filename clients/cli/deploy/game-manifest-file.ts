import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { DeployProblem } from '../../../core/deploy/deploy-problem.js'
import { parseJson } from '../../../core/deploy/parse-json.js'
import { freshGameManifest } from '../../../core/deploy/patch-game-manifest.js'
import { CliError } from '../cli-error.js'
import type { DeployFs } from './deploy-fs.js'
import { pathFrom, placeOn } from './deploy-places.js'

export interface GameManifestFile {
  /** Relative to the assets folder; may begin with `../`. */
  readonly path: string
  readonly text: string
  /** Null when the file is not there yet. */
  readonly sha256: string | null
}

const sizeMaxBytes = 64 * 1_048_576

/**
 * The manifest to keep: the one that was named (made when it is not there), else the one that the last deployment kept,
 * else `manifest.json` of the assets folder if it has an object `assets` (a bundle's own has a list). Null when there is none; `note` says why not.
 */
export async function readGameManifest(
  fs: DeployFs,
  root: string,
  named: string | null,
  keptBefore: string | null,
): Promise<{ file: GameManifestFile | null; note: string | null; problems: DeployProblem[] }> {
  const place = named ?? placeOn(root, keptBefore ?? 'manifest.json')
  const path = pathFrom(root, place)
  const found = await fs.find(place)
  const nothing = { file: null, note: null, problems: [] }
  if (found === null) {
    if (named === null) return nothing
    if ((await fs.find(dirname(place)))?.kind !== 'folder')
      throw new CliError(
        'notFound',
        `There is no folder for ${place}.`,
        'Name a manifest in a folder that exists.',
      )
    return { ...nothing, file: { path, text: freshGameManifest, sha256: null } }
  }
  const problem = (message: string, hint: string) => ({ ...nothing, problems: [{ path, message, hint }] })
  if (found.kind !== 'file')
    return problem('it is not a plain file', 'Name the file itself with --manifest; links are not followed.')
  if (found.sizeBytes > sizeMaxBytes)
    return problem('it is too large for a manifest', 'Name another with --manifest.')
  const bytes = await fs.read(place)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return problem('it is not UTF-8', 'Save it as UTF-8, or name another with --manifest.')
  }
  if (named === null && keptBefore === null && !hasAssets(text))
    return {
      ...nothing,
      note: `${path} has no object "assets", so it is left alone; --manifest ${path} takes it all the same.`,
    }
  if (found.isReadOnly) return problem('it is read-only', 'Check it out or make it writable.')
  return { ...nothing, file: { path, text, sha256: createHash('sha256').update(bytes).digest('hex') } }
}

/** Whether it may be a game's manifest. A broken one may: it is told of, rather than passed over. */
function hasAssets(text: string): boolean {
  const parsed = parseJson(text)
  if ('fault' in parsed) return text.includes('"assets"')
  return (
    parsed.root.kind === 'object' &&
    parsed.root.members.some(({ key, value }) => key === 'assets' && value.kind === 'object')
  )
}
