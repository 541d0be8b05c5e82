import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { homePaths } from '../config/home-folder.js'

/** Where a process can be made to die. The word of ASSETLOOM_FAULTS is `crash-` and the name. */
export type CrashPointName =
  /** The API has kept a decision and its outbox row; nobody was told. */
  | 'api-decision-kept'
  /** The workflow has taken the decision; the answer was not given. */
  | 'api-decision-delivered'
  /** The row of a submission to a ComfyUI is written, and nothing is posted. */
  | 'before-submit'
  /** A ComfyUI has the prompt, and nobody waits for it. */
  | 'after-submit'
  /** A worker has begun a picture, and nothing is painted. */
  | 'before-paint'
  /** The picture is painted, and stored nowhere. */
  | 'before-store'
  /** The bytes are stored, and the catalogue does not know of them. */
  | 'before-row'

/**
 * The crash points of one process, from the comma-separated words of ASSETLOOM_FAULTS. A point kills the process with
 * SIGKILL when it is passed for the first time in a home; a marker file in `<home>/run` makes the restarted process
 * pass it. Null faults, and every point that is not named, do nothing.
 */
export function createCrashPoint(faults: string | null, homeDir: string): (name: CrashPointName) => void {
  const words = new Set((faults ?? '').split(',').map((word) => word.trim()))
  return (name) => {
    if (!words.has(`crash-${name}`) || !claim(join(homePaths(homeDir).runDir, `crashed-${name}`))) return
    process.kill(process.pid, 'SIGKILL')
  }
}

/** Whether this call made the marker. Two processes at once: one of them. */
function claim(marker: string): boolean {
  try {
    writeFileSync(marker, '', { flag: 'wx', mode: 0o600 })
    return true
  } catch {
    return false
  }
}
