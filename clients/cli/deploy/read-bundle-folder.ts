import { createHash } from 'node:crypto'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BundleFile } from '../../../core/bundle/bundle-file.js'
import { pngSize } from '../../../core/bundle/png-size.js'
import { verifyBundle } from '../../../core/bundle/verify-bundle.js'
import {
  deployableManifestSchema,
  type DeployableManifest,
} from '../../../core/deploy/deployable-manifest.schema.js'
import type { DeployProblem } from '../../../core/deploy/deploy-problem.js'
import { extensionOfPath, gamePathObjection } from '../../../core/deploy/game-path.js'
import { CliError } from '../cli-error.js'
import { nodeDeployFs } from './deploy-fs.js'
import { placeOn } from './deploy-places.js'

export interface BundleFolder {
  /** Absolute. */
  readonly dir: string
  readonly manifest: DeployableManifest
  /** Text files by path. */
  readonly texts: ReadonlyMap<string, string>
}

const manifestMaxBytes = 256 * 1_048_576
const filesMax = 200_000
const textMaxBytes = 32 * 1_048_576
const binary = new Set([
  'png',
  'webp',
  'jpg',
  'jpeg',
  'ogg',
  'wav',
  'mp3',
  'flac',
  'ktx2',
  'basis',
  'zip',
  'bin',
])

/**
 * Finds the bundle in `dir` or, when that holds one folder a target (as export writes them), in the folder of `target`
 * or in the only one.
 */
export async function findBundleFolder(dir: string, target: string | undefined): Promise<string> {
  if (await isBundle(dir)) return dir
  const names = (await readdir(dir, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const found: string[] = []
  for (const name of names.sort()) if (await isBundle(join(dir, name))) found.push(name)
  const chosen = target === undefined && found.length === 1 ? found[0] : found.find((name) => name === target)
  if (chosen !== undefined) return join(dir, chosen)
  if (found.length === 0)
    throw new CliError(
      'notFound',
      `There is no bundle in ${dir}.`,
      'Name a folder that export wrote: it has a manifest.json.',
    )
  throw new CliError(
    'usage',
    `${dir} holds several bundles: ${found.join(', ')}.`,
    'Choose one with --target.',
  )
}

async function isBundle(dir: string): Promise<boolean> {
  const handle = await open(join(dir, 'manifest.json')).catch(() => null)
  if (handle === null) return false
  try {
    // The format is the first member of every bundle's manifest.
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(4096) })
    return /"format"\s*:\s*"assetloom-bundle\//.test(buffer.toString('utf8', 0, bytesRead))
  } finally {
    await handle.close()
  }
}

/**
 * Reads a bundle and checks it against its own manifest. Files that the manifest does not list are not looked at: an
 * editor leaves such in a folder that it opened. Throws CliError when there is no manifest that can be read.
 */
export async function readBundleFolder(
  dir: string,
): Promise<{ readonly bundle: BundleFolder; readonly problems: DeployProblem[] }> {
  const manifestBytes = await readManifestBytes(dir)
  const manifest = parseManifest(dir, manifestBytes)
  const files: BundleFile[] = [{ path: 'manifest.json', bytes: manifestBytes }]
  const texts = new Map<string, string>()
  const problems: DeployProblem[] = []
  for (const path of listedPaths(manifest)) {
    const objection = gamePathObjection(path)
    if (objection !== null) {
      problems.push({ path, message: `the path in the bundle ${objection}`, hint: damagedHint })
      continue
    }
    const found = await lstat(placeOn(dir, path)).catch(() => null)
    if (found === null) continue
    if (!found.isFile()) problems.push({ path, message: 'is no plain file in the bundle', hint: damagedHint })
    else files.push(await readListed(dir, path, found.size, texts))
  }
  // A manifest that leads out of its folder is not one to be told the other faults of.
  if (problems.length === 0)
    for (const { path, message } of verifyBundle(files)) problems.push({ path, message, hint: damagedHint })
  return { bundle: { dir, manifest, texts }, problems }
}

const damagedHint = 'Export the bundle again; nothing was written.'

async function readManifestBytes(dir: string): Promise<Uint8Array> {
  const place = join(dir, 'manifest.json')
  const found = await lstat(place).catch(() => null)
  if (found === null || !found.isFile())
    throw new CliError('notFound', `There is no manifest.json in ${dir}.`, 'Name a folder that export wrote.')
  if (found.size > manifestMaxBytes)
    throw new CliError('usage', `${place} is too large for a manifest.`, 'Name a folder that export wrote.')
  return await nodeDeployFs.read(place)
}

function parseManifest(dir: string, bytes: Uint8Array): DeployableManifest {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CliError(
      'failed',
      `${join(dir, 'manifest.json')} is damaged: ${why}`,
      'Export the bundle again.',
    )
  }
  const parsed = deployableManifestSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new CliError(
      'failed',
      `${join(dir, 'manifest.json')} is no bundle manifest: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      'Export the bundle again, with this version of Assetloom.',
    )
  }
  if (listedPaths(parsed.data).size > filesMax)
    throw new CliError('usage', `The bundle lists more than ${filesMax} files.`, 'Split the project.')
  return parsed.data
}

function listedPaths(manifest: DeployableManifest): Set<string> {
  return new Set(
    [
      ...manifest.assets.flatMap(({ files }) => files),
      ...manifest.atlases.flatMap(({ pages, files }) => [...pages, ...files]),
      ...manifest.files,
    ].map(({ path }) => path),
  )
}

/** Pictures and sounds by hash and header, so that a large bundle need not be held in memory. */
async function readListed(
  dir: string,
  path: string,
  sizeBytes: number,
  texts: Map<string, string>,
): Promise<BundleFile> {
  const place = placeOn(dir, path)
  if (!binary.has(extensionOfPath(path)) && sizeBytes <= textMaxBytes) {
    const bytes = await nodeDeployFs.read(place)
    texts.set(path, Buffer.from(bytes).toString('utf8'))
    return { path, bytes }
  }
  const handle = await open(place)
  try {
    const hash = createHash('sha256')
    let head: Buffer = Buffer.alloc(0)
    let length = 0
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      if (head.length < 24) head = Buffer.concat([head, chunk.subarray(0, 24)])
      hash.update(chunk)
      length += chunk.length
    }
    const size = pngSize(head)
    return { path, sha256: hash.digest('hex'), sizeBytes: length, ...(size ?? {}) }
  } finally {
    await handle.close()
  }
}
