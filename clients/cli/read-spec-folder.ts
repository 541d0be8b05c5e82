import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { limits } from '../../core/spec/spec-limits.js'
import { decodeSpecFile } from '../../core/spec-files/decode-spec-file.js'
import { packSpecFiles } from '../../core/spec-files/pack-spec-files.js'
import type { SpecFileInput } from '../../core/spec-files/sort-files.js'
import { specFileLimits } from '../../core/spec-files/spec-file.schema.js'
import { CliError } from './cli-error.js'
import { readTextFile, type TextFile } from './read-text-file.js'

const depthMax = 8
/** Files that specs are read from; of others only the name is told. */
const isRead = /\.(?:ya?ml|json|txt|hex|gpl)$/i
const isSpecFile = /\.(?:ya?ml|json)$/i

/**
 * A wishlist of the user, relative to `cwd`: a file, or a folder of specs packed into one text. Throws CliError (usage,
 * notFound) that says what is wrong with it.
 */
export async function readWishlist(cwd: string, path: string): Promise<TextFile> {
  const absolute = resolve(cwd, path)
  const found = await stat(absolute).catch(() => null)
  if (found?.isDirectory() === true) {
    const text = packSpecFiles(await readSpecFolder(absolute))
    const sizeBytes = Buffer.byteLength(text)
    if (sizeBytes > limits.wishlistBytesMax)
      throw new CliError(
        'usage',
        `The files of ${absolute} have ${sizeBytes} bytes together; a wishlist has at most ${limits.wishlistBytesMax}.`,
        'Split the folder, and submit each part.',
      )
    return { path: absolute, name: basename(absolute) || 'specs', text }
  }
  if (found === null || !isSpecFile.test(path) || found.size > specFileLimits.fileBytesMax)
    return readTextFile(cwd, path, 'a wishlist', limits.wishlistBytesMax)
  const decoded = decodeSpecFile(basename(absolute), await readFile(absolute))
  if ('text' in decoded) return { path: absolute, name: basename(absolute), text: decoded.text }
  throw new CliError('usage', `${absolute} is ${decoded.problem.message}.`, decoded.problem.hint)
}

/** The files that parseSpecFiles takes, of a folder or of one file; paths are relative to the folder. */
export async function readSpecPath(cwd: string, path: string): Promise<SpecFileInput[]> {
  const absolute = resolve(cwd, path)
  const found = await stat(absolute).catch(() => null)
  if (found === null)
    throw new CliError('notFound', `There is no ${absolute}.`, 'Name a spec file or a folder of them.')
  if (found.isDirectory()) return readSpecFolder(absolute)
  return [await readOne(absolute, basename(absolute))]
}

/**
 * Every file below a folder, by path. Hidden ones and links are left alone: a link may lead out of the folder. Throws
 * CliError when the folder is too deep or has too many files for one of specs.
 */
async function readSpecFolder(root: string): Promise<SpecFileInput[]> {
  const files: SpecFileInput[] = []
  const visit = async (folder: string, prefix: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue
      const path = `${prefix}${entry.name}`
      if (entry.isDirectory() && entry.name !== 'node_modules') {
        if (depth >= depthMax) throw notAFolderOfSpecs(root, `is deeper than ${depthMax} folders`)
        await visit(resolve(folder, entry.name), `${path}/`, depth + 1)
      } else if (entry.isFile()) files.push(await readOne(resolve(folder, entry.name), path))
      else if (entry.isSymbolicLink()) files.push({ path, leftOut: true })
      if (files.length > specFileLimits.filesMax)
        throw notAFolderOfSpecs(root, `has more than ${specFileLimits.filesMax} files`)
    }
  }
  await visit(root, '', 0)
  if (files.length === 0) throw notAFolderOfSpecs(root, 'has no file')
  return files
}

async function readOne(absolute: string, path: string): Promise<SpecFileInput> {
  if (!isRead.test(path)) return { path, leftOut: true }
  const { size } = await stat(absolute)
  const { fileBytesMax } = specFileLimits
  if (size > fileBytesMax)
    return { path, unreadable: `the file has ${size} bytes, the limit is ${fileBytesMax}` }
  return { path, bytes: await readFile(absolute) }
}

function notAFolderOfSpecs(root: string, why: string): CliError {
  return new CliError('usage', `${root} ${why}.`, 'Name the folder that holds the specs (*.yaml) themselves.')
}
