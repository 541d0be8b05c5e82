import { execFile } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from './cache-folder.mjs'
import { withLock } from './exclusive-lock.mjs'
import { schemathesisVersion } from './fuzz-options.js'

const run = promisify(execFile)

const installLimitMs = 10 * 60_000
const askLimitMs = 60_000

/** What a person without it is told. */
export const noFuzzProgramMessage = [
  `schemathesis ${schemathesisVersion} is not on this machine and could not be installed. One of these mends it:`,
  '  1. install Python 3.10 or newer with its venv module (Debian: python3-venv): then it is installed here once',
  `  2. pip install schemathesis==${schemathesisVersion}, and name the program: SCHEMATHESIS=/path/to/schemathesis`,
].join('\n')

/**
 * Finds the fuzzer: SCHEMATHESIS > PATH > the cache > installed there by Python, in an environment of its own outside the
 * clone. Only the pinned release is taken: another one asks for other things. Throws an Error that says what mends it.
 */
export async function findFuzzProgram(
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<string> {
  const named = env['SCHEMATHESIS']
  if (named) {
    if (await isPinned(named)) return named
    throw new Error(
      `SCHEMATHESIS=${named} is not schemathesis ${schemathesisVersion}. Correct the path, or unset SCHEMATHESIS.`,
    )
  }
  if (await isPinned('schemathesis')) return 'schemathesis'
  const folder = join(cacheFolder(env), `schemathesis-${schemathesisVersion}`)
  const program = join(folder, 'bin', 'schemathesis')
  if (await isPinned(program)) return program
  mkdirSync(dirname(folder), { recursive: true })
  return await withLock(`${folder}.lock`, { waitMs: installLimitMs }, async () => {
    if (await isPinned(program)) return program
    onProgress(`Installing schemathesis ${schemathesisVersion} (once on this machine, about a minute) ...`)
    await install(folder)
    if (await isPinned(program)) return program
    throw new Error(noFuzzProgramMessage)
  })
}

async function install(folder: string): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', '--clear', folder], { timeout: installLimitMs })
    const pip = ['-m', 'pip', 'install', '--quiet', `schemathesis==${schemathesisVersion}`]
    await run(join(folder, 'bin', 'python3'), pip, { timeout: installLimitMs })
  } catch (error) {
    // Half an environment would look like a whole one.
    rmSync(folder, { recursive: true, force: true })
    const lines = error instanceof Error ? error.message.trim().split('\n') : [String(error)]
    throw new Error(`${noFuzzProgramMessage}\n  (${lines.at(-1)})`, { cause: error })
  }
}

async function isPinned(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: askLimitMs })
    return stdout.trim().endsWith(` ${schemathesisVersion}`)
  } catch {
    return false
  }
}
