import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { readTextChunks, isPng } from '../../../core/raster/png-text-chunks.js'
import { CliError } from '../cli-error.js'

/** What a file on this disk says about itself. */
export interface TracedFile {
  readonly path: string
  readonly sha256: string
  /** What the API may know it by, the surest first: ids of a manifest beside it, its hash, a key. */
  readonly names: readonly { readonly name: string; readonly project?: string }[]
  /** Members of the deployment that wrote it: target and bundle; null when none did. */
  readonly deployment: {
    readonly record: string
    readonly project: string
    readonly target: string
    readonly bundle: string
  } | null
}

const fileBytesMax = 256 * 1_048_576
const levelsMax = 12

/**
 * A picture or sound of a bundle, a game or an output folder. The manifest of the bundle that it lies in names its
 * variant; the record of a game's deployment its key and project; else its own bytes have to be known. Throws CliError.
 */
export async function readTracedFile(path: string, project: string): Promise<TracedFile> {
  const found = await stat(path)
  if (!found.isFile() || found.size > fileBytesMax)
    throw new CliError('usage', `${path} is no picture or sound.`, 'Name a file of a bundle or of a game.')
  const bytes = new Uint8Array(await readFile(path))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const inBundle = await fromManifest(path, sha256)
  const deployed = await fromDeployment(path)
  const key = isPng(bytes) ? readTextChunks(bytes)['key'] : undefined
  return {
    ...{ path, sha256 },
    names: [
      ...inBundle.map((name) => ({ name })),
      { name: sha256 },
      ...(deployed === null ? [] : [{ name: deployed.key, project: deployed.project }]),
      ...(key === undefined ? [] : [{ name: key, project }]),
    ],
    deployment: deployed,
  }
}

interface LooseManifest {
  readonly assets?: readonly {
    readonly variantId?: unknown
    readonly files?: readonly { readonly path?: unknown; readonly sha256?: unknown }[]
  }[]
}

/** The variant that the manifest of the nearest bundle above the file gives for its place, if the bytes are still those. */
async function fromManifest(path: string, sha256: string): Promise<string[]> {
  for (const dir of foldersAbove(path)) {
    const manifest = (await readJson(join(dir, 'manifest.json'))) as LooseManifest | null
    // Any program may have a manifest.json.
    const assets: LooseManifest['assets'] = Array.isArray(manifest?.assets) ? manifest.assets : undefined
    if (assets === undefined) continue
    const place = relative(dir, path).split(sep).join('/')
    const owners = assets.filter(({ files }) =>
      files?.some((file) => file.path === place && file.sha256 === sha256),
    )
    return owners.flatMap(({ variantId }) => (typeof variantId === 'string' ? [variantId] : []))
  }
  return []
}

interface LooseRecord {
  readonly deployments?: readonly {
    readonly project: { readonly key: string }
    readonly target: string
    readonly bundle: string
    readonly files: readonly { readonly path: string; readonly key: string | null }[]
  }[]
}

async function fromDeployment(path: string) {
  for (const dir of foldersAbove(path)) {
    const file = join(dir, '.assetloom', 'deployment.json')
    const record = (await readJson(file)) as LooseRecord | null
    const all: LooseRecord['deployments'] = Array.isArray(record?.deployments)
      ? record.deployments
      : undefined
    if (all === undefined) continue
    const place = relative(dir, path).split(sep).join('/')
    for (const { project, target, bundle, files } of all) {
      const own = files.find((one) => one.path === place)
      if (own?.key) return { record: file, key: own.key, project: project.key, target, bundle }
    }
  }
  return null
}

function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let dir = dirname(path); folders.length < levelsMax && !folders.includes(dir); dir = dirname(dir))
    folders.push(dir)
  return folders
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
