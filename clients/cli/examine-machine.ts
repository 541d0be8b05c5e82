import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readdir, stat, statfs } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { formatBytes } from '../progress/format-figures.js'
import type { CliContext } from './cli-context.js'
import type { LocalStack } from './local-stack.js'

/** One thing that Assetloom needs or can use. */
export interface MachineCheck {
  readonly name: string
  /** `missing` stops the product, `warning` may, `absent` is optional. */
  readonly state: 'ok' | 'missing' | 'warning' | 'absent'
  readonly found: string
  /** What to do; empty when nothing is to be done. */
  readonly mend: string
}

const run = promisify(execFile)
/** A demo of 32 specs takes about 100 MB; below this a start may fail half way. */
const freeBytesMin = 2_000_000_000
const defaultPort = 7430

/** Looks at this machine and at the stack of `home`. Starts and installs nothing. */
export async function examineMachine(
  context: CliContext,
  home: string,
  local: LocalStack | Error,
): Promise<MachineCheck[]> {
  return Promise.all([
    checkNode(),
    checkPackages(context.packageRoot),
    checkBuild(context.packageRoot),
    checkTemporal(context.env),
    checkPostgres(context.env, local),
    checkDisk(home),
    checkHome(home),
    checkStack(home, local),
    checkPort(home, local),
    checkFfmpeg(context.env),
  ])
}

async function checkNode(): Promise<MachineCheck> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isNewEnough = major > 20 || (major === 20 && minor >= 19)
  return {
    name: 'Node.js',
    state: isNewEnough ? 'ok' : 'missing',
    found: `${process.versions.node} (${process.platform} ${process.arch})`,
    mend: isNewEnough ? '' : 'Install Node 20.19 or newer: https://nodejs.org',
  }
}

async function checkPackages(packageRoot: string): Promise<MachineCheck> {
  const isThere = await isReadable(join(packageRoot, 'node_modules', '@temporalio', 'client', 'package.json'))
  return {
    name: 'npm packages',
    state: isThere ? 'ok' : 'missing',
    found: isThere ? 'installed' : 'not installed',
    mend: isThere ? '' : 'Run: npm ci',
  }
}

async function checkBuild(packageRoot: string): Promise<MachineCheck> {
  const isThere = await isReadable(join(packageRoot, 'dist', 'build-stamp.json'))
  return {
    name: 'build',
    state: isThere ? 'ok' : 'warning',
    found: isThere ? 'dist/ is there' : 'dist/ is not built',
    mend: isThere ? '' : 'Nothing by hand: the next start builds it (npm run build)',
  }
}

async function checkTemporal(env: CliContext['env']): Promise<MachineCheck> {
  const name = 'Temporal server'
  if (env['TEMPORAL_ADDRESS'])
    return { name, state: 'ok', found: `yours at ${env['TEMPORAL_ADDRESS']}`, mend: '' }
  const path = await findTemporal(env)
  if (path !== null) {
    const version = await readVersionLine(path, ['--version'])
    return {
      name,
      state: version === null ? 'warning' : 'ok',
      found: `${path} ${version ?? '(does not answer)'}`,
      mend: version === null ? 'Remove it or name another: TEMPORAL_CLI=/path/to/temporal' : '',
    }
  }
  const hasGo = (await findProgram(env, 'go')) !== null
  return {
    name,
    state: hasGo ? 'warning' : 'missing',
    found: hasGo ? 'not there yet; Go is' : 'not found',
    mend: hasGo
      ? 'Nothing by hand: the next start builds it once, in about 3 minutes'
      : 'Install the Temporal CLI (https://docs.temporal.io/cli) or Go 1.24, or set TEMPORAL_ADDRESS=host:7233',
  }
}

async function findTemporal(env: CliContext['env']): Promise<string | null> {
  const user = env['HOME'] || homedir()
  if (env['TEMPORAL_CLI']) return env['TEMPORAL_CLI']
  const goBins = (env['GOPATH'] ?? '').split(delimiter).filter(Boolean)
  const folders = [
    ...goBins.map((dir) => join(dir, 'bin')),
    join(user, 'go', 'bin'),
    ...(env['HOMEBREW_PREFIX'] ? [join(env['HOMEBREW_PREFIX'], 'bin')] : []),
    '/opt/homebrew/bin',
  ]
  const found = await findProgram(env, 'temporal', folders)
  if (found !== null) return found
  const cache = join(env['XDG_CACHE_HOME'] || join(user, '.cache'), 'assetloom', 'bin')
  const cached = (await readdir(cache).catch(() => [])).find(
    (file) => /^temporal-[\w.-]+$/.test(file) && !/\.(json|lock)$/.test(file),
  )
  return cached === undefined ? null : join(cache, cached)
}

async function checkPostgres(env: CliContext['env'], local: LocalStack | Error): Promise<MachineCheck> {
  const name = 'PostgreSQL'
  if (env['DATABASE_URL']) return { name, state: 'ok', found: 'yours (DATABASE_URL)', mend: '' }
  try {
    if (local instanceof Error) throw local
    return { name, state: 'ok', found: await local.findPostgres(), mend: '' }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { name, state: 'missing', found, mend: 'Run: npm ci   (or set DATABASE_URL=postgres://...)' }
  }
}

async function checkDisk(home: string): Promise<MachineCheck> {
  let dir = home
  while ((await stat(dir).catch(() => null)) === null && dir !== dirname(dir)) dir = dirname(dir)
  const { bavail, bsize } = await statfs(dir)
  const isEnough = bavail * bsize >= freeBytesMin
  return {
    name: 'disk',
    state: isEnough ? 'ok' : 'warning',
    found: `${formatBytes(bavail * bsize)} free at ${dir}`,
    mend: isEnough ? '' : `Free ${formatBytes(freeBytesMin)}, or put the data elsewhere: --home DIR`,
  }
}

async function checkHome(home: string): Promise<MachineCheck> {
  const found = await stat(home).catch(() => null)
  if (found === null)
    return { name: 'home', state: 'ok', found: `${home} (made at the first start)`, mend: '' }
  const isOurs =
    found.isDirectory() &&
    (await access(home, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    ))
  return {
    name: 'home',
    state: isOurs ? 'ok' : 'missing',
    found: home,
    mend: isOurs ? '' : `It has to be a folder that you can write to: chown -R $USER ${home}, or --home DIR`,
  }
}

async function checkStack(home: string, local: LocalStack | Error): Promise<MachineCheck> {
  const name = 'service'
  if (local instanceof Error)
    return { name, state: 'warning', found: local.message, mend: 'Run: npm run build' }
  const status = await local.status(home)
  if (!status.running) {
    const isStale = status.state === 'stale'
    return {
      name,
      state: 'absent',
      found: isStale ? 'not running; it was killed, the next start cleans up and goes on' : 'not running',
      mend: 'Start it: npx assetloom up',
    }
  }
  return {
    name,
    state: 'ok',
    found: `running at ${status.apiUrl ?? 'an address that is not known yet'}`,
    mend: '',
  }
}

async function checkPort(home: string, local: LocalStack | Error): Promise<MachineCheck> {
  const name = `port ${defaultPort}`
  const isTaken = await isListening(defaultPort)
  if (!isTaken) return { name, state: 'ok', found: 'free', mend: '' }
  const apiUrl = local instanceof Error ? null : (await local.status(home)).apiUrl
  const isOurs = apiUrl !== null && new URL(apiUrl).port === String(defaultPort)
  return {
    name,
    state: isOurs ? 'ok' : 'warning',
    found: isOurs ? 'taken by this service' : 'taken by another program',
    mend: isOurs
      ? ''
      : 'Nothing by hand: a free port is taken instead, or name one: npx assetloom up --port N',
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1_000 })
    const answer = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}

async function checkFfmpeg(env: CliContext['env']): Promise<MachineCheck> {
  const path = await findProgram(env, 'ffmpeg')
  return {
    name: 'ffmpeg',
    state: path === null ? 'absent' : 'ok',
    found: path ?? 'not found; not needed for images',
    mend: '',
  }
}

async function findProgram(
  env: CliContext['env'],
  name: string,
  moreFolders: readonly string[] = [],
): Promise<string | null> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((dir) => dir.startsWith('/'))
  for (const dir of [...folders, ...moreFolders]) {
    const path = join(dir, name)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return null
}

async function readVersionLine(path: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(path, [...args], { timeout: 10_000 })
    return stdout.split('\n')[0]?.trim() ?? ''
  } catch {
    return null
  }
}

function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
