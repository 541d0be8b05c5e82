import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloneLockPath } from './cache-folder.mjs'
import { withLock } from './exclusive-lock.mjs'
import { hashBuildInputs } from './source-stamp.mjs'

const buildLimitMs = 5 * 60_000

/** Builds dist/ when a source differs from those it was built of. Returns whether it had to. */
export async function ensureBuilt(rootDir, { env = process.env, onProgress }) {
  if (distIsFresh(rootDir)) return false
  const onWait = (holder) => onProgress(`Process ${holder.pid} builds this clone; waiting for it.`)
  return withLock(cloneLockPath(rootDir, 'build', env), { waitMs: buildLimitMs, onWait }, async () => {
    if (distIsFresh(rootDir)) return false
    onProgress('Building dist/ ...')
    await runBuild(rootDir, env)
    return true
  })
}

/** Whether dist/ was built of exactly the present sources. */
export function distIsFresh(rootDir) {
  try {
    const stamp = JSON.parse(readFileSync(join(rootDir, 'dist', 'build-stamp.json'), 'utf8'))
    return stamp.inputs === hashBuildInputs(rootDir)
  } catch {
    return false
  }
}

// A process of its own: the bundler's memory goes back before the command starts.
function runBuild(rootDir, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(rootDir, 'infra', 'dev', 'build.mjs')], {
      cwd: rootDir,
      env,
      stdio: ['ignore', 2, 2],
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else
        reject(
          new Error(`The build ended with ${signal ?? code}. Mend the error above, then run: npm run build`),
        )
    })
  })
}
