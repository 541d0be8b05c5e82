/** How the stack of a fault runs; it is started anew when it runs otherwise. Nothing said: as every stack does. */
export interface StackSettings {
  /** Words of ASSETLOOM_FAULTS beside `words`, such as `crash-before-row-3`: see adapters/faults/fault-plan.ts. */
  readonly faults?: string
  /** OBJECT_STORE_MAX_BYTES. */
  readonly storeMaxBytes?: number
  /**
   * A name of a store folder of its own, empty at first: the pictures of all faults are the same bytes, so that in the
   * common store nothing is written after the first run.
   */
  readonly store?: string
}
