import type { SpecView } from '../http/assetloom-client.js'
import { el, fill } from './build-element.js'
import { markOfSpec, matchesFilter } from './review-model.js'
import { specsOf } from './spec-changes.js'

export interface SpecQueueEvents {
  readonly onChoose: (specKey: string) => void
}

/** The list of specs on the left. Rows are kept by key, so that a thousand of them update without flicker. */
export class SpecQueue {
  readonly element: HTMLElement
  readonly filterInput: HTMLInputElement
  readonly #list: HTMLElement
  readonly #count: HTMLElement
  readonly #events: SpecQueueEvents
  readonly #rows = new Map<string, HTMLAnchorElement | HTMLButtonElement>()
  #specs: readonly SpecView[] = []
  #chosen: string | null = null

  constructor(events: SpecQueueEvents) {
    this.#events = events
    this.filterInput = el('input', {
      type: 'search',
      class: 'queue-filter',
      placeholder: 'Find a spec  /',
      'aria-label': 'Find a spec',
      oninput: () => this.#render(),
      onkeydown: (event: KeyboardEvent) => this.#onFilterKey(event),
    })
    this.#list = el('div', { class: 'queue-list' })
    this.#count = el('p', { class: 'queue-count dim' })
    this.element = el(
      'nav',
      { class: 'queue', 'aria-label': 'Specs' },
      this.filterInput,
      this.#list,
      this.#count,
    )
  }

  /** The keys that the filter lets through, in order: what J and K walk. */
  get visibleKeys(): string[] {
    return this.#specs
      .filter((spec) => matchesFilter(spec, this.filterInput.value))
      .map((spec) => spec.specKey)
  }

  /** So many rows below one, or above; the ends hold. */
  keyAt(fromKey: string | null, step: number): string | undefined {
    const keys = this.visibleKeys
    const at = keys.indexOf(fromKey ?? '')
    return keys[Math.min(keys.length - 1, Math.max(0, at + step))]
  }

  update(specs: readonly SpecView[], chosen: string | null, isLoaded: boolean): void {
    const hasMoved = chosen !== this.#chosen
    this.#specs = specs
    this.#chosen = chosen
    if (!isLoaded)
      fill(this.#list, ...Array.from({ length: 12 }, () => el('div', { class: 'queue-row skeleton' })))
    else this.#render()
    if (hasMoved && chosen !== null)
      this.#rows.get(chosen)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  #render(): void {
    const filter = this.filterInput.value
    const shown = this.#specs.filter((spec) => matchesFilter(spec, filter))
    const rows = shown.map((spec) => this.#row(spec))
    const isSame =
      rows.length === this.#list.children.length && rows.every((row, at) => row === this.#list.children[at])
    if (!isSame) fill(this.#list, ...rows)
    const open = this.#specs.filter((spec) => spec.stage === 'reviewing').length
    const left = open === 0 ? 'nothing waits for you' : `${open} left to decide`
    this.#count.textContent =
      this.#specs.length === 0
        ? 'The list is being read.'
        : shown.length === 0
          ? 'No spec is called that.'
          : `${filter === '' ? specsOf(this.#specs.length) : `${shown.length} of ${this.#specs.length}`} · ${left}`
  }

  #row(spec: SpecView): HTMLElement {
    const mark = markOfSpec(spec)
    const old = this.#rows.get(spec.specKey)
    const row = old ?? el('button', { type: 'button', onclick: () => this.#events.onChoose(spec.specKey) })
    const look = `${mark.shape}${spec.specKey === this.#chosen}${spec.round}`
    if (row.dataset['look'] === look) return row
    row.dataset['look'] = look
    row.className = `queue-row${spec.specKey === this.#chosen ? ' is-chosen' : ''}`
    if (spec.specKey === this.#chosen) row.setAttribute('aria-current', 'true')
    else row.removeAttribute('aria-current')
    row.title = `${spec.prompt}: ${mark.label}`
    fill(
      row,
      el('span', { class: 'queue-key' }, spec.specKey),
      spec.round > 1 ? el('span', { class: 'dim figures' }, `r${spec.round}`) : null,
      el(
        'span',
        { class: `mark tone-${mark.tone}`, role: 'img', 'aria-label': mark.label },
        `${mark.shape}${mark.letter}`,
      ),
    )
    this.#rows.set(spec.specKey, row)
    return row
  }

  #onFilterKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.filterInput.value = ''
      this.filterInput.blur()
      this.#render()
    }
    if (event.key === 'Enter') {
      const first = this.visibleKeys[0]
      if (first === undefined) return
      // Found: what is walked through next is the whole list again, also on a phone, where the filter is out of sight.
      this.filterInput.value = ''
      this.filterInput.blur()
      this.#events.onChoose(first)
    }
  }
}
