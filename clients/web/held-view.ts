import type { RunView } from '../../core/http/http-api.js'
import { providerNoteStart } from '../../core/intake/intake-report.js'
import type { SpecEditChange, SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import type { AssetloomClient, SpecView } from '../http/assetloom-client.js'
import { el, fill, keyCap, type Child } from './build-element.js'
import { EstimateLine } from './estimate-line.js'
import { cellNames, type HeldDrafts, type RowDraft, type RunDraft } from './held-drafts.js'
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
/** Why things are made by whom they are made; there are few such reasons. */
const makersMax = 4

/**
 * A run that waits before anything is made: its specs as a table that can be corrected, and Start. What is typed and not
 * saved is kept, and stands there again when somebody comes back.
 */
export class HeldView {
  readonly element: HTMLElement
  readonly #client: AssetloomClient
  readonly #drafts: HeldDrafts
  readonly #events: HeldViewEvents
  readonly #title = el('div', { class: 'held-title' })
  readonly #list = el('ul', { class: 'held-rows' })
  readonly #more = el('div', { class: 'row held-more' })
  readonly #estimate: EstimateLine
  readonly #foot = el('footer', { class: 'held-foot' })
  readonly #filter: HTMLInputElement
  readonly #rows = new Map<string, HeldRow>()
  #run: RunView | null = null
  #specs: readonly SpecView[] = []
  #shownMax = rowsStep
  #state: 'idle' | 'saving' | 'starting' = 'idle'
  #failure: unknown = null
  /** Rows were typed in before this page was shown, and nobody has undone or saved it since. */
  #isRestored = false

  constructor(client: AssetloomClient, drafts: HeldDrafts, events: HeldViewEvents) {
    this.#client = client
    this.#drafts = drafts
    this.#events = events
    this.#estimate = new EstimateLine(client)
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
      this.#estimate.element,
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
    this.#estimate.update(run.runId, specs.map((spec) => spec.specRevisionId).join(' '))
    fill(this.#title, ...this.#titleOf(run, own.length, specs.length - own.length))
    if (isSame) return
    this.#specs = own
    this.#rows.clear()
    this.#restore(run.runId)
    this.#showRows()
  }

  /** Rows with something in them count, whether the filter shows them or not. */
  #restore(runId: string): void {
    const kept = this.#drafts.of(runId)
    for (const spec of this.#specs) if (kept.has(spec.specKey)) this.#row(spec, kept.get(spec.specKey))
    this.#isRestored = this.#rows.size > 0
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
    this.#onTyped()
  }

  #titleOf(run: RunView, count: number, carried: number): Child[] {
    const makers = run.notes.flatMap(({ message }) =>
      message.startsWith(providerNoteStart) ? [message.slice(providerNoteStart.length)] : [],
    )
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
      // A list of files says it of each spec.
      ...[...new Set(makers)].slice(0, makersMax).map((text) => el('p', { class: 'dim' }, text)),
      el('span', { class: 'spacer' }),
      this.#filter,
    ]
  }

  #row(spec: SpecView, draft: RowDraft = {}): HeldRow {
    const known = this.#rows.get(spec.specKey)
    if (known !== undefined) return known
    const row = new HeldRow(spec, draft, {
      onChange: () => this.#onTyped(),
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

  #draft(): RunDraft {
    return new Map(
      [...this.#rows].flatMap(([key, row]) => {
        const draft = row.draft()
        return draft === null ? [] : [[key, draft] as const]
      }),
    )
  }

  #onTyped(): void {
    if (this.#run !== null) this.#drafts.keep(this.#run.runId, this.#draft())
    this.#showFoot()
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
          : `${this.#isRestored ? 'Kept from before, not saved yet: ' : ''}${sayEffect(touched, this.#specs, true, out)}`
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
    this.#isRestored = false
    this.#onTyped()
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
        const { runId, wishlistRevision: expectedRevision } = this.#run
        const sent = this.#draft()
        const accepted = await this.#client.editSpecs(runId, { edits: changes, expectedRevision })
        this.#drafts.keep(runId, typedSince(sent, this.#draft()))
        this.#events.onSaved(accepted)
      }
    } catch (error) {
      this.#failure = error
    }
    this.#state = 'idle'
    this.#showFoot()
  }
}

/** What was typed while the rest was on its way: it is for the run that comes of it. */
function typedSince(sent: RunDraft, now: RunDraft): RunDraft {
  return new Map(
    [...now].flatMap(([key, row]) => {
      const before = sent.get(key)
      const cells = cellNames.filter((name) => row[name] !== undefined && row[name] !== before?.[name])
      return cells.length === 0
        ? []
        : [[key, Object.fromEntries(cells.map((name) => [name, row[name]]))] as const]
    }),
  )
}

function heading(): HTMLElement {
  const names = ['Key', 'Type', 'Prompt', 'Size, px', 'Variants', 'Frames', '']
  return el(
    'div',
    { class: 'held-row held-heading', 'aria-hidden': 'true' },
    ...names.map((name) => el('span', {}, name)),
  )
}
