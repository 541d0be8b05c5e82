import type { RunView } from '../../core/http/http-api.js'
import type { WishlistDifference } from '../../core/intake/diff-specs.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { describeRevision } from '../progress/describe-revision.js'
import { el, fill } from './build-element.js'
import { differenceList } from './difference-list.js'
import { showFailure } from './show-failure.js'

/** What the list of a run changed against its revision before, read when somebody looks. */
export class ListChanges {
  readonly element = el('div', { class: 'list-changes' })
  readonly #client: AssetloomClient
  #difference: WishlistDifference | null = null

  constructor(client: AssetloomClient) {
    this.#client = client
  }

  /** Specs that were added, changed or taken out; null for a list that has one revision only. */
  countOf(run: RunView | null): number | null {
    const counts = run?.revision?.difference
    return counts === undefined || counts === null ? null : counts.added + counts.changed + counts.removed
  }

  async show(run: RunView): Promise<void> {
    if (run.revision === undefined) return
    const title = el('h2', {}, `${describeRevision(run.revision)}.`)
    if (this.#difference === null) fill(this.element, title, el('p', { class: 'dim' }, 'Comparing …'))
    try {
      this.#difference ??= (await this.#client.readRunDifference(run.runId)).difference
      fill(this.element, title, this.#difference === null ? null : differenceList(this.#difference))
    } catch (error) {
      const retry = () => void this.show(run)
      fill(this.element, title, showFailure(error, retry))
    }
  }
}
