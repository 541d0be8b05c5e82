import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import type { ObjectStore } from '../../core/ports.js'
import { openFilesystemObjectStore } from '../object-store/filesystem-object-store.js'
import { deleteObjectsExcept } from '../object-store/sweep-objects.js'
import { withAdvisoryLock } from '../postgres/advisory-lock.js'
import { backUpDatabase } from '../postgres/backup-database.js'
import { createPostgresPool } from '../postgres/postgres-pool.js'
import { backupFormat, type BackupManifest } from './backup-manifest.schema.js'
import { backupPaths, listSnapshots, readObjectList, writeManifest } from './backup-folder.js'
import { copyObjects } from './copy-objects.js'
import { keepHomeFiles } from './home-files.js'

/** One name for all that must not run beside each other: a sweep would take away what a backup is about to copy. */
export const keepingLock = 'keeping'

export interface BackUpInput {
  readonly databaseUrl: string
  readonly store: ObjectStore
  readonly home: string
  /** The backup's folder; made when it is not there. */
  readonly dir: string
  /** Finished snapshots to keep, this one among them; at least 1. */
  readonly keep: number
  readonly appVersion: string
  /** Settings worth knowing at a restore; no secrets. */
  readonly settings: Readonly<Record<string, string>>
  readonly now: () => Date
  readonly onProgress: (line: string) => void
  readonly signal?: AbortSignal
}

export interface BackUpResult {
  readonly manifest: BackupManifest
  /** Objects that were not in the folder yet. */
  readonly copied: number
  /** Older snapshots that were removed. */
  readonly removed: readonly string[]
}

/**
 * Writes a new snapshot while everything runs. Its manifest comes last: until then the earlier snapshots are the
 * backup, whatever happens here. Call with the folder's lock held. Throws Conflict while a sweep or another backup of
 * this database is under way.
 */
export async function backUp(input: BackUpInput): Promise<BackUpResult> {
  const pool = createPostgresPool({
    connectionString: input.databaseUrl,
    connectionsMax: 2,
    applicationName: 'assetloom-backup',
  })
  try {
    const result = await withAdvisoryLock(pool, keepingLock, async () => await writeSnapshot(input))
    if (result !== null) return result
    throw new AssetloomError(
      'Conflict',
      'a garbage collection or another backup of this catalogue is under way',
      'wait until it has ended, then try again',
    )
  } finally {
    await pool.end()
  }
}

async function writeSnapshot(input: BackUpInput): Promise<BackUpResult> {
  const { onProgress, signal } = input
  const dir = resolve(input.dir)
  const at = input.now().toISOString()
  const snapshot = at.replaceAll(/[-:.]/g, '')
  const paths = backupPaths(dir, snapshot)
  for (const name of (await listSnapshots(dir)).interrupted) {
    onProgress(`removing the interrupted snapshot ${name}`)
    await rm(join(paths.snapshotsDir, name), { recursive: true, force: true })
  }
  await mkdir(paths.tablesDir, { recursive: true, mode: 0o700 })
  const database = await backUpDatabase({
    connectionString: input.databaseUrl,
    tableFile: paths.tableFile,
    objectListFile: paths.objectListFile,
    onTable: (table, rows) => onProgress(`table ${table}: ${rows} rows`),
    ...(signal === undefined ? {} : { signal }),
  })
  onProgress(`${database.objectList.objects} objects`)
  const target = await openFilesystemObjectStore({ root: paths.objectsDir })
  const { copied, ...objects } = await copyObjects({
    from: input.store,
    to: target,
    hashes: readObjectList(dir, snapshot),
    onObject: everyThousandth((count) => onProgress(`${count} of ${database.objectList.objects} objects`)),
    ...(signal === undefined ? {} : { signal }),
  })
  const files = await keepHomeFiles(input.home, paths.homeDir)
  const manifest: BackupManifest = {
    format: backupFormat,
    snapshot,
    at,
    versions: { assetloom: input.appVersion, node: process.version, postgres: database.postgresVersion },
    database: {
      ...database,
      migrations: [...database.migrations],
      tables: database.tables.map((table) => ({ ...table, columns: [...table.columns] })),
      sequences: [...database.sequences],
    },
    objects: { ...objects, unreadable: [...objects.unreadable] },
    files,
    settings: { ...input.settings },
  }
  await writeManifest(dir, manifest)
  const removed = await removeOldSnapshots(dir, input.keep)
  await noteLastBackup(input.home, { at, dir })
  return { manifest, copied, removed }
}

/** Removes what is beyond the newest `keep` snapshots, then the objects that none of those left refers to. */
async function removeOldSnapshots(dir: string, keep: number): Promise<string[]> {
  const { whole } = await listSnapshots(dir)
  const removed = whole.slice(Math.max(1, keep))
  if (removed.length === 0) return []
  const { snapshotsDir, objectsDir } = backupPaths(dir, '-')
  for (const name of removed) {
    // Without its manifest it counts for nothing, so a kill in between leaves no half snapshot that looks whole.
    await rm(join(snapshotsDir, name, 'backup.json'), { force: true })
    await rm(join(snapshotsDir, name), { recursive: true, force: true })
  }
  const kept = new Set<string>()
  for (const name of whole.slice(0, Math.max(1, keep)))
    for await (const sha256 of readObjectList(dir, name)) kept.add(sha256)
  await deleteObjectsExcept(objectsDir, kept)
  return removed
}

/** `run/last-backup.json`: what `assetloom doctor` says about backups. */
async function noteLastBackup(home: string, note: { at: string; dir: string }): Promise<void> {
  const path = join(home, 'run', 'last-backup.json')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(`${path}.tmp`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.tmp`, path)
}

function everyThousandth(tell: (count: number) => void): (count: number) => void {
  return (count) => {
    if (count % 1_000 === 0) tell(count)
  }
}
