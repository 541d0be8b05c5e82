import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import type { ImportedProject } from '../../../core/http/project-api.js'
import { objectsOf } from '../../../core/project-folder/project-contents.js'
import { readProjectFolder } from '../../../core/project-folder/read-project-folder.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { projectRequests } from '../../http/project-requests.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { printProblems } from '../print-failure.js'
import { readFolder, readObject } from './read-folder.js'

export interface ImportResult extends ImportedProject {
  readonly projectId: string
  readonly key: string
  /** Pictures and sounds that were sent. */
  readonly files: number
  readonly strangers: readonly string[]
}

const mediaTypes: Readonly<Record<string, string>> = { '.png': 'image/png', '.wav': 'audio/wav' }

/**
 * Puts a folder into a project: checks all of it here first, sends every picture and sound, then the texts, which come
 * back whole or not at all. The same folder again changes nothing. Prints what is wrong with the folder, and throws.
 */
export async function importFolder(
  context: CliContext,
  client: AssetloomClient,
  input: { readonly dir: string; readonly key: string | null },
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<ImportResult> {
  const folder = await readFolder(input.dir)
  const { contents, problems } = readProjectFolder(folder.texts)
  if (contents === null) {
    printProblems(
      context,
      problems.map(({ file, member, message, hint }) => ({
        file,
        line: 1,
        message: member === '' ? message : `${member}: ${message}`,
        hint,
      })),
    )
    throw new CliError(
      'failed',
      `${folder.dir} was not imported: nothing was changed.`,
      'Correct what is listed above.',
    )
  }
  const needed = objectsOf(contents)
  const there = new Set(folder.objects)
  for (const { path } of needed)
    if (!there.has(path))
      throw new CliError(
        'failed',
        `${path} is missing from the folder.`,
        'Give the whole folder, as it was exported.',
      )
  // All of them before the first is sent: a damaged folder leaves no trace.
  for (const { path } of needed) await readVerified(folder.dir, path)
  const key = input.key ?? contents.key
  const { projectId } = await client.ensureProject({ key, name: contents.name })
  for (const [index, { path }] of needed.entries()) {
    const bytes = await readVerified(folder.dir, path)
    await client.uploadArt(projectId, mediaTypes[extname(path)] ?? 'application/octet-stream', bytes)
    onFile(index + 1, needed.length)
  }
  const imported = await projectRequests(client, projectId).importFolder({ texts: folder.texts })
  return { ...imported, projectId, key, files: needed.length, strangers: folder.strangers }
}

async function readVerified(root: string, path: string): Promise<Uint8Array> {
  const bytes = await readObject(root, path)
  if (createHash('sha256').update(bytes).digest('hex') === basename(path, extname(path))) return bytes
  throw new CliError(
    'failed',
    `The bytes of ${path} do not give its name.`,
    'The file was changed: export again.',
  )
}
