import { AssetloomError } from '../../core/errors.js'
import type { ObjectStore } from '../../core/ports.js'
import { openFilesystemObjectStore } from '../object-store/filesystem-object-store.js'
import { refuseUnknownMigrations, restoreDatabase } from '../postgres/restore-database.js'
import { backupPaths, readObjectList } from './backup-folder.js'
import type { BackupManifest } from './backup-manifest.schema.js'
import { copyObjects } from './copy-objects.js'
import { placeHomeFiles } from './home-files.js'
import { verifyBackup } from './verify-backup.js'

/** Reads the whole backup and throws unless all of it can be restored by this program. Changes nothing. */
export async function examineBackup(input: {
  readonly dir: string
  readonly snapshot?: string
  readonly onProgress: (line: string) => void
}): Promise<BackupManifest> {
  const { manifest, problems } = await verifyBackup(input)
  const [first] = problems
  if (first !== undefined)
    throw new AssetloomError(
      'CorruptObject',
      `the backup is damaged in ${problems.length} places: ${first}`,
      'use another snapshot (--snapshot), or a copy of the backup; nothing was changed',
    )
  await refuseUnknownMigrations(manifest.database.migrations)
  return manifest
}

export interface RestoreInput {
  readonly dir: string
  readonly manifest: BackupManifest
  /** An empty database. */
  readonly databaseUrl: string
  readonly store: ObjectStore
  /** Where secrets and ports go. */
  readonly home: string
  readonly onProgress: (line: string) => void
}

/** Brings the examined backup into an empty database, a store and a home: objects first, rows last. */
export async function restoreBackup(
  input: RestoreInput,
): Promise<{ migrated: readonly string[]; objects: number }> {
  const { dir, manifest, onProgress } = input
  const paths = backupPaths(dir, manifest.snapshot)
  const { count, unreadable } = await copyObjects({
    from: await openFilesystemObjectStore({ root: paths.objectsDir }),
    to: input.store,
    hashes: readObjectList(dir, manifest.snapshot),
  })
  onProgress(`${count} objects`)
  if (unreadable.length > manifest.objects.unreadable.length)
    throw new AssetloomError(
      'CorruptObject',
      `${unreadable.length} objects of the backup could no longer be read`,
      'check the disk of the backup, then restore again; nothing of the old home was changed',
    )
  await placeHomeFiles(paths.homeDir, input.home, manifest.files)
  const { migrated } = await restoreDatabase({
    connectionString: input.databaseUrl,
    backup: manifest.database,
    tableFile: paths.tableFile,
    onTable: (table, rows) => onProgress(`table ${table}: ${rows} rows`),
  })
  return { migrated, objects: count }
}
