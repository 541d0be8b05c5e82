import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { cacheFolder } from './cache-folder.mjs'
import { withLock } from './exclusive-lock.mjs'

const run = promisify(execFile)

const buildLimitMs = 20 * 60_000

/**
 * A Go program from the user's cache, built there by Go when it is missing or damaged; null without Go.
 * Clones share it; one of several starts builds and the others wait. `works` is asked after a build.
 */
export async function ensureCachedGoTool(tool, { env, onProgress, works }) {
  const folder = join(cacheFolder(env), 'bin')
  const path = join(folder, `${tool.name}-${tool.release}-${process.platform}-${process.arch}`)
  if (await isIntact(path)) return path
  if (!(await hasGo(env))) return null
  mkdirSync(folder, { recursive: true })
  const onWait = (holder) => onProgress(`Process ${holder.pid} builds ${tool.called}; waiting for it.`)
  return withLock(`${path}.lock`, { waitMs: buildLimitMs, onWait }, async () => {
    if (await isIntact(path)) return path
    onProgress(`Building ${tool.called} with Go (once on this machine, about ${tool.minutes} minutes) ...`)
    await build(tool, { path, folder, env, works })
    onProgress(`Built ${tool.called}: ${path}`)
    return path
  })
}

/**
 * Whether the bytes are those that were built. The hash of 250 MB takes a second, so it is taken again only when
 * size, time or inode of the file differ from those at the last check.
 */
async function isIntact(path) {
  const notePath = `${path}.sha256.json`
  try {
    const note = JSON.parse(readFileSync(notePath, 'utf8'))
    const mark = markOf(path)
    if (note.mark === mark) return true
    if ((await hashFile(path)) !== note.sha256) return false
    writeNote(notePath, { sha256: note.sha256, mark })
    return true
  } catch {
    return false
  }
}

async function build(tool, { path, folder, env, works }) {
  const draftsBegin = `build-${tool.name}-`
  // Under the lock every draft is that of a build that was killed.
  for (const name of readdirSync(folder)) {
    if (name.startsWith(draftsBegin)) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const draftFolder = join(folder, `${draftsBegin}${process.pid}.tmp`)
  mkdirSync(draftFolder)
  try {
    await goInstall(tool, draftFolder, env)
    const built = join(draftFolder, tool.name)
    if (!(await works(built)))
      throw new Error(`What Go built as ${tool.called} does not answer to --version.`)
    const sha256 = await hashFile(built)
    // Without a note the file counts as damaged, so the old note goes first and the new one comes last.
    rmSync(`${path}.sha256.json`, { force: true })
    renameSync(built, path)
    writeNote(`${path}.sha256.json`, { sha256, mark: markOf(path) })
  } finally {
    rmSync(draftFolder, { recursive: true, force: true })
  }
}

function goInstall(tool, targetFolder, env) {
  return new Promise((resolve, reject) => {
    const child = spawn('go', ['install', `${tool.module}@v${tool.release}`], {
      // The tools are pure Go; without cgo no C compiler is needed.
      env: { ...env, GOBIN: targetFolder, CGO_ENABLED: '0', GOFLAGS: '' },
      cwd: targetFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: buildLimitMs,
    })
    let output = ''
    const keep = (chunk) => (output = (output + chunk).slice(-3_000))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else {
        reject(
          new Error(
            `go install of ${tool.called} ended with ${signal ?? code}:\n${output.trim()}\nCheck the connection to the Go module proxy (go env GOPROXY), or name a program that is there: ${tool.variable}=/path/to/${tool.name}`,
          ),
        )
      }
    })
  })
}

async function hasGo(env) {
  try {
    await run('go', ['version'], { env, timeout: 20_000 })
    return true
  } catch {
    return false
  }
}

function markOf(path) {
  const { size, mtimeMs, ino } = statSync(path)
  return `${size} ${mtimeMs} ${ino}`
}

async function hashFile(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function writeNote(path, note) {
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, JSON.stringify(note))
  renameSync(draft, path)
}
