import type { Pool } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { StoreKeeping } from '../object-store/store-keeping.js'
import { withAdvisoryLock } from '../postgres/advisory-lock.js'
import { readReferencedObjects } from '../postgres/object-references.js'
import { createPostgresPool } from '../postgres/postgres-pool.js'
import {
  giveUpUnchosen,
  removeExpiredRows,
  type RemovedRows,
  rowRetentionDefault,
} from '../postgres/retention.js'
import { keepingLock } from './back-up.js'

export interface CollectGarbageInput {
  readonly databaseUrl: string
  readonly keeping: StoreKeeping
  /** An object younger than this is left alone: its row may still be on its way. */
  readonly graceMs: number
  /** False only counts. */
  readonly run: boolean
  readonly now: () => Date
  readonly signal?: AbortSignal
}

export interface Counted {
  readonly count: number
  readonly sizeBytes: number
}

export interface GarbageReport {
  readonly run: boolean
  /** Objects that the catalogue refers to. */
  readonly referenced: Counted
  /** Removed, or to be removed. */
  readonly objects: Counted
  /** Unreferenced, but too young. */
  readonly young: Counted
  /** What crashed writes left. */
  readonly temporary: Counted
  /** Pictures that the projects' retention gives up; their bytes are among `objects` of this or the next sweep. */
  readonly unchosenPictures: number
  readonly rows: RemovedRows
}

const temporaryAgeMs = 60 * 60 * 1_000

/**
 * Marks all objects that the catalogue refers to, sweeps the others. Never races with a writer: an object that is
 * stored, also again, is young; the age is that at the time of marking, so a row that is written later belongs to an
 * object that was stored less than the grace ago. Throws Conflict while a backup or another sweep is under way.
 */
export async function collectGarbage(input: CollectGarbageInput): Promise<GarbageReport> {
  const pool = createPostgresPool({
    connectionString: input.databaseUrl,
    connectionsMax: 3,
    statementTimeoutMs: 600_000,
    applicationName: 'assetloom-gc',
  })
  try {
    const report = await withAdvisoryLock(pool, keepingLock, async () => await sweep(pool, input))
    if (report !== null) return report
    throw new AssetloomError(
      'Conflict',
      'a backup or another garbage collection of this catalogue is under way',
      'wait until it has ended, then try again',
    )
  } finally {
    await pool.end()
  }
}

async function sweep(pool: Pool, input: CollectGarbageInput): Promise<GarbageReport> {
  const { run, keeping } = input
  const nowMs = input.now().getTime()
  const cutoffMs = nowMs - input.graceMs
  if (run) await keeping.mendSweep()
  const rows = await removeExpiredRows(pool, rowRetentionDefault, { run })
  const unchosenPictures = await giveUpUnchosen(pool, { run })
  const marked = await readReferencedObjects(pool)
  const [referenced, objects, young, temporary] = [counter(), counter(), counter(), counter()]
  for await (const thing of keeping.list()) {
    input.signal?.throwIfAborted()
    if (thing.isTemporary) {
      if (nowMs - thing.modifiedAtMs < temporaryAgeMs) continue
      if (run) await keeping.deleteTemporary(thing)
      temporary.add(thing.sizeBytes)
    } else if (thing.sha256 === null) continue
    else if (marked.has(thing.sha256)) referenced.add(thing.sizeBytes)
    else if (thing.modifiedAtMs >= cutoffMs) young.add(thing.sizeBytes)
    else if (!run || (await keeping.deleteOldObject(thing, cutoffMs))) objects.add(thing.sizeBytes)
  }
  return {
    ...{ run, unchosenPictures, rows },
    referenced: referenced.total(),
    objects: objects.total(),
    young: young.total(),
    temporary: temporary.total(),
  }
}

function counter() {
  let count = 0
  let sizeBytes = 0
  return {
    add: (bytes: number) => {
      count += 1
      sizeBytes += bytes
    },
    total: (): Counted => ({ count, sizeBytes }),
  }
}
