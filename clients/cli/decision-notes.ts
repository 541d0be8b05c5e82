import type { CatalogueEvent } from '../../core/events.js'
import type { ReviewVerb } from '../../core/review/verdict.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { nameVariant } from './resolve-variant.js'

const verbWords: Readonly<Record<ReviewVerb, string>> = {
  approve: 'approved',
  pick: 'picked',
  primary: 'made the primary',
  reject: 'rejected',
  regenerate: 'asked for again',
  withdraw: 'undone',
}

/**
 * What people decided and what the autopilot tried, as lines in the order of the events: `water-barrel:2@1 approved by signal:temporal`. Decisions
 * of the policy are left out: a demo makes hundreds. Refused signals are told, because nobody else tells their sender.
 */
export class DecisionNotes {
  readonly #client: Pick<AssetloomClient, 'readVariant'>
  readonly #say: (line: string) => void
  #last: Promise<void> = Promise.resolve()

  constructor(client: Pick<AssetloomClient, 'readVariant'>, say: (line: string) => void) {
    this.#client = client
    this.#say = say
  }

  take(event: CatalogueEvent): void {
    this.#last = this.#last.then(async () => {
      const line = await this.#describe(event)
      if (line !== null) this.#say(line)
    })
  }

  /** Resolves when all events that were taken are told. */
  settled(): Promise<void> {
    return this.#last
  }

  async #describe({ type, data }: CatalogueEvent): Promise<string | null> {
    // A contract that holds at once is no news: a demo has hundreds of specs.
    const isNews = data['outcome'] !== 'met' || data['round'] !== 1
    if (type === 'qualityJudged')
      return isNews ? `${String(data['specKey'])}: ${String(data['message'])}` : null
    const reviewer = typeof data['reviewer'] === 'string' ? data['reviewer'] : 'somebody'
    if (reviewer.startsWith('policy:')) return null
    if (type === 'decisionRefused') return `a decision by ${reviewer} was refused: ${String(data['message'])}`
    if (type !== 'decisionRecorded') return null
    const variantId = mainVariantId(data['decisions'])
    const verb = data['verb']
    const what = typeof verb === 'string' && verb in verbWords ? verbWords[verb as ReviewVerb] : String(verb)
    return variantId === null ? null : `${await this.#nameOf(variantId)} ${what} by ${reviewer}`
  }

  async #nameOf(variantId: string): Promise<string> {
    try {
      return nameVariant(await this.#client.readVariant(variantId))
    } catch {
      return variantId
    }
  }
}

/** A pick and its undo concern the siblings too; the one that was picked is meant. */
function mainVariantId(decisions: unknown): string | null {
  if (!Array.isArray(decisions)) return null
  const rows = decisions as { variantId?: unknown; verdict?: unknown }[]
  const main = rows.find((row) => row.verdict === 'approved') ?? rows[0]
  return typeof main?.variantId === 'string' ? main.variantId : null
}
