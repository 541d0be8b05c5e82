import { rename, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOfKey } from './object-path.js'
import { temporarySuffix } from './store-folder.js'
import type { StoredThing } from './store-keeping.js'

/** Every file below `sha256/` of a store. Those that vanish meanwhile are left out. */
export async function* listStoredFiles(root: string): AsyncGenerator<StoredThing> {
  for await (const path of walk(join(root, 'sha256'))) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const found = await stat(path).catch(() => null)
    if (found === null) continue
    yield {
      path,
      sha256: hashOfKey(name),
      isTemporary: name.endsWith(temporarySuffix),
      sizeBytes: found.size,
      modifiedAtMs: found.mtimeMs,
    }
  }
}

/** For a store that only its caller writes (a backup's): deletes every object that is not kept. */
export async function deleteObjectsExcept(root: string, kept: ReadonlySet<string>): Promise<void> {
  for await (const { path, sha256, isTemporary } of listStoredFiles(root))
    if (isTemporary || (sha256 !== null && !kept.has(sha256))) await unlink(path).catch(() => undefined)
}

/** Set aside for the moment between two looks at its age; a crash may leave one, which `returnSetAside` puts back. */
const setAsideSuffix = '.swept'

/**
 * Deletes an object unless it was stored again since `cutoffMs`. Storing what is there makes it young, so the file is
 * first set aside: from then on storing writes it anew, and if it had become young before, it goes back.
 * Returns whether it is gone.
 */
export async function deleteOldObject(path: string, cutoffMs: number): Promise<boolean> {
  const aside = `${path}${setAsideSuffix}`
  try {
    await rename(path, aside)
    if ((await stat(aside)).mtimeMs >= cutoffMs) {
      await rename(aside, path)
      return false
    }
    await unlink(aside)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** Puts back what a killed sweep had set aside. Call with the lock of sweeps held. */
export async function returnSetAside(root: string): Promise<void> {
  for await (const path of walk(join(root, 'sha256')))
    if (path.endsWith(setAsideSuffix)) await rename(path, path.slice(0, -setAsideSuffix.length))
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}
