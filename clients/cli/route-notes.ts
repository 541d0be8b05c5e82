import type { CatalogueEvent } from '../../core/events.js'

/** A run with more ways than these is told apart by its page. */
const waysMax = 12

/**
 * How a run is made, as lines with the reasons: who makes it, with which graph and checkpoint. Every way is told once,
 * with the first asset that goes it.
 */
export class RouteNotes {
  readonly #say: (line: string) => void
  readonly #told = new Set<string>()

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  take({ type, data }: CatalogueEvent): void {
    if (type !== 'generationRouted') return
    const way = ['provider', 'graph', 'checkpoint']
      .map((name) => textOf(data[name]))
      .filter((text) => text !== '')
    const name = way.join('/')
    if (this.#told.has(name) || this.#told.size >= waysMax) return
    this.#told.add(name)
    const [provider = '', ...models] = way
    this.#say(
      `${textOf(data['specKey'])}: ${provider}${models.length === 0 ? '' : ` with ${models.join(' and ')}`}`,
    )
    const reasons = Array.isArray(data['reasons']) ? data['reasons'].map(textOf) : []
    for (const reason of reasons.filter((text) => text !== '')) this.#say(`  ${reason}`)
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
