import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetloomError } from '../../core/errors.js'
import { graphLimits } from '../../core/graphs/graph-limits.js'
import type { GraphFileProblem, GraphShelf, StoredGraph } from '../../core/graphs/graph-shelf.js'
import type { GraphTemplate } from '../../core/graphs/graph-template.js'
import { readGraphTemplate } from '../../core/graphs/read-template.js'
import { parseComfyJson } from './comfy-json.js'

const filesMax = 1_000
const bindingsEnding = '.bindings.json'
/** Another import at the same time takes a version at most so often. */
const versionTries = 20

type ReadPair = { readonly template: GraphTemplate } | { readonly problems: readonly GraphFileProblem[] }

/** Pairs of files as they were read, with the time of their last change and their sizes. */
export type KnownGraphs = Map<string, { readonly stamp: string; readonly pair: ReadPair }>

/** The graphs that come with the product and those of a home (`graphs/`), which may not take their names. */
export async function readGraphs(input: {
  readonly home: string
  /** Where the product's own lie; found from this file when it is left out. */
  readonly builtInDir?: string
  /** What was read before, by path; files that did not change since are not read again. */
  readonly known?: KnownGraphs
}): Promise<GraphShelf> {
  const builtIn = await readFolder(input.builtInDir ?? builtInGraphsDir(), 'built-in', input.known)
  const own = await readFolder(ownGraphsDir(input.home), 'own', input.known)
  const taken = new Set(builtIn.graphs.map(({ bindings }) => bindings.name))
  const clashes = own.graphs
    .filter(({ bindings }) => taken.has(bindings.name))
    .map(({ bindings }) => ({
      file: bindingsFile(bindings),
      member: 'bindings.name',
      message: `"${bindings.name}" is the name of a built-in graph`,
      hint: 'Rename it in its bindings and in both file names.',
    }))
  const graphs = [...builtIn.graphs, ...own.graphs.filter(({ bindings }) => !taken.has(bindings.name))]
  return {
    graphs: newestOf(graphs),
    everyVersion: graphs,
    problems: [...builtIn.problems, ...own.problems, ...clashes],
  }
}

/** Folder of the graphs that people imported. */
export function ownGraphsDir(home: string): string {
  return join(home, 'graphs')
}

/** `comfy-graphs` of the product, from the sources as well as from dist/. Throws when there is none. */
export function builtInGraphsDir(fromUrl: string = import.meta.url): string {
  for (let dir = dirname(fileURLToPath(fromUrl)); ; dir = dirname(dir)) {
    const found = join(dir, 'comfy-graphs')
    if (existsSync(found)) return found
    if (dir === dirname(dir)) throw new Error('no folder comfy-graphs above this file')
  }
}

/**
 * Keeps an imported graph in a home as the next version of its name, and gives it with that version. Two imports at
 * once get two versions; a crash leaves at most a graph file without bindings, which nothing reads.
 */
export async function keepGraph(home: string, template: GraphTemplate): Promise<StoredGraph> {
  const dir = ownGraphsDir(home)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const names = await readdir(dir)
  const { name } = template.bindings
  const versions = names.flatMap((file) => {
    const version = /^(.+)\.v(\d{1,4})\./.exec(file)
    return version?.[1] === name ? [Number(version[2])] : []
  })
  const first = Math.max(0, ...versions) + 1
  for (let version = first; version < first + versionTries; version += 1) {
    const kept: StoredGraph = {
      graph: template.graph,
      bindings: { ...template.bindings, version },
      origin: 'own',
    }
    // The bindings come last: they make the graph known.
    if (
      (await placeFile(dir, `${name}.v${version}.json`, kept.graph)) &&
      (await placeFile(dir, bindingsFile(kept.bindings), kept.bindings))
    )
      return kept
  }
  throw new AssetloomError(
    'Conflict',
    `Other imports took the versions of "${name}" at the same time.`,
    'Import it again.',
    { name },
  )
}

/** A JSON file of a user; integers beyond 2^53 stay exact. Throws InvalidInput, NotFound. */
export async function readGraphJson(
  path: string,
  sizeBytesMax: number = graphLimits.fileBytesMax,
): Promise<unknown> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile())
    throw new AssetloomError('NotFound', `There is no file ${path}.`, 'Name a JSON file that exists.')
  if (found.size > sizeBytesMax)
    throw new AssetloomError(
      'InvalidInput',
      `${path} has ${found.size} bytes; at most ${sizeBytesMax} are read.`,
      'Export the graph alone, without pictures in it.',
    )
  try {
    return parseComfyJson(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)))
  } catch (error) {
    throw new AssetloomError(
      'InvalidInput',
      `${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      'Export the graph again; its file is JSON in UTF-8.',
    )
  }
}

function bindingsFile({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${name}.v${version}${bindingsEnding}`
}

async function readFolder(
  dir: string,
  origin: StoredGraph['origin'],
  known: KnownGraphs = new Map(),
): Promise<Pick<GraphShelf, 'graphs' | 'problems'>> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && origin === 'own') return []
    throw error
  })
  const graphs: StoredGraph[] = []
  const problems: GraphFileProblem[] = []
  for (const file of names
    .filter((name) => name.endsWith(bindingsEnding))
    .toSorted()
    .slice(0, filesMax)) {
    const read = await readChanged(dir, file, known)
    if ('template' in read) graphs.push({ ...read.template, origin })
    else problems.push(...read.problems)
  }
  return { graphs, problems }
}

/** A pair that did not change is the same object as before, so that what is known of it holds. */
async function readChanged(dir: string, file: string, known: KnownGraphs): Promise<ReadPair> {
  const path = join(dir, file)
  const stamp = await stampOf([path, join(dir, `${file.slice(0, -bindingsEnding.length)}.json`)])
  const before = known.get(path)
  if (before?.stamp === stamp) return before.pair
  const pair = await readPair(dir, file)
  known.set(path, { stamp, pair })
  return pair
}

async function stampOf(paths: readonly string[]): Promise<string> {
  const stats = await Promise.all(paths.map(async (path) => await stat(path).catch(() => null)))
  return stats.map((one) => (one === null ? 'none' : `${one.mtimeMs}/${one.ctimeMs}/${one.size}`)).join(' ')
}

async function readPair(dir: string, file: string): Promise<ReadPair> {
  const stem = file.slice(0, -bindingsEnding.length)
  try {
    const bindings = await readGraphJson(join(dir, file))
    const read = readGraphTemplate({ bindings, graph: await readGraphJson(join(dir, `${stem}.json`)) })
    if ('problems' in read) return { problems: read.problems.map((one) => ({ file, ...one })) }
    if (bindingsFile(read.template.bindings) === file) return read
    const hint = `Call the two files ${bindingsFile(read.template.bindings).replace(bindingsEnding, '')}.json and .bindings.json.`
    return {
      problems: [
        { file, member: 'bindings.name', message: 'name and version differ from the file name', hint },
      ],
    }
  } catch (error) {
    if (!(error instanceof AssetloomError)) throw error
    return { problems: [{ file, member: 'graph', message: error.message, hint: error.hint }] }
  }
}

function newestOf(graphs: readonly StoredGraph[]): StoredGraph[] {
  const newest = new Map<string, StoredGraph>()
  for (const graph of graphs) {
    const { name, version } = graph.bindings
    if (version > (newest.get(name)?.bindings.version ?? 0)) newest.set(name, graph)
  }
  return [...newest.values()].toSorted((a, b) => (a.bindings.name < b.bindings.name ? -1 : 1))
}

/** Writes a file whole under a name that nobody has; false when somebody has it. */
async function placeFile(dir: string, name: string, content: unknown): Promise<boolean> {
  const draft = join(dir, `${name}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draft, join(dir, name))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}
