import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import {
  modelFileFormat,
  modelFileSchema,
  type HashedFile,
} from '../../core/models/model-catalogue.schema.js'
import { ownModelsDir } from './read-model-catalogue.js'

/** Files that the CLI writes; people keep theirs beside them. */
const hashesFile = 'hashed-files.json'
const acceptedFile = 'accepted-conditions.json'

interface OwnFile {
  readonly models?: readonly { readonly name: string; readonly conditionMet?: string }[]
  readonly files?: readonly HashedFile[]
}

/** Replaces what was known of hashed files. Returns the path. */
export async function saveHashedFiles(home: string, files: readonly HashedFile[]): Promise<string> {
  return await save(home, hashesFile, { files })
}

/** What the studio says of the condition of a model; another time replaces it. Returns the path. */
export async function acceptCondition(home: string, name: string, because: string): Promise<string> {
  const known = await read(home, acceptedFile)
  const others = (known.models ?? []).filter((one) => one.name !== name)
  return await save(home, acceptedFile, { models: [...others, { name, conditionMet: because }] })
}

async function read(home: string, name: string): Promise<OwnFile> {
  const path = join(ownModelsDir(home), name)
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return {}
  try {
    return modelFileSchema.parse(JSON.parse(text)) as OwnFile
  } catch {
    // Overwriting it would lose what a person may have put there.
    throw new AssetloomError(
      'InvalidInput',
      `${path} is not a file of models.`,
      'Correct it or move it out of the folder, then try again.',
      { path },
    )
  }
}

/** Whole files under their name at once: a process that dies leaves the old one. */
async function save(home: string, name: string, content: OwnFile): Promise<string> {
  const dir = ownModelsDir(home)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, name)
  const draft = `${path}.${process.pid}.tmp`
  await writeFile(draft, `${JSON.stringify({ format: modelFileFormat, ...content }, null, 2)}\n`)
  await rename(draft, path)
  return path
}
