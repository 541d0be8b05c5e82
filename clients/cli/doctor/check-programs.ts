import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { CliContext } from '../cli-context.js'
import type { LocalStack } from '../local-stack.js'
import { findProgram, isReadable, okOrMissing, type MachineCheck } from './machine-check.js'

const run = promisify(execFile)

/** Programs and packages: what has to be installed, and what may be. */
export async function checkPrograms(
  { env, packageRoot }: CliContext,
  local: LocalStack | Error,
): Promise<MachineCheck[]> {
  return await Promise.all([
    checkNode(),
    checkPackages(packageRoot),
    checkBuild(packageRoot),
    checkTemporal(env),
    checkPostgres(env, local),
    checkUserNamespaces(),
    checkOptional(env, 'ffmpeg', 'ffmpeg', 'not found; not needed for images'),
    checkOptional(
      env,
      'Chromium',
      ['chromium', 'chromium-browser', 'google-chrome'],
      'not found; only tests use it',
    ),
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

async function readVersionLine(path: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(path, [...args], { timeout: 10_000 })
    return stdout.split('\n')[0]?.trim() ?? ''
  } catch {
    return null
  }
}

/** As root PostgreSQL is started as another user, in a user namespace of its own. */
async function checkUserNamespaces(): Promise<MachineCheck> {
  const name = 'user namespaces'
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { name, state: 'ok', found: 'not needed', mend: '' }
  const read = (path: string) => readFile(path, 'utf8').catch(() => '1')
  const [most, mayClone] = await Promise.all([
    read('/proc/sys/user/max_user_namespaces'),
    read('/proc/sys/kernel/unprivileged_userns_clone'),
  ])
  const isAllowed = Number(most) > 0 && Number(mayClone) > 0
  return okOrMissing(
    name,
    isAllowed,
    isAllowed ? 'allowed (PostgreSQL does not run as root)' : 'switched off, and this is root',
    'Run as an ordinary user, or: sysctl user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1',
  )
}

async function checkOptional(
  env: CliContext['env'],
  name: string,
  programs: string | readonly string[],
  otherwise: string,
): Promise<MachineCheck> {
  const path = await findProgram(env, programs)
  return { name, state: path === null ? 'absent' : 'ok', found: path ?? otherwise, mend: '' }
}
