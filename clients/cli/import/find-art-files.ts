import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { slugOf } from '../../../core/intake/assign-keys.js'
import { lookUpCategory } from '../../../core/intake/find-category.js'
import type { AssetType } from '../../../core/spec/asset-spec.schema.js'
import { CliError } from '../cli-error.js'

/** One file to be imported, with what its place says about it. */
export interface ArtFile {
  readonly path: string
  readonly name: string
  readonly mediaType: string
  readonly key: string
  readonly type: AssetType
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
}
const filesMax = 500
const depthMax = 6
const fileBytesMax = 32 * 1_048_576

/**
 * The pictures and sounds that the paths name, folders read whole, in the order of their names. A key is the file's
 * name, a type what the folder is called ("items/coin.png"), else prop or sfx. Throws CliError for what cannot be taken.
 */
export async function findArtFiles(
  cwd: string,
  paths: readonly string[],
  given: { readonly key?: string; readonly type?: AssetType },
): Promise<ArtFile[]> {
  const found: string[] = []
  for (const path of paths) await collect(resolve(cwd, path), 0, true, found)
  if (found.length === 0)
    throw new CliError(
      'usage',
      'There is no PNG, WAV or OGG file here.',
      'Name the files, or a folder of them.',
    )
  if (given.key !== undefined && found.length > 1)
    throw new CliError(
      'usage',
      `${found.length} files cannot have one key.`,
      'Leave --key out: keys come from names.',
    )
  if (given.key !== undefined && (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(given.key) || given.key.length > 80))
    throw new CliError(
      'usage',
      `"${given.key}" is not a key.`,
      'Write lower-case words joined by -: water-barrel',
    )
  const files = found.map((path) => describe(path, given))
  for (const [index, { key, path }] of files.entries()) {
    const earlier = files.findIndex((one) => one.key === key)
    if (earlier < index)
      throw new CliError(
        'usage',
        `${path} and ${files[earlier]?.path} would have the same key ${key}.`,
        'Rename one of them, or import it by itself with --key.',
      )
  }
  return files
}

async function collect(path: string, depth: number, isNamed: boolean, found: string[]): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (there === null)
    throw new CliError('notFound', `There is no ${path}.`, 'Name a file or a folder that exists.')
  if (there.isDirectory()) {
    if (depth >= depthMax) return
    const entries = await readdir(path, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
      // Links may lead out of the folder that was named.
      if (!entry.name.startsWith('.') && !entry.isSymbolicLink())
        await collect(join(path, entry.name), depth + 1, false, found)
    return
  }
  const isArt = mediaTypes[extname(path).toLowerCase()] !== undefined
  if (!isArt && isNamed)
    throw new CliError('usage', `${path} is no PNG, WAV or OGG file.`, 'Export it as one of these three.')
  if (!isArt) return
  if (there.size > fileBytesMax)
    throw new CliError(
      'usage',
      `${path} has ${there.size} bytes; the limit is ${fileBytesMax}.`,
      'Make it smaller.',
    )
  if (found.length >= filesMax)
    throw new CliError(
      'usage',
      `There are more than ${filesMax} files.`,
      'Import the folders below it one by one.',
    )
  found.push(path)
}

function describe(path: string, given: { readonly key?: string; readonly type?: AssetType }): ArtFile {
  const extension = extname(path)
  const mediaType = mediaTypes[extension.toLowerCase()] ?? 'application/octet-stream'
  const isPicture = mediaType === 'image/png'
  const ofFolder = lookUpCategory(basename(dirname(path)))
  const isOfSound = ofFolder === 'sfx' || ofFolder === 'music'
  const usual = ofFolder !== undefined && isOfSound !== isPicture ? ofFolder : isPicture ? 'prop' : 'sfx'
  const type = given.type ?? usual
  const key = given.key ?? slugOf(basename(path, extension).replaceAll('_', ' '), type)
  return { path, name: basename(path), mediaType, key, type }
}
