import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a file whole (aside, then renamed) unless it has these bytes already. */
export function writeIfChanged(path, bytes) {
  const wanted = Buffer.from(bytes)
  try {
    if (readFileSync(path).equals(wanted)) return
  } catch {
    mkdirSync(dirname(path), { recursive: true })
  }
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, wanted)
  renameSync(draft, path)
}

/** Removes every file below `dir` whose relative path is not in `kept`, and folders that are then empty. */
export function removeExcept(dir, kept, prefix = '') {
  for (const entry of readdirSync(join(dir, prefix), { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`
    if (entry.isDirectory()) {
      removeExcept(dir, kept, `${path}/`)
      if (readdirSync(join(dir, path)).length === 0) rmdirSync(join(dir, path))
    } else if (!kept.has(path)) {
      rmSync(join(dir, path), { force: true })
    }
  }
}
