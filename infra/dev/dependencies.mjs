import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloneLockPath } from './cache-folder.mjs'
import { withLock } from './exclusive-lock.mjs'

const installLimitMs = 20 * 60_000

/** Runs `npm ci --ignore-scripts` when node_modules is missing or belongs to another lock file. */
export async function ensureDependencies(rootDir, { env = process.env, onProgress }) {
  if (dependenciesAreCurrent(rootDir)) return
  const onWait = (holder) =>
    onProgress(`Process ${holder.pid} installs the packages of this clone; waiting for it.`)
  await withLock(cloneLockPath(rootDir, 'install', env), { waitMs: installLimitMs, onWait }, async () => {
    if (dependenciesAreCurrent(rootDir)) return
    onProgress('Installing packages: npm ci --ignore-scripts ...')
    await runNpmCi(rootDir, env)
    writeFileSync(stampPath(rootDir), wantedStamp(rootDir))
  })
}

/** Whether the installed packages are those of the lock file, for this kind of machine. */
export function dependenciesAreCurrent(rootDir) {
  const wanted = wantedStamp(rootDir)
  try {
    return readFileSync(stampPath(rootDir), 'utf8') === wanted
  } catch {
    // No stamp: somebody ran npm by hand. That counts when npm's own record agrees with the lock file.
    if (!installedByHand(rootDir)) return false
    writeFileSync(stampPath(rootDir), wanted)
    return true
  }
}

function stampPath(rootDir) {
  return join(rootDir, 'node_modules', '.assetloom-install')
}

function wantedStamp(rootDir) {
  const lock = readFileSync(join(rootDir, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`
}

function installedByHand(rootDir) {
  const recordPath = join(rootDir, 'node_modules', '.package-lock.json')
  if (!existsSync(recordPath)) return false
  const installed = JSON.parse(readFileSync(recordPath, 'utf8')).packages ?? {}
  const wanted = JSON.parse(readFileSync(join(rootDir, 'package-lock.json'), 'utf8')).packages ?? {}
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = installed[path]
    if (found === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function runNpmCi(rootDir, env) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const npmScript =
    env.npm_execpath?.endsWith('.js') && existsSync(env.npm_execpath) ? env.npm_execpath : null
  const [file, fileArgs] = npmScript === null ? ['npm', args] : [process.execPath, [npmScript, ...args]]
  return new Promise((resolve, reject) => {
    // stdout belongs to the command that comes after (--json): npm talks on stderr.
    const child = spawn(file, fileArgs, { cwd: rootDir, env, stdio: ['ignore', 2, 2] })
    child.once('error', (error) =>
      reject(new Error(`npm cannot be started (${error.message}). Install Node with npm.`)),
    )
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else {
        reject(
          new Error(
            `npm ci ended with ${signal ?? code}. Run it by itself to see why: npm ci --ignore-scripts`,
          ),
        )
      }
    })
  })
}
