import { readFileSync } from 'node:fs'

/** The text of a file, or null when it cannot be read: it may have gone a moment ago. */
export function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
