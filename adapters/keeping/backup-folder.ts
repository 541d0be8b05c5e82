import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { AssetloomError } from '../../core/errors.js'
import { syncFolder } from '../object-store/store-folder.js'
import { backupFormat, type BackupManifest, backupManifestSchema } from './backup-manifest.schema.js'

/** The places of a backup: snapshots beside each other, their objects shared. */
export function backupPaths(dir: string, snapshot: string) {
  const snapshotDir = join(resolve(dir), 'snapshots', snapshot)
  return {
    snapshotsDir: join(resolve(dir), 'snapshots'),
    objectsDir: join(resolve(dir), 'objects'),
    snapshotDir,
    manifestFile: join(snapshotDir, 'backup.json'),
    tablesDir: join(snapshotDir, 'tables'),
    tableFile: (table: string) => join(snapshotDir, 'tables', `${table}.copy.gz`),
    objectListFile: join(snapshotDir, 'objects.txt.gz'),
    homeDir: join(snapshotDir, 'home'),
  }
}

/** Names of the snapshots, newest first; those without backup.json were interrupted. */
export async function listSnapshots(dir: string): Promise<{ whole: string[]; interrupted: string[] }> {
  const { snapshotsDir } = backupPaths(dir, '-')
  const names = await readdir(snapshotsDir).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const whole: string[] = []
  const interrupted: string[] = []
  for (const name of names.toSorted().toReversed()) {
    const files = await readdir(join(snapshotsDir, name)).catch((): string[] => [])
    ;(files.includes('backup.json') ? whole : interrupted).push(name)
  }
  return { whole, interrupted }
}

/** The manifest of the named snapshot, or of the newest whole one. Throws NotFound, or InvalidInput when damaged. */
export async function readBackup(dir: string, wanted?: string): Promise<BackupManifest> {
  const { whole } = await listSnapshots(dir)
  const snapshot = wanted ?? whole[0]
  if (snapshot === undefined || !whole.includes(snapshot))
    throw new AssetloomError(
      'NotFound',
      snapshot === undefined
        ? `there is no finished backup in ${dir}`
        : `there is no finished snapshot ${snapshot}`,
      whole.length === 0
        ? 'name the folder that was given to: assetloom backup DIR'
        : `finished ones, newest first: ${whole.slice(0, 20).join(', ')}`,
    )
  const path = backupPaths(dir, snapshot).manifestFile
  const parsed = backupManifestSchema.safeParse(parseJson(await readFile(path, 'utf8')))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AssetloomError(
      'InvalidInput',
      `${path} is damaged or of another format than ${backupFormat}: ${issue?.path.join('.')} ${issue?.message}`,
      'restore it with the version of assetloom that made it, or use another snapshot (--snapshot)',
    )
  }
  return parsed.data
}

/** Writes the manifest aside, to disk, and into its place: the snapshot is whole from then on. */
export async function writeManifest(dir: string, manifest: BackupManifest): Promise<void> {
  const { manifestFile, snapshotDir, snapshotsDir } = backupPaths(dir, manifest.snapshot)
  const draft = `${manifestFile}.tmp`
  // A backup that could not be read again must not count as one.
  backupManifestSchema.parse(manifest)
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, manifestFile)
  await syncFolder(snapshotDir)
  await syncFolder(snapshotsDir)
}

/** The hashes of a snapshot's objects, one after the other. */
export async function* readObjectList(dir: string, snapshot: string): AsyncGenerator<string> {
  const source = createReadStream(backupPaths(dir, snapshot).objectListFile)
  const text = createGunzip()
  source.once('error', (error) => text.destroy(error))
  for await (const line of createInterface({ input: source.pipe(text), crlfDelay: Infinity }))
    if (line !== '') yield line
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
