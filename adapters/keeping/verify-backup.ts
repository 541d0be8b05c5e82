import { createReadStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { openFilesystemObjectStore } from '../object-store/filesystem-object-store.js'
import { countingHash } from '../postgres/backup-database.js'
import { backupPaths, readBackup, readObjectList } from './backup-folder.js'
import type { BackupManifest } from './backup-manifest.schema.js'
import { forEachAtOnce, readOrNull } from './copy-objects.js'
import { hashKeptFile } from './home-files.js'

export interface BackupReport {
  readonly manifest: BackupManifest
  /** What cannot be restored as it was; empty for a sound backup. */
  readonly problems: readonly string[]
  readonly objects: number
  readonly sizeBytes: number
}

const objectsAtOnce = 4
const problemsMax = 1_000

/** Reads all of a snapshot, every table, object and file, and holds it against the hashes in its manifest. */
export async function verifyBackup(input: {
  readonly dir: string
  readonly snapshot?: string
  readonly onProgress: (line: string) => void
}): Promise<BackupReport> {
  const manifest = await readBackup(input.dir, input.snapshot)
  const paths = backupPaths(input.dir, manifest.snapshot)
  const problems: string[] = []
  const tell = (problem: string) => {
    if (problems.length < problemsMax) problems.push(problem)
  }
  input.onProgress(`reading snapshot ${manifest.snapshot}`)
  for (const { name, sha256 } of manifest.database.tables)
    if ((await hashUnzipped(paths.tableFile(name))) !== sha256) tell(`table ${name} is damaged`)
  for (const { path, sha256 } of manifest.files)
    if ((await hashKeptFile(paths.homeDir, path)) !== sha256) tell(`file ${path} is damaged`)
  let count = 0
  let sizeBytes = 0
  if ((await hashUnzipped(paths.objectListFile)) !== manifest.database.objectList.sha256) {
    tell('the list of objects is damaged')
  } else {
    const store = await openFilesystemObjectStore({ root: paths.objectsDir })
    const knownLost = new Set(manifest.objects.unreadable)
    await forEachAtOnce(readObjectList(input.dir, manifest.snapshot), objectsAtOnce, async (sha256) => {
      const bytes = await readOrNull(store, sha256)
      if (bytes === null && !knownLost.has(sha256)) tell(`object ${sha256} is lost or damaged`)
      if (bytes === null) return
      count += 1
      sizeBytes += bytes.length
    })
  }
  return { manifest, problems, objects: count, sizeBytes }
}

/** The hash of a gzipped file's text, or null when it cannot be read. */
async function hashUnzipped(path: string): Promise<string | null> {
  const counted = countingHash()
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  try {
    await pipeline(createReadStream(path), createGunzip(), counted.stream, nowhere)
    return counted.finish().sha256
  } catch {
    return null
  }
}
