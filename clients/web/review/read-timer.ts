/** Events come in bursts. */
const readEveryMs = 500

/** Reads half a second after it is started; what starts it meanwhile is of the same reading. */
export class ReadTimer {
  readonly #read: () => Promise<void>
  #waiting: ReturnType<typeof setTimeout> | null = null

  constructor(read: () => Promise<void>) {
    this.#read = read
  }

  start(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = null
      void this.#read()
    }, readEveryMs)
  }

  /** What it waits for is not read any more. */
  stop(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting)
  }
}
