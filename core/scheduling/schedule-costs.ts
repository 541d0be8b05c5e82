/** What it takes to change models on a host, as long as nothing is measured; milliseconds. */
export interface ScheduleCosts {
  /** To load a checkpoint that is not in memory. */
  readonly swapMs: number
  /** To change LoRAs on a checkpoint that is. */
  readonly patchMs: number
  /** Of one job. */
  readonly jobMs: number
}
