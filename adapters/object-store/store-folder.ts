import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Names of files that are being written; a crash may leave one behind. */
export const temporarySuffix = '.tmp'

const folderMode = 0o700

/** Makes the folder and what is missing above it, and writes the new entries to disk. */
export async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true, mode: folderMode })
  if (firstMade === undefined) return
  const above = dirname(firstMade)
  for (let parent = dirname(folder); parent.length >= above.length; parent = dirname(parent)) {
    await syncFolder(parent)
    if (parent === dirname(parent)) return
  }
}

/** A renamed file survives a power cut only when its folder was written, too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Bytes of all objects. Files that vanish meanwhile count nothing. */
export async function measureFolder(root: string): Promise<number> {
  let sizeBytes = 0
  for await (const path of walkFiles(join(root, 'sha256'))) {
    const found = await stat(path).catch(() => null)
    sizeBytes += found?.size ?? 0
  }
  return sizeBytes
}

/** Deletes leftovers of writers that ended long ago. */
export async function deleteOldTemporaries(root: string, olderThanMs: number): Promise<void> {
  for await (const path of walkFiles(join(root, 'sha256'))) {
    if (!path.endsWith(temporarySuffix)) continue
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > olderThanMs) await unlink(path).catch(() => undefined)
  }
}

async function* walkFiles(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walkFiles(path)
    else if (entry.isFile()) yield path
  }
}
