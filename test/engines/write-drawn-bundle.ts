import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeBundle } from '../../core/bundle/write-bundle.js'
import { bytesOf, type DrawnSet } from '../core/bundle/make-frozen-set.js'

/** Writes a bundle of a drawn set into a folder, as `export` does. */
export async function writeDrawnBundle(dir: string, target: string, set: DrawnSet): Promise<void> {
  const { assets, atlas, objects } = set
  const project = { key: 'the-dunes', name: 'The Dunes' }
  const { files } = writeBundle({ target, project, assets, atlas, previous: null })
  for (const file of files) {
    const path = join(dir, file.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytesOf(file, objects))
  }
}
