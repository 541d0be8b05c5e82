import type { RunStore } from './run-store.js'

/**
 * Reads the variants of the specs that come next, one after the other, each once: who decides on one a second goes on for a
 * while where the network does not. What was read before is asked for again when it is shown.
 */
export class ReadAhead {
  readonly #store: RunStore
  readonly #asked = new Set<string>()
  #keys: readonly string[] = []
  #isReading = false

  constructor(store: RunStore) {
    this.#store = store
  }

  /** In the order in which they come; what was wanted before is not any more. */
  want(keys: readonly string[]): void {
    this.#keys = keys
    if (!this.#isReading) void this.#read()
  }

  stop(): void {
    this.#keys = []
  }

  async #read(): Promise<void> {
    this.#isReading = true
    for (let key = this.#next(); key !== undefined; key = this.#next()) {
      this.#asked.add(key)
      // What cannot be read is told when somebody goes there.
      await this.#store.loadVariants(key)
    }
    this.#isReading = false
  }

  #next(): string | undefined {
    if (this.#store.connection === 'lost') return undefined
    return this.#keys.find((key) => !this.#asked.has(key) && this.#store.peek(key) === null)
  }
}
