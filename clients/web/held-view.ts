import type { RunView } from '../../core/http/http-api.js'
import type { SpecEditChange, SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import type { AssetloomClient, SpecView } from '../http/assetloom-client.js'
import { el, fill, keyCap, type Child } from './build-element.js'
import { HeldRow } from './held-row.js'
import { matchesFilter } from './review-model.js'
import { listHash } from './read-route.js'
import { showFailure } from './show-failure.js'
import { sayEffect } from './spec-changes.js'

export interface HeldViewEvents {
  readonly onEdit: (specKey: string) => void
  readonly onStart: () => Promise<unknown>
  readonly onSaved: (accepted: SpecEditsAccepted) => void
}

/** So many rows are drawn; the rest on demand. */
const rowsStep = 200

/** A run that waits before anything is made: its specs as a table that can be corrected, and Start. */
export class HeldView {
  readonly element: HTMLElement
  readonly #client: AssetloomClient
  readonly #events: HeldViewEvents
  readonly #title = el('div', { class: 'held-title' })
  readonly #list = el('ul', { class: 'held-rows' })
  readonly #more = el('div', { class: 'row held-more' })
  readonly #foot = el('footer', { class: 'held-foot' })
  readonly #filter: HTMLInputElement
  readonly #rows = new Map<string, HeldRow>()
  #run: RunView | null = null
  #specs: readonly SpecView[] = []
  #shownMax = rowsStep
  #state: 'idle' | 'saving' | 'starting' = 'idle'
  #failure: unknown = null

  constructor(client: AssetloomClient, events: HeldViewEvents) {
    this.#client = client
    this.#events = events
    this.#filter = el('input', {
      ...{ type: 'search', class: 'held-filter', placeholder: 'Find a spec  /', 'aria-label': 'Find a spec' },
      oninput: () => this.#showRows(),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#filter.value = ''
        if (event.key === 'Enter' || event.key === 'Escape') {
          this.#showRows()
          this.#visible()[0]?.focus()
        }
      },
    })
    this.element = el(
      'main',
      { class: 'held', onkeydown: (event: KeyboardEvent) => this.#onSaveKey(event) },
      this.#title,
      heading(),
      this.#list,
      this.#more,
      this.#foot,
    )
  }

  /** Specs of this run only: what is carried was made in an earlier one. */
  update(run: RunView, specs: readonly SpecView[]): void {
    const own = specs.filter((spec) => spec.originRunId === undefined)
    const isSame =
      own.length === this.#specs.length &&
      own.every((one, at) => one.specRevisionId === this.#specs[at]?.specRevisionId)
    this.#run = run
    fill(this.#title, ...this.#titleOf(run, own.length, specs.length - own.length))
    if (isSame) return
    this.#specs = own
    this.#rows.clear()
    this.#showRows()
  }

  /** J and K outside of the cells. */
  walk(step: number): void {
    const rows = this.#visible()
    const at = rows.findIndex((row) => row.element.contains(document.activeElement))
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.element.querySelector('button')?.focus()
  }

  find(): void {
    this.#filter.focus()
    this.#filter.select()
  }

  /** The spec whose row has the focus, else the first one that is shown. */
  get chosenKey(): string | null {
    const rows = this.#visible()
    return (rows.find((row) => row.element.contains(document.activeElement)) ?? rows[0])?.key ?? null
  }

  leaveOut(): void {
    const row = this.#visible().find((one) => one.element.contains(document.activeElement))
    row?.toggleOut()
    this.#showFoot()
  }

  #titleOf(run: RunView, count: number, carried: number): Child[] {
    const lost = run.notes.filter(({ kind }) => kind === 'not-understood').length
    const link = (text: string) => el('a', { href: listHash(run.runId) }, text)
    return [
      el(
        'h2',
        {},
        `Nothing is made yet: ${count} ${count === 1 ? 'spec waits' : 'specs wait'} for your look.`,
      ),
      el(
        'p',
        { class: 'dim' },
        carried === 0 ? null : `${carried} more stay as they are. `,
        lost === 0 ? null : link(`${lost} ${lost === 1 ? 'sentence was' : 'sentences were'} not understood`),
        lost === 0 ? link('How the list was read') : null,
        ' ',
        keyCap('L'),
      ),
      el('span', { class: 'spacer' }),
      this.#filter,
    ]
  }

  #row(spec: SpecView): HeldRow {
    const known = this.#rows.get(spec.specKey)
    if (known !== undefined) return known
    const row = new HeldRow(spec, {
      onChange: () => this.#showFoot(),
      onEdit: (key) => this.#events.onEdit(key),
      onStep: (from, cell, step) => this.#step(from, cell, step),
    })
    this.#rows.set(spec.specKey, row)
    return row
  }

  #visible(): HeldRow[] {
    return this.#specs
      .filter((spec) => matchesFilter(spec, this.#filter.value))
      .slice(0, this.#shownMax)
      .map((spec) => this.#row(spec))
  }

  #showRows(): void {
    const matching = this.#specs.filter((spec) => matchesFilter(spec, this.#filter.value)).length
    const rows = this.#visible()
    fill(
      this.#list,
      ...rows.map(({ element }) => element),
      rows.length === 0 ? el('li', { class: 'dim held-none' }, 'No spec is called that.') : null,
    )
    const left = matching - rows.length
    const more = () => {
      this.#shownMax += rowsStep
      this.#showRows()
    }
    fill(
      this.#more,
      left > 0
        ? el('button', { type: 'button', onclick: more }, `Show ${Math.min(left, rowsStep)} of ${left} more`)
        : null,
    )
    this.#showFoot()
  }

  /** The same cell of the row below or above. */
  #step(from: HeldRow, cell: HTMLElement, step: number): void {
    const rows = this.#visible()
    const next = rows[rows.indexOf(from) + step]
    const place = from.cells.findIndex((one) => one === cell)
    const label = cell.className
    const target = next?.cells[place]?.className === label ? next.cells[place] : next?.cells[0]
    target?.focus()
    if (target instanceof HTMLInputElement) target.select()
  }

  #read(): { changes: SpecEditChange[]; wrong: number } {
    const read = [...this.#rows.values()].map((row) => row.read())
    return {
      changes: read.flatMap(({ change }) => change ?? []),
      wrong: read.filter(({ isWrong }) => isWrong).length,
    }
  }

  #showFoot(): void {
    const { changes, wrong } = this.#read()
    const touched = new Set(changes.map(({ key }) => key))
    const out = changes.filter(({ remove }) => remove === true).length
    const text =
      wrong > 0
        ? el('span', { class: 'tone-bad' }, `! ${wrong} ${wrong === 1 ? 'row needs' : 'rows need'} a look.`)
        : changes.length === 0
          ? el('span', { class: 'dim' }, 'Correct what you like here; Start makes the pictures.')
          : sayEffect(touched, this.#specs, true, out)
    fill(
      this.#foot,
      this.#failure === null ? null : showFailure(this.#failure, () => void this.#saveOrStart()),
      el('p', { class: 'edit-effect', role: 'status' }, text),
      changes.length === 0
        ? null
        : el('button', { type: 'button', onclick: () => this.#reset() }, 'Undo all'),
      this.#primary(changes.length, wrong),
    )
  }

  #primary(changes: number, wrong: number): HTMLElement {
    const busy = this.#state === 'saving' ? 'Saving …' : this.#state === 'starting' ? 'Starting …' : null
    const label = changes === 0 ? 'Start ' : `Save ${changes} ${changes === 1 ? 'change ' : 'changes '}`
    const disabled = busy !== null || wrong > 0
    return el(
      'button',
      { type: 'button', class: 'primary verb', disabled, onclick: () => void this.#saveOrStart() },
      busy ?? label,
      busy === null ? keyCap('Ctrl ↵') : null,
    )
  }

  #reset(): void {
    for (const row of this.#rows.values()) row.reset()
    this.#failure = null
    this.#showFoot()
  }

  #onSaveKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void this.#saveOrStart()
  }

  async #saveOrStart(): Promise<void> {
    const { changes, wrong } = this.#read()
    if (this.#run === null || this.#state !== 'idle' || wrong > 0) return
    this.#state = changes.length === 0 ? 'starting' : 'saving'
    this.#failure = null
    this.#showFoot()
    try {
      if (changes.length === 0) await this.#events.onStart()
      else {
        const expectedRevision = this.#run.wishlistRevision
        const accepted = await this.#client.editSpecs(this.#run.runId, { edits: changes, expectedRevision })
        this.#events.onSaved(accepted)
      }
    } catch (error) {
      this.#failure = error
    }
    this.#state = 'idle'
    this.#showFoot()
  }
}

function heading(): HTMLElement {
  const names = ['Key', 'Type', 'Prompt', 'Size, px', 'Variants', 'Frames', '']
  return el(
    'div',
    { class: 'held-row held-heading', 'aria-hidden': 'true' },
    ...names.map((name) => el('span', {}, name)),
  )
}
