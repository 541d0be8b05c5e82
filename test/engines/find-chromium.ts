import { delimiter, join } from 'node:path'
import { isProgram } from './is-program.js'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of a Chromium: CHROMIUM_PATH, else the usual path of Debian, else the first on PATH. Throws with the command that installs one. */
export function findChromium(
  env: NodeJS.ProcessEnv = process.env,
  usualPaths: readonly string[] = ['/usr/bin/chromium'],
): string {
  const named = env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw new Error(
      `CHROMIUM_PATH names no program: ${named}. Correct it, or unset it to use the installed Chromium.`,
    )
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [...usualPaths, ...folders.flatMap((folder) => names.map((name) => join(folder, name)))]
  const found = candidates.find(isProgram)
  if (found !== undefined) return found
  throw new Error(
    'No Chromium found. Install it with "sudo apt-get install --yes chromium", or set CHROMIUM_PATH to the program.',
  )
}
