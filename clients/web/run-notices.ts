import { el, fill } from './build-element.js'
import { refusalNotice } from './refusal-notice.js'
import type { Reviewer } from './reviewer.js'
import type { RunStore } from './run-store.js'
import { showFailure } from './show-failure.js'

export interface RunNoticesEvents {
  readonly onTry: (work: Promise<unknown>) => void
  readonly onShow: (specKey: string) => void
}

/** Above the pictures of a run: that it cannot be read, and a decision that was refused. */
export class RunNotices {
  readonly element = el('div', { class: 'notices' })
  readonly #store: RunStore
  readonly #reviewer: Reviewer
  readonly #events: RunNoticesEvents

  constructor(store: RunStore, reviewer: Reviewer, events: RunNoticesEvents) {
    this.#store = store
    this.#reviewer = reviewer
    this.#events = events
  }

  update(): void {
    const { refusal } = this.#reviewer
    const { failure } = this.#store
    fill(
      this.element,
      failure === null ? null : showFailure(failure, () => void this.#store.refresh()),
      refusal === null
        ? null
        : refusalNotice(refusal, {
            onKeep: () => this.#reviewer.keepTheirs(),
            onReopen: () => this.#events.onTry(this.#reviewer.reopen(refusal)),
            onAnyway: () => this.#events.onTry(this.#reviewer.decideAnyway(refusal)),
            onShow: () => this.#events.onShow(refusal.decision.specKey),
          }),
    )
  }
}
