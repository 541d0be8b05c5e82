import type { ObjectStore } from '../../core/ports.js'

/** One thing that lies in a store. */
export interface StoredThing {
  /** Path of its file, or its key. */
  readonly path: string
  /** Null for what is no object: a crashed write left it, or a stranger put it there. */
  readonly sha256: string | null
  readonly isTemporary: boolean
  readonly sizeBytes: number
  readonly modifiedAtMs: number
}

/** What keeps a store tidy and measured: beside the port, for the commands and the metrics. */
export interface StoreKeeping {
  /** Where the objects lie, for people. */
  readonly place: string
  /** Everything that lies there; what vanishes meanwhile is left out. */
  list(): AsyncGenerator<StoredThing>
  /** Deletes an object unless it was stored again since `cutoffMs`. Returns whether it is gone. */
  deleteOldObject(thing: StoredThing, cutoffMs: number): Promise<boolean>
  /** Deletes what a crashed write left. */
  deleteTemporary(thing: StoredThing): Promise<void>
  /** Undoes what a killed sweep had begun. Call with the lock of sweeps held. */
  mendSweep(): Promise<void>
  /** Bytes of all objects. */
  measure(): Promise<number>
  /** Free bytes of the disk below it; null where there is none to look at. */
  readonly freeBytes: (() => Promise<number>) | null
  /** Throws what keeps it from being used. */
  check(): Promise<void>
}

/** A store as a process uses it. */
export interface OpenedStore {
  readonly store: ObjectStore
  readonly keeping: StoreKeeping
}
