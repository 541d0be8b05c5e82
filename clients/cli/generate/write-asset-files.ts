import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join, resolve, sep } from 'node:path'
import type { ManifestAsset } from '../../../core/bundle/bundle-manifest.schema.js'
import type { BundleView } from '../../../core/http/http-api.js'
import { DownloadDamagedError } from '../../http/api-error.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { CliError } from '../cli-error.js'

export interface WrittenFile {
  /** Absolute. */
  readonly path: string
  readonly sha256: string
  /** `same`: it was there already. `kept`: another file is there and stays. */
  readonly outcome: 'written' | 'same' | 'replaced' | 'kept'
}

const attemptsPerFile = 3

/**
 * Writes the files of one asset of a bundle as `<outDir>/<name>.<extension>`: its picture, or a strip of all frames with
 * a JSON that says where each is, or its sound in each format. What is there already is not fetched; another file of that
 * name is left alone unless `force`. Each file appears whole or not at all.
 */
export async function writeAssetFiles(
  client: AssetloomClient,
  bundle: BundleView,
  asset: ManifestAsset,
  outDir: string,
  name: string,
  force: boolean,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = []
  for (const file of asset.files) {
    const path = placeOf(outDir, `${name}${extname(file.path)}`)
    const read = () => readBundleFile(client, bundle, file.path)
    written.push(await writeFileOnce(path, file.sha256, read, force))
  }
  if (asset.frames.length < 2) return written
  const text = `${JSON.stringify(describeStrip(asset, `${name.split('/').at(-1)}.png`), null, 2)}\n`
  const bytes = new TextEncoder().encode(text)
  written.push(
    await writeFileOnce(placeOf(outDir, `${name}.json`), sha256Of(bytes), async () => bytes, force),
  )
  return written
}

/** The bytes of one file of a bundle, checked. Throws DownloadDamagedError. */
export async function readBundleFile(
  client: AssetloomClient,
  { bundleId, files }: BundleView,
  path: string,
): Promise<Uint8Array> {
  const row = files.find((one) => one.path === path)
  if (row === undefined)
    throw new CliError('failed', `The bundle has no ${path}.`, 'Run the same command again.')
  for (let attempt = 1; ; attempt += 1) {
    const response = await client.openBundleFile(bundleId, path)
    const bytes = await response.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      // A connection that was cut in the middle of the body.
      () => new Uint8Array(),
    )
    const sha256 = sha256Of(bytes)
    if (sha256 === row.sha256) return bytes
    if (attempt >= attemptsPerFile) throw new DownloadDamagedError(path, row.sha256, sha256)
  }
}

/** Writes a file of this SHA-256 whole or not at all; what is there already is not asked for. Throws CliError. */
export async function writeFileOnce(
  path: string,
  sha256: string,
  read: () => Promise<Uint8Array>,
  force: boolean,
): Promise<WrittenFile> {
  const there = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new CliError(
      'failed',
      `${path} cannot be read: ${error.message}`,
      'Name another folder with --output.',
    )
  })
  if (there !== null && sha256Of(there) === sha256) return { path, sha256, outcome: 'same' }
  if (there !== null && !force) return { path, sha256, outcome: 'kept' }
  const bytes = await read()
  const draft = `${path}.${process.pid}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(draft, bytes)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('failed', `${path} cannot be written: ${reason}`, 'Name another folder with --output.')
  }
  return { path, sha256, outcome: there === null ? 'written' : 'replaced' }
}

/** What a game needs to cut the strip: boxes from left to right, pixels. */
function describeStrip({ key, frames, animations, states, nineSlice, pivot }: ManifestAsset, image: string) {
  let x = 0
  return {
    format: 'assetloom-strip/1',
    key,
    image,
    pivot,
    frames: frames.map(({ name, sourceSize: { width, height } }) => {
      const frame = { name, x, y: 0, width, height }
      x += width
      return frame
    }),
    animations,
    ...(states === undefined ? {} : { states }),
    ...(nineSlice === undefined ? {} : { nineSlice }),
  }
}

/** Names are made here and safe; this is the second lock on the same door. Throws CliError. */
export function placeOf(outDir: string, path: string): string {
  const root = resolve(outDir)
  const place = resolve(join(root, path))
  if (place.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) return place
  throw new CliError('usage', `${path} leaves ${root}.`, 'Name a file below the folder.')
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
