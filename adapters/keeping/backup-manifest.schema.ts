import { z } from 'zod'

/** Written into every backup; a program reads only what it knows. */
export const backupFormat = 'assetloom-backup/1'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()
/** Becomes a file name below the snapshot. */
const tableName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)

const tableSchema = z.object({
  name: tableName,
  columns: z.array(z.string().min(1).max(63)).max(1_600),
  rows: count,
  sha256,
  sizeBytes: count,
})

/** `backup.json` of a snapshot: written last, so a snapshot without one was interrupted and counts for nothing. */
export const backupManifestSchema = z.object({
  format: z.literal(backupFormat),
  /** Name of its folder. */
  snapshot: z.string().regex(/^\d{8}T\d{9}Z$/),
  /** ISO 8601, UTC: the moment that the backup shows. */
  at: z.string(),
  /** What made it. */
  versions: z.object({ assetloom: z.string(), node: z.string(), postgres: z.string() }),
  database: z.object({
    postgresVersion: z.string(),
    migrations: z.array(z.string().max(200)).max(10_000),
    tables: z.array(tableSchema).max(1_000),
    sequences: z
      .array(
        z.object({
          name: z.string().max(63),
          lastValue: z.string().regex(/^-?\d{1,19}$/),
          isCalled: z.boolean(),
        }),
      )
      .max(1_000),
    objectList: z.object({ objects: count, sha256 }),
  }),
  objects: z.object({
    count,
    sizeBytes: count,
    /** Referenced, but lost or damaged already when the backup was made. */
    unreadable: z.array(sha256),
  }),
  /** Other files of the home, under `home/`. */
  files: z.array(
    z.object({
      path: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/),
      sha256,
      sizeBytes: count,
    }),
  ),
  /** Settings of the environment that the service ran with, for a person to read. No secrets. */
  settings: z.record(z.string(), z.string()),
})

export type BackupManifest = z.infer<typeof backupManifestSchema>
