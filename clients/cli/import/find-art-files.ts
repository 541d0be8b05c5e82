import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { CliError } from '../cli-error.js'

/** One file to be imported. */
export interface ArtFile {
  /** Absolute. */
  readonly path: string
  readonly name: string
  readonly mediaType: 'image/png' | 'audio/wav' | 'audio/ogg' | 'application/json'
}

/** What became of one file. `skipped`: it is no art, and was in a folder that was named. */
export interface FileReport {
  /** Relative to the folder of the call. */
  readonly file: string
  readonly status: 'taken' | 'known' | 'refused' | 'skipped'
  readonly key?: string
  readonly message?: string
  readonly hint?: string
}

export interface FoundArt {
  readonly files: ArtFile[]
  readonly reports: FileReport[]
}

const mediaTypes: Readonly<Record<string, ArtFile['mediaType']>> = {
  '.png': 'image/png',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.json': 'application/json',
}
const filesMax = 4_000
const depthMax = 6
const fileBytesMax = 32 * 1_048_576
const jsonBytesMax = 4_194_304

/**
 * The pictures, sounds and sheets of Aseprite that the paths name, folders read whole, in the order of their names.
 * What lies in a folder and cannot be taken is reported. Throws CliError for a named file that cannot, for a path that
 * is not there, and for too many files.
 */
export async function findArtFiles(cwd: string, paths: readonly string[]): Promise<FoundArt> {
  const found: FoundArt = { files: [], reports: [] }
  for (const path of paths) await collect(cwd, resolve(cwd, path), 0, true, found)
  return found
}

/** How reports name a file. */
export function nameOfFile(cwd: string, path: string): string {
  return relative(cwd, path) || basename(path)
}

async function collect(
  cwd: string,
  path: string,
  depth: number,
  isNamed: boolean,
  found: FoundArt,
): Promise<void> {
  const file = nameOfFile(cwd, path)
  const there = await stat(path).catch(() => null)
  if (there === null)
    throw new CliError('notFound', `There is no ${path}.`, 'Name a file or a folder that exists.')
  if (there.isDirectory()) return await collectFolder(cwd, path, depth, found)
  const mediaType = mediaTypes[extname(path).toLowerCase()]
  const refuse = (status: 'refused' | 'skipped', message: string, hint: string) => {
    if (isNamed) throw new CliError('usage', `${path} ${message}.`, hint)
    found.reports.push({ file, status, message, hint })
  }
  if (mediaType === undefined || !there.isFile())
    return refuse('skipped', 'is no PNG, WAV or OGG file', 'Export it as one of these three.')
  const limit = mediaType === 'application/json' ? jsonBytesMax : fileBytesMax
  if (there.size > limit)
    return refuse('refused', `has ${there.size} bytes; the limit is ${limit}`, 'Make it smaller.')
  if (found.files.length >= filesMax)
    throw new CliError(
      'usage',
      `There are more than ${filesMax} files.`,
      'Import the folders below it one by one.',
    )
  if (!found.files.some((one) => one.path === path))
    found.files.push({ path, name: basename(path), mediaType })
}

async function collectFolder(cwd: string, path: string, depth: number, found: FoundArt): Promise<void> {
  const skip = (place: string, message: string, hint: string) =>
    found.reports.push({ file: nameOfFile(cwd, place), status: 'skipped', message, hint })
  if (depth >= depthMax) return void skip(path, 'lies too deep', 'Name this folder itself.')
  const entries = await readdir(path, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = join(path, entry.name)
    if (entry.name.startsWith('.')) continue
    // Links may lead out of the folder that was named.
    if (entry.isSymbolicLink()) skip(place, 'is a link', 'Name the file that it leads to.')
    else await collect(cwd, place, depth + 1, false, found)
  }
}

/** Folders above the file tell what it is. */
export function folderName(path: string): string {
  return basename(dirname(path))
}
