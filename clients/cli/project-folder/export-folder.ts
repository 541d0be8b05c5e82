import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, rmdir, lstat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isFolderPath } from '../../../core/project-folder/folder-paths.js'
import type { FolderObject } from '../../../core/project-folder/project-contents.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { projectRequests } from '../../http/project-requests.js'
import { CliError } from '../cli-error.js'
import { fetchAttemptsMax, fetchImage } from '../fetch-image.js'

export interface ExportedFolder {
  readonly dir: string
  readonly texts: number
  readonly files: number
}

/** Pictures in flight at once: the API is on this machine, more would only queue. */
const parallelDownloads = 6

/**
 * Writes a project's folder. It comes into being whole, by the rename of a finished one beside it; a folder with
 * anything in it is refused. Every picture is checked by its hash. Throws CliError.
 */
export async function exportFolder(
  client: AssetloomClient,
  projectId: string,
  dir: string,
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<ExportedFolder> {
  const target = resolve(dir)
  await refuseUsed(target)
  const { texts, objects } = await projectRequests(client, projectId).exportFolder()
  await mkdir(dirname(target), { recursive: true })
  const draft = join(dirname(target), `.assetloom-export-${randomUUID()}`)
  try {
    for (const [path, text] of Object.entries(texts)) await writeInto(draft, path, Buffer.from(text, 'utf8'))
    await writeObjects(client, projectId, draft, objects, onFile)
    await refuseUsed(target)
    await rmdir(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    await rename(draft, target)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return { dir: target, texts: Object.keys(texts).length, files: objects.length }
}

async function refuseUsed(target: string): Promise<void> {
  const found = await lstat(target).catch(() => null)
  if (found === null) return
  if (!found.isDirectory())
    throw new CliError('usage', `${target} is no folder.`, 'Name a folder that is not there.')
  if ((await readdir(target)).length > 0)
    throw new CliError(
      'conflict',
      `${target} has something in it, so it is left alone.`,
      'Name a new folder, or empty that one.',
    )
}

/** The server names the paths: one that is none of a folder would leave it. */
async function writeInto(draft: string, path: string, bytes: Uint8Array): Promise<void> {
  if (!isFolderPath(path))
    throw new CliError(
      'failed',
      `The service named the path "${path}".`,
      'Update the service and this program.',
    )
  const place = join(draft, path)
  await mkdir(dirname(place), { recursive: true })
  const file = await open(place, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeObjects(
  client: AssetloomClient,
  projectId: string,
  draft: string,
  objects: readonly FolderObject[],
  onFile: (done: number, total: number) => void,
): Promise<void> {
  const waiting = [...objects]
  let done = 0
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await writeInto(draft, next.path, await fetchObject(client, projectId, next))
      done += 1
      onFile(done, objects.length)
    }
  }
  await Promise.all(Array.from({ length: parallelDownloads }, work))
}

async function fetchObject(
  client: AssetloomClient,
  projectId: string,
  { sha256, path }: FolderObject,
): Promise<Uint8Array> {
  const bytes = await fetchImage(client, projectId, sha256)
  if (bytes !== null) return bytes
  throw new CliError(
    'failed',
    `${path} arrived damaged ${fetchAttemptsMax} times.`,
    'Run: npx assetloom doctor',
  )
}
