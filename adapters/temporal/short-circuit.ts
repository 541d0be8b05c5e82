/**
 * Keeps callers from waiting one after the other for something that is away: for `watchMs` after a failure `probe` is
 * asked before each attempt, and a failed probe starts that time anew. Callers at the same time share one probe.
 */
export class ShortCircuit {
  private readonly probe: () => Promise<boolean>
  private readonly watchMs: number
  private readonly nowMs: () => number
  private watchUntilMs = Number.NEGATIVE_INFINITY
  private probing: Promise<boolean> | null = null

  constructor(probe: () => Promise<boolean>, watchMs: number, nowMs: () => number = () => performance.now()) {
    this.probe = probe
    this.watchMs = watchMs
    this.nowMs = nowMs
  }

  /** To be called when an attempt has failed. */
  trip(): void {
    this.watchUntilMs = this.nowMs() + this.watchMs
  }

  /** Whether an attempt is worth its time. */
  async mayTry(): Promise<boolean> {
    if (this.nowMs() >= this.watchUntilMs) return true
    this.probing ??= this.probe().finally(() => {
      this.probing = null
    })
    const isThere = await this.probing
    if (isThere) this.watchUntilMs = Number.NEGATIVE_INFINITY
    else this.trip()
    return isThere
  }
}
