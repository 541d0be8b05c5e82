import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bundleManifestSchema, type BundleManifest } from '../../core/bundle/bundle-manifest.schema.js'
import { isIdOf } from '../../core/ids.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'
import { findBundleFolder } from './deploy/read-bundle-folder.js'

const manifestMaxBytes = 256 * 1_048_576

export interface ManifestPlace {
  /** A bundle's id, its folder, or a folder with one folder a target. */
  readonly name: string
  /** Which bundle of a folder that holds several. */
  readonly target?: string | undefined
  /** What a folder is relative to. */
  readonly cwd: string
}

/** The manifest of a bundle. `connect` is only called for an id. Throws CliError where no manifest can be read. */
export async function readBundleManifest(
  { name, target, cwd }: ManifestPlace,
  connect: () => Promise<{ readonly client: AssetloomClient }>,
): Promise<BundleManifest> {
  if (isIdOf('bundle', name)) return parseManifest(name, await fetchManifest((await connect()).client, name))
  const place = join(await findBundleFolder(resolve(cwd, name), target), 'manifest.json')
  if ((await stat(place)).size > manifestMaxBytes)
    throw new CliError('usage', `${place} is too large for a manifest.`, 'Name a folder that export wrote.')
  return parseManifest(place, await readFile(place, 'utf8'))
}

async function fetchManifest(client: AssetloomClient, bundleId: string): Promise<string> {
  const { state, target } = await client.readBundle(bundleId)
  if (state !== 'published')
    throw new CliError(
      'conflict',
      `The ${target} bundle ${bundleId} is ${state}: it has no manifest.`,
      'Export it again, or name a bundle that is published.',
    )
  return await (await client.openBundleFile(bundleId, 'manifest.json')).text()
}

function parseManifest(place: string, text: string): BundleManifest {
  const again = 'Export the bundle again, with this version of Assetloom.'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CliError('failed', `The manifest of ${place} is damaged: ${why}`, again)
  }
  const parsed = bundleManifestSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const what = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`
  throw new CliError('failed', `The manifest of ${place} is none of a bundle: ${what}`, again)
}
