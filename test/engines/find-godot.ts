import { delimiter, join } from 'node:path'
import { isProgram } from './is-program.js'

/** What to say where no engine is there: a check that was not run must not look like one that passed. */
export const godotMissing =
  'NOT RUN: no headless Godot 3 found. Install it with "sudo apt-get install --yes godot3-server", or set GODOT3_PATH to the program.'

/** Path of a headless Godot 3: GODOT3_PATH, else the first `godot3-server` on PATH; null when there is none. */
export function findGodot(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env['GODOT3_PATH']
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw new Error(
      `GODOT3_PATH names no program: ${named}. Correct it, or unset it to use the installed one.`,
    )
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, 'godot3-server')).find(isProgram) ?? null
}
