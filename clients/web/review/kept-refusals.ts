import type { Problem } from '../../../core/http/http-api.js'
import type { KeptDecision, KeptItems } from './kept-decision.js'

/** A decision that was refused, with all that a person needs to settle it. */
export interface Refusal {
  readonly decision: KeptDecision
  readonly problem: Problem
}

const prefix = 'assetloom.refused.'
/** More than somebody settles one by one; the oldest goes first. */
const keptMax = 200

/** Refused decisions until somebody settles each: who closed the page meanwhile is told when it is opened again. */
export class KeptRefusals {
  readonly #items: KeptItems
  #all: readonly Refusal[] = []

  constructor(items: KeptItems) {
    this.#items = items
    this.reload()
  }

  /** Oldest first. */
  get all(): readonly Refusal[] {
    return this.#all
  }

  add(refusal: Refusal): void {
    this.#all = [...this.#all.filter((one) => idOf(one) !== idOf(refusal)), refusal].slice(-keptMax)
    try {
      this.#items.setItem(`${prefix}${idOf(refusal)}`, JSON.stringify(refusal))
    } catch {
      // It is told as long as the tab lasts.
    }
  }

  settle(decisionId: string): void {
    this.#items.removeItem(`${prefix}${decisionId}`)
    this.#all = this.#all.filter((one) => idOf(one) !== decisionId)
  }

  /** Reads again what all tabs keep. */
  reload(): void {
    const keys = Array.from({ length: this.#items.length }, (_, at) => this.#items.key(at) ?? '')
    this.#all = keys
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => readRefusal(this.#items.getItem(key)))
      .sort((a, b) => (a.decision.at < b.decision.at ? -1 : 1))
      .slice(-keptMax)
  }
}

const idOf = ({ decision }: Refusal) => decision.body.decisionId

function readRefusal(text: string | null): Refusal[] {
  try {
    const one = JSON.parse(text ?? '') as Partial<Refusal> | null
    const isWhole =
      typeof one?.decision?.body.decisionId === 'string' && typeof one.problem?.detail === 'string'
    return isWhole ? [one as Refusal] : []
  } catch {
    return []
  }
}
