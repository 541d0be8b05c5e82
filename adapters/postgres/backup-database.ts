import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { referencedObjectsSql } from './object-references.js'
import { toCatalogueError } from './postgres-errors.js'
import { readMigrationNames, readTableShapes, type TableShape } from './table-shapes.js'

/** One table as a gzipped file of COPY's text format. */
export interface TableBackup extends TableShape {
  readonly rows: number
  /** Of the text before compression. */
  readonly sha256: string
  readonly sizeBytes: number
}

export interface SequenceBackup {
  readonly name: string
  /** Decimal: it may be larger than a JavaScript number. */
  readonly lastValue: string
  readonly isCalled: boolean
}

/** What a database held at one moment. */
export interface DatabaseBackup {
  /** As `SHOW server_version` says. */
  readonly postgresVersion: string
  /** Applied migrations, oldest first. */
  readonly migrations: readonly string[]
  readonly tables: readonly TableBackup[]
  readonly sequences: readonly SequenceBackup[]
  /** The list of referenced objects: one hash a line. */
  readonly objectList: { readonly objects: number; readonly sha256: string }
}

export interface BackUpDatabaseInput {
  readonly connectionString: string
  /** Where the file of a table goes; the folder exists. */
  readonly tableFile: (table: string) => string
  readonly objectListFile: string
  /** Called, and waited for, after each table. */
  readonly onTable?: (table: string, rows: number) => void | Promise<void>
  readonly signal?: AbortSignal
}

/** Longest run of one COPY. */
const statementTimeoutMs = 6 * 60 * 60 * 1_000

/**
 * Copies every table in one REPEATABLE READ snapshot, streaming, while others write: the files and the list of objects
 * show one moment. Sequences belong to no snapshot: they are read last and may be further on, never behind.
 */
export async function backUpDatabase(input: BackUpDatabaseInput): Promise<DatabaseBackup> {
  const client = openLongClient(input.connectionString)
  try {
    await client.connect()
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    // What COPY writes must mean the same wherever it is read.
    await client.query(
      `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL bytea_output = 'hex';
       SET LOCAL extra_float_digits = 1; SET LOCAL timezone = 'UTC'`,
    )
    const migrations = await readMigrationNames(client)
    const tables: TableBackup[] = []
    for (const shape of await readTableShapes(client)) {
      input.signal?.throwIfAborted()
      const columns = shape.columns.map(quote).join(', ')
      const copied = await copyOut(
        client,
        `COPY ${quote(shape.name)} (${columns}) TO STDOUT`,
        input.tableFile(shape.name),
      )
      tables.push({ ...shape, ...copied })
      await input.onTable?.(shape.name, copied.rows)
    }
    const list = await copyOut(client, `COPY (${referencedObjectsSql}) TO STDOUT`, input.objectListFile)
    const sequences = await readSequences(client)
    const version = await client.query<{ server_version: string }>('SHOW server_version')
    await client.query('COMMIT')
    return {
      postgresVersion: version.rows[0]?.server_version ?? 'unknown',
      migrations,
      tables,
      sequences,
      objectList: { objects: list.rows, sha256: list.sha256 },
    }
  } catch (error) {
    throw toCatalogueError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A connection for statements that run as long as the tables are large. */
export function openLongClient(connectionString: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: 'assetloom-keeping',
  })
  // The statement that is running then reports it.
  client.on('error', () => undefined)
  return client
}

/** A name as SQL takes it: names come from the database itself or from a backup's manifest. */
export function quote(name: string): string {
  return pg.escapeIdentifier(name)
}

/** Passes bytes on and counts what went by. */
export function countingHash(): { stream: Transform; finish: () => { sha256: string; sizeBytes: number } } {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      sizeBytes += chunk.length
      done(null, chunk)
    },
  })
  return { stream, finish: () => ({ sha256: hash.digest('hex'), sizeBytes }) }
}

async function copyOut(
  client: pg.Client,
  statement: string,
  path: string,
): Promise<{ rows: number; sha256: string; sizeBytes: number }> {
  const source = client.query(copyTo(statement))
  const counted = countingHash()
  await pipeline(
    source as Readable,
    counted.stream,
    createGzip({ level: 1 }),
    createWriteStream(path, { mode: 0o600 }),
  )
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  return { rows: source.rowCount, ...counted.finish() }
}

async function readSequences(client: pg.Client): Promise<SequenceBackup[]> {
  const { rows: names } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace ORDER BY relname`,
  )
  const sequences: SequenceBackup[] = []
  for (const { name } of names) {
    if (name.startsWith('schema_migrations')) continue
    const { rows } = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value, is_called FROM ${quote(name)}`,
    )
    const [row] = rows
    if (row) sequences.push({ name, lastValue: String(row.last_value), isCalled: row.is_called })
  }
  return sequences
}
