import { existsSync } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  mergeCatalogue,
  type CatalogueProblem,
  type ModelCatalogue,
} from '../../core/models/merge-catalogue.js'
import { modelFileFormat, modelLimits } from '../../core/models/model-catalogue.schema.js'

export interface ReadCatalogue {
  readonly catalogue: ModelCatalogue
  readonly problems: readonly CatalogueProblem[]
}

const filesOfAFolderMax = 200

/** Where a home keeps models of its own. */
export function ownModelsDir(home: string): string {
  return join(home, 'models')
}

/**
 * The models that come with the product, changed and extended by `models/*.json` of the home, in the order of their
 * names. A file that cannot be read is a problem; the others count. Files of other formats in the product's folder
 * (prices) are left alone.
 */
export async function readModelCatalogue(home: string): Promise<ReadCatalogue> {
  const builtIn = await readFolder(catalogDir())
  const own = await readFolder(ownModelsDir(home))
  const shipped = builtIn.files.filter(({ value }) => formatOf(value) === modelFileFormat)
  const { catalogue, problems } = mergeCatalogue([...shipped, ...own.files])
  return { catalogue, problems: [...builtIn.problems, ...own.problems, ...problems] }
}

/** So long a catalogue that was read is used again: reading is some files, and thousands of specs are routed. */
const freshMs = 2_000

/**
 * Reads the catalogue of a home at most every two seconds; callers at once share one reading. A reading that fails is not
 * kept.
 */
export function createCatalogueReader(
  home: string,
  now: () => number = Date.now,
): () => Promise<ModelCatalogue> {
  let last: { readonly atMs: number; readonly reading: Promise<ModelCatalogue> } | null = null
  return async () => {
    const atMs = now()
    if (last === null || atMs - last.atMs >= freshMs) {
      const reading = readModelCatalogue(home).then(({ catalogue }) => catalogue)
      const mine = { atMs, reading }
      last = mine
      reading.catch(() => {
        if (last === mine) last = null
      })
    }
    return await last.reading
  }
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
}

/** The clone's models/catalog: beside the nearest package.json above this file, built or not. */
function catalogDir(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, 'package.json')) && dirname(dir) !== dir) dir = dirname(dir)
  return join(dir, 'models', 'catalog')
}

async function readFolder(
  dir: string,
): Promise<{ files: { file: string; value: unknown }[]; problems: CatalogueProblem[] }> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.json')).sort()
  const files: { file: string; value: unknown }[] = []
  const problems: CatalogueProblem[] = []
  for (const name of names.slice(0, filesOfAFolderMax)) {
    const file = join(dir, name)
    try {
      if ((await stat(file)).size > modelLimits.fileBytesMax)
        throw new Error(`is larger than ${modelLimits.fileBytesMax} bytes`)
      files.push({ file, value: JSON.parse(await readFile(file, 'utf8')) as unknown })
    } catch (error) {
      problems.push({
        ...{ file, member: '', message: error instanceof Error ? error.message : String(error) },
        hint: 'Make it a JSON file as docs/guides/models.md shows, or move it out of the folder.',
      })
    }
  }
  if (names.length > filesOfAFolderMax)
    problems.push({
      ...{
        file: dir,
        member: '',
        message: `holds ${names.length} files; the first ${filesOfAFolderMax} are read`,
      },
      hint: 'Put entries together into fewer files.',
    })
  return { files, problems }
}
