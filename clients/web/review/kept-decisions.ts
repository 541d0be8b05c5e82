import type { KeptDecision, KeptItems } from './kept-decision.js'

const prefix = 'assetloom.decision.'
/** All decisions as one text: how pages of before kept them. */
const formerKey = 'assetloom.decisions'

/** Decisions in the browser's storage, an entry each, in the order in which they were made. */
export class KeptDecisions {
  readonly #items: KeptItems
  /** By the key of their entry. */
  #all = new Map<string, KeptDecision>()
  /** Those that the browser refused to store. */
  readonly #unstored = new Map<string, KeptDecision>()
  #count = 0

  constructor(items: KeptItems) {
    this.#items = items
    this.#takeOver()
    this.reload()
  }

  get all(): readonly KeptDecision[] {
    return [...this.#all.values()]
  }

  get isStored(): boolean {
    return this.#unstored.size === 0
  }

  add(decision: KeptDecision): void {
    // Of two decisions in one millisecond the first comes first.
    this.#count += 1
    const place = `${decision.at} ${String(this.#count).padStart(6, '0')}`
    const key = `${prefix}${place} ${decision.body.decisionId}`
    try {
      this.#items.setItem(key, JSON.stringify(decision))
    } catch {
      this.#unstored.set(key, decision)
    }
    this.#all.set(key, decision)
  }

  remove(decisionId: string): void {
    for (const key of this.#all.keys())
      if (key.endsWith(` ${decisionId}`)) {
        this.#items.removeItem(key)
        this.#unstored.delete(key)
        this.#all.delete(key)
      }
  }

  /** Reads again what all tabs keep. */
  reload(): void {
    const keys = Array.from({ length: this.#items.length }, (_, at) => this.#items.key(at) ?? '')
    const found = new Map(this.#unstored)
    for (const key of keys.filter((one) => one.startsWith(prefix))) {
      const decision = this.#all.get(key) ?? readDecision(this.#items.getItem(key))
      if (decision !== null) found.set(key, decision)
    }
    this.#all = new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #takeOver(): void {
    const text = this.#items.getItem(formerKey)
    if (text === null) return
    for (const one of readList(text)) this.add(one)
    this.#items.removeItem(formerKey)
  }
}

function readList(text: string): KeptDecision[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.filter(isKept) : []
  } catch {
    return []
  }
}

function readDecision(text: string | null): KeptDecision | null {
  return readList(`[${text ?? ''}]`)[0] ?? null
}

function isKept(value: unknown): value is KeptDecision {
  const one = value as Partial<KeptDecision> | null
  return (
    typeof one?.variantId === 'string' &&
    typeof one.body?.decisionId === 'string' &&
    typeof one.runId === 'string' &&
    typeof one.at === 'string'
  )
}
