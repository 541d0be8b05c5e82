import { constants, type Stats } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isFolderPath, isTextPath } from '../../../core/project-folder/folder-paths.js'
import { folderLimits } from '../../../core/project-folder/project-folder.schema.js'
import { CliError } from '../cli-error.js'

export interface FolderOnDisk {
  readonly dir: string
  readonly texts: Readonly<Record<string, string>>
  /** Paths of pictures and sounds within the folder. */
  readonly objects: readonly string[]
  /** What lies in it and is not of its layout: left alone. */
  readonly strangers: readonly string[]
}

/** The folders of the layout; nothing else is looked into. */
const subfolders = [
  ...['project', 'catalogs', 'spec-lists', 'spec-lists/revisions', 'documents', 'specs', 'jobs', 'files'],
]

/**
 * Reads a project's folder as it lies on disk. Links are never followed, only files of the layout are opened, and what
 * is too much is refused before it is read. Throws CliError.
 */
export async function readFolder(dir: string): Promise<FolderOnDisk> {
  const root = resolve(dir)
  const found = await lstat(root).catch(() => null)
  if (found === null)
    throw new CliError('notFound', `There is no folder ${root}.`, 'Name one that project export made.')
  if (!found.isDirectory())
    throw new CliError('usage', `${root} is no folder.`, 'Name one that project export made.')
  const texts: Record<string, string> = {}
  const objects: string[] = []
  const strangers: string[] = []
  let textBytes = 0
  for (const path of await listPaths(root, strangers)) {
    const isText = isTextPath(path)
    const stats = await lstat(join(root, path))
    refuseSpecial(path, stats)
    if (!isText) {
      objects.push(path)
      continue
    }
    textBytes += stats.size
    if (textBytes > folderLimits.textBytesMax)
      throw tooMuch(`texts of more than ${folderLimits.textBytesMax} bytes`)
    texts[path] = await readText(root, path)
  }
  return { dir: root, texts, objects, strangers }
}

/** The bytes of one picture or sound. Throws CliError for a link and for more than an upload takes. */
export async function readObject(root: string, path: string): Promise<Uint8Array> {
  return await readOwn(root, path, folderLimits.objectBytesMax)
}

async function listPaths(root: string, strangers: string[]): Promise<string[]> {
  const paths: string[] = []
  for (const folder of subfolders) {
    const found = await lstat(join(root, folder)).catch(() => null)
    if (found === null) continue
    if (!found.isDirectory()) throw unsafe(folder)
    for (const entry of await readdir(join(root, folder))) {
      const path = `${folder}/${entry}`
      if (subfolders.includes(path)) continue
      if (isFolderPath(path)) paths.push(path)
      else strangers.push(path)
      if (paths.length > folderLimits.filesMax) throw tooMuch(`more than ${folderLimits.filesMax} files`)
    }
  }
  return paths.sort()
}

function refuseSpecial(path: string, stats: Stats): void {
  if (!stats.isFile()) throw unsafe(path)
}

async function readText(root: string, path: string): Promise<string> {
  const bytes = await readOwn(root, path, folderLimits.textBytesMax)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CliError('failed', `${path} is no UTF-8 text.`, 'Export the project again.')
  }
}

async function readOwn(root: string, path: string, sizeMaxBytes: number): Promise<Uint8Array> {
  // Between the look and the opening somebody could put a link there.
  const file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => {
    throw unsafe(path)
  })
  try {
    const stats = await file.stat()
    refuseSpecial(path, stats)
    if (stats.size > sizeMaxBytes) throw tooMuch(`${path}, which is larger than ${sizeMaxBytes} bytes`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function unsafe(path: string): CliError {
  return new CliError(
    'failed',
    `${path} is no plain file.`,
    'Links and devices are not followed: put the file there.',
  )
}

function tooMuch(what: string): CliError {
  return new CliError(
    'failed',
    `The folder has ${what}.`,
    'Export the project again, in parts or as a backup.',
  )
}
