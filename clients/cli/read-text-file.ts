import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { CliError } from './cli-error.js'

export interface TextFile {
  /** Absolute. */
  readonly path: string
  /** Base name, as problems are reported. */
  readonly name: string
  readonly text: string
}

/**
 * Reads a text file of the user, relative to `cwd`. Throws CliError (usage, notFound) that says what is wrong with it
 * and names `what` (a wishlist, a palette).
 */
export async function readTextFile(
  cwd: string,
  file: string,
  what: string,
  sizeMaxBytes: number,
): Promise<TextFile> {
  const path = resolve(cwd, file)
  const found = await stat(path).catch(() => null)
  if (found === null) throw new CliError('notFound', `There is no file ${path}.`, `Name ${what} that exists.`)
  if (found.isDirectory())
    throw new CliError(
      'usage',
      `${path} is a folder; only single files are read so far.`,
      `Name ${what}: a text file: free text, Markdown, or one "category: prompt" a line.`,
    )
  if (found.size > sizeMaxBytes)
    throw new CliError(
      'usage',
      `${path} has ${found.size} bytes; ${what} has at most ${sizeMaxBytes}.`,
      'Split it into several files and add each.',
    )
  const bytes = await readFile(path)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return { path, name: basename(path), text }
  } catch {
    // Not UTF-8: reported below.
  }
  throw new CliError('usage', `${path} is not a text file.`, `Name ${what} in UTF-8 text.`)
}
