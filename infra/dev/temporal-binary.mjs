import { execFile } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from './cache-folder.mjs'
import { ensureCachedTemporal } from './temporal-cache.mjs'

const run = promisify(execFile)

/** Where Homebrew lies when its environment is not set. */
const homebrewPrefixes = ['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew']

/** The oldest server with the fair task queues that the stack switches on. */
const oldestServer = [1, 29]

/**
 * Finds the program that runs the embedded Temporal server:
 * TEMPORAL_CLI > PATH, Go's bin folders, Homebrew > the cache > built there with Go.
 * Returns its path and its server version as `1.29`. Throws an error that lists the ways to get one.
 */
export async function findTemporalBinary({ env = process.env, onProgress = () => {} } = {}) {
  if (env.TEMPORAL_CLI) return requireNamed(env.TEMPORAL_CLI, env)
  for (const path of candidatePaths(env)) {
    if (!isExecutable(path)) continue
    const serverVersion = await readServerVersion(path, env)
    if (serverVersion !== null && isNewEnough(serverVersion))
      return { path, serverVersion, source: 'installed' }
    onProgress(
      serverVersion === null
        ? `${path} is passed over: it does not answer to --version as the Temporal CLI.`
        : `${path} is passed over: it has server ${serverVersion}, ${oldestServer.join('.')} or newer is needed.`,
    )
  }
  const path = await ensureCachedTemporal({
    env,
    onProgress,
    works: async (built) => isNewEnough((await readServerVersion(built, env)) ?? '0.0'),
  })
  if (path === null) throw new Error(noBinaryMessage)
  return { path, serverVersion: await readServerVersion(path, env), source: 'cache' }
}

const noBinaryMessage = [
  'There is no Temporal server on this machine. One of these mends it:',
  '  1. install the Temporal CLI (https://docs.temporal.io/cli, on macOS: brew install temporal), or name it: TEMPORAL_CLI=/path/to/temporal',
  '  2. install Go 1.24 or newer (https://go.dev/dl): then it is built here once, in about 3 minutes',
  '  3. use a server that runs already: TEMPORAL_ADDRESS=host:7233',
].join('\n')

async function requireNamed(path, env) {
  const serverVersion = isExecutable(path) ? await readServerVersion(path, env) : null
  if (serverVersion === null) {
    throw new Error(`TEMPORAL_CLI=${path} is not the Temporal CLI. Correct the path, or unset TEMPORAL_CLI.`)
  }
  if (!isNewEnough(serverVersion)) {
    throw new Error(
      `TEMPORAL_CLI=${path} has server ${serverVersion}; ${oldestServer.join('.')} or newer is needed. Update it, or unset TEMPORAL_CLI.`,
    )
  }
  return { path, serverVersion, source: 'named' }
}

function candidatePaths(env) {
  const home = env.HOME || homedir()
  const goPaths = (env.GOPATH ?? '').split(delimiter).filter(Boolean)
  const folders = [
    ...(env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/')),
    ...goPaths.map((folder) => join(folder, 'bin')),
    join(home, 'go', 'bin'),
    ...(env.HOMEBREW_PREFIX ? [env.HOMEBREW_PREFIX] : homebrewPrefixes).map((prefix) => join(prefix, 'bin')),
  ]
  return [...new Set(folders)].map((folder) => join(folder, 'temporal'))
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldestServer[0] || (major === oldestServer[0] && minor >= oldestServer[1])
}

/**
 * `1.29` of "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)", or null when it is something else.
 * Starting the program for this takes 0.2 s, so the answer is kept as long as the file is unchanged.
 */
async function readServerVersion(path, env) {
  const { size, mtimeMs, ino } = statSync(path)
  const key = `${path} ${size} ${mtimeMs} ${ino}`
  const notePath = join(cacheFolder(env), 'temporal-versions.json')
  const known = readNotes(notePath)
  if (typeof known[key] === 'string') return known[key]
  let version = null
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000, env: { ...env, TEMPORAL_CLI: '' } })
    version = /^temporal version .*\bServer (\d+\.\d+)/.exec(stdout)?.[1] ?? null
  } catch {
    return null
  }
  if (version !== null) writeNotes(notePath, { ...known, [key]: version })
  return version
}

function readNotes(path) {
  try {
    const notes = JSON.parse(readFileSync(path, 'utf8'))
    return typeof notes === 'object' && notes !== null ? notes : {}
  } catch {
    return {}
  }
}

function writeNotes(path, notes) {
  try {
    const kept = Object.fromEntries(Object.entries(notes).slice(-20))
    const draft = `${path}.${process.pid}.tmp`
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(draft, JSON.stringify(kept))
    renameSync(draft, path)
  } catch {
    // A cache that cannot be written costs 0.2 s at the next start, nothing else.
  }
}
