/** Builds dist/: the rooms as plain JavaScript, the page, and the workflow bundle. Run under the build lock. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundlePage } from './build-page.mjs'
import { removeExcept, writeIfChanged } from './dist-files.mjs'
import { builtRooms, hashBuildInputs, hashWorkflowInputs, listSources } from './source-stamp.mjs'

const webRoom = 'clients/web/'
/** Modules of the workflow bundle that see every workflow; workers/observe-worker.ts names them for the sources. */
const workflowInterceptors = ['work-ids.js', 'trace-context.js']

/**
 * Brings `<rootDir>/dist` up to date. Files are replaced one by one and only when they differ; the stamp is written
 * last, so a build that was killed counts as none.
 */
export async function buildDist(rootDir) {
  const distDir = join(rootDir, 'dist')
  const inputs = hashBuildInputs(rootDir)
  const sources = listSources(rootDir, builtRooms)
  const kept = new Set(['build-stamp.json'])
  const keep = (path, bytes) => {
    kept.add(path)
    writeIfChanged(join(distDir, path), bytes)
  }
  for (const file of await transpile(rootDir, sources)) keep(file.path, file.bytes)
  for (const file of await bundlePage(rootDir)) keep(file.path, file.bytes)
  const isData = (path) => !/\.tsx?$/.test(path) && !path.startsWith(webRoom)
  for (const path of sources.filter(isData)) keep(path, readFileSync(join(rootDir, path)))
  const workflowStamp = await bundleWorkflows(rootDir, distDir, keep)
  removeExcept(distDir, kept)
  writeIfChanged(join(distDir, 'build-stamp.json'), `${JSON.stringify({ inputs, ...workflowStamp })}\n`)
}

/** The page alone, for `npm run dev`. */
export async function buildPage(rootDir) {
  const kept = new Set()
  for (const { path, bytes } of await bundlePage(rootDir)) {
    kept.add(path.slice(webRoom.length))
    writeIfChanged(join(rootDir, 'dist', path), bytes)
  }
  if (kept.size > 0) removeExcept(join(rootDir, 'dist', webRoom), kept)
}

async function transpile(rootDir, sources) {
  const entryPoints = sources.filter((path) => path.endsWith('.ts') && !path.startsWith(webRoom))
  const result = await build({
    absWorkingDir: rootDir,
    entryPoints,
    outdir: 'dist',
    outbase: '.',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    write: false,
    logLevel: 'error',
  })
  return toFiles(rootDir, result.outputFiles)
}

function toFiles(rootDir, outputFiles) {
  const distPrefix = join(rootDir, 'dist') + '/'
  return outputFiles.map((file) => ({ path: file.path.slice(distPrefix.length), bytes: file.contents }))
}

/**
 * Bundles dist/workflows/index.js with the SDK's own bundler. It takes seconds, so an intact bundle of the same
 * inputs is kept. The stamp holds the hash of the inputs and of the bundle: a worker can refuse one that is neither.
 */
async function bundleWorkflows(rootDir, distDir, keep) {
  const workflowsPath = join(distDir, 'workflows', 'index.js')
  if (!existsSync(workflowsPath)) return {}
  const workflowInputs = hashWorkflowInputs(rootDir)
  const bundlePath = join(distDir, 'workflow-bundle.js')
  const old = readStamp(distDir)
  if (old?.workflowInputs === workflowInputs && existsSync(bundlePath)) {
    const bytes = readFileSync(bundlePath)
    if (sha256(bytes) === old.workflowBundle) {
      keep('workflow-bundle.js', bytes)
      return { workflowInputs, workflowBundle: old.workflowBundle }
    }
  }
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.error, error: console.error }
  const workflowInterceptorModules = workflowInterceptors
    .map((name) => join(distDir, 'workflows', name))
    .filter((path) => existsSync(path))
  const { code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: quiet })
  keep('workflow-bundle.js', Buffer.from(code))
  return { workflowInputs, workflowBundle: sha256(code) }
}

function readStamp(distDir) {
  try {
    return JSON.parse(readFileSync(join(distDir, 'build-stamp.json'), 'utf8'))
  } catch {
    return null
  }
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  await buildDist(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))
}
