import { execFile } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { ensureCachedGoTool } from './go-tool-cache.mjs'

const run = promisify(execFile)

const versity = {
  name: 'versitygw',
  called: 'the S3 server of the tests',
  module: 'github.com/versity/versitygw/cmd/versitygw',
  release: '1.8.0',
  minutes: 3,
  variable: 'VERSITYGW',
}

/**
 * Finds the S3 server that the tests run: VERSITYGW > PATH > Go's bin folder > the cache > built there with Go.
 * Returns its path, or null without the program and without Go. Throws for a VERSITYGW that is not one.
 */
export async function findVersityBinary({ env = process.env, onProgress = () => {} } = {}) {
  const named = env.VERSITYGW
  if (named) {
    if (await works(named)) return named
    throw new Error(`VERSITYGW=${named} is not versitygw. Correct the path, or unset VERSITYGW.`)
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  folders.push(join(env.HOME || homedir(), 'go', 'bin'))
  for (const folder of folders) {
    const path = join(folder, 'versitygw')
    if (await works(path)) return path
  }
  return ensureCachedGoTool(versity, { env, onProgress, works })
}

/** What a person without it is told. */
export const noVersityMessage =
  'the S3 server of the tests (versitygw) is not on this machine. Install Go 1.24 or newer (https://go.dev/dl): then it is built once; or name the program: VERSITYGW=/path/to/versitygw'

async function works(path) {
  try {
    accessSync(path, constants.X_OK)
    if (!statSync(path).isFile()) return false
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 })
    return /^Version\s*:/m.test(stdout)
  } catch {
    return false
  }
}
