import { statfs, unlink } from 'node:fs/promises'
import { resolve } from 'node:path'
import { measureFolder } from './store-folder.js'
import type { StoreKeeping } from './store-keeping.js'
import { deleteOldObject, listStoredFiles, returnSetAside } from './sweep-objects.js'

/** The keeping of the store of files in `folder`. */
export function folderKeeping(folder: string): StoreKeeping {
  const root = resolve(folder)
  return {
    place: root,
    list: () => listStoredFiles(root),
    deleteOldObject: ({ path }, cutoffMs) => deleteOldObject(path, cutoffMs),
    deleteTemporary: ({ path }) => unlink(path).catch(() => undefined),
    mendSweep: () => returnSetAside(root),
    measure: () => measureFolder(root),
    freeBytes: async () => {
      const disk = await statfs(root)
      return disk.bavail * disk.bsize
    },
    check: async () => void (await statfs(root)),
  }
}
