import type { Problem } from '../../core/http/http-api.js'
import type { SpecDetail, SpecEditChange, SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import { countDifference, describeSpecChange } from '../../core/intake/diff-specs.js'
import { ApiError } from '../http/api-error.js'
import type { AssetloomClient, SpecView } from '../http/assetloom-client.js'
import { el, fill, keyCap, type Child } from './build-element.js'
import { openGuardedSheet } from './open-sheet.js'
import { placeProblem } from './place-problem.js'
import { readSpecForm, type FormFault } from './read-spec-form.js'
import { runHash } from './read-route.js'
import { showFailure } from './show-failure.js'
import { changeOf, sayEffect } from './spec-changes.js'
import { SpecFields } from './spec-fields.js'

export interface EditedRun {
  readonly runId: string
  /** Of the list, as the page shows it: the API refuses an edit of another one. */
  readonly revision: number
  readonly specs: readonly SpecView[]
  readonly isHeld: boolean
}

/** Opens the form of one spec. `onSaved` is told of the new run; a held one is what to look at next. */
export function openEditSheet(
  client: AssetloomClient,
  run: EditedRun,
  specKey: string,
  onSaved: (accepted: SpecEditsAccepted) => void,
): void {
  const body = el('div', { class: 'edit-body' }, el('p', { class: 'dim' }, 'Reading the spec …'))
  let sheet: EditSheet | null = null
  const close = openGuardedSheet(`Edit ${specKey}`, 'edit', () => sheet?.mayClose() ?? true, body)
  const read = () => {
    client.readSpecDetail(run.runId, specKey).then(
      (detail) => {
        if (!body.isConnected) return
        sheet = new EditSheet(client, run, detail, { close, onSaved })
        fill(body, sheet.element)
        sheet.focus()
      },
      (error: unknown) => fill(body, showFailure(error, read)),
    )
  }
  read()
  const onUnload = (event: BeforeUnloadEvent) => {
    if (sheet?.isAtRisk === true) event.preventDefault()
  }
  window.addEventListener('beforeunload', onUnload)
  body
    .closest('dialog')
    ?.addEventListener('close', () => window.removeEventListener('beforeunload', onUnload))
}

interface SheetEvents {
  readonly close: () => void
  readonly onSaved: (accepted: SpecEditsAccepted) => void
}

class EditSheet {
  readonly element: HTMLElement
  readonly #client: AssetloomClient
  readonly #run: EditedRun
  readonly #detail: SpecDetail
  readonly #events: SheetEvents
  readonly #fields: SpecFields
  readonly #foot = el('footer', { class: 'edit-foot' })
  #state: 'editing' | 'asking' | 'saving' | 'saved' = 'editing'
  #serverFaults: readonly FormFault[] = []
  #failure: unknown = null

  constructor(client: AssetloomClient, run: EditedRun, detail: SpecDetail, events: SheetEvents) {
    this.#client = client
    this.#run = run
    this.#detail = detail
    this.#events = events
    this.#fields = new SpecFields(detail.spec, () => this.#onChange())
    this.element = el(
      'form',
      {
        class: 'edit-form',
        novalidate: true,
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault()
          void this.#save()
        },
        onkeydown: (event: KeyboardEvent) => this.#onKey(event),
      },
      this.#head(),
      this.#fields.element,
      this.#foot,
    )
    this.#render()
  }

  focus(): void {
    this.#fields.focus()
  }

  /** Closing it would lose something. */
  get isAtRisk(): boolean {
    return this.#state === 'saving' || (this.#state !== 'saved' && this.#change !== null)
  }

  /** False while there is something to lose: then the sheet asks. */
  mayClose(): boolean {
    if (this.#state === 'saving') return false
    if (!this.isAtRisk) return true
    this.#state = this.#state === 'asking' ? 'editing' : 'asking'
    this.#render()
    if (this.#state === 'editing') this.#fields.focus()
    return false
  }

  get #read() {
    return readSpecForm(this.#detail.spec, this.#fields.read())
  }

  get #change(): SpecEditChange | null {
    return changeOf(this.#detail.spec, this.#read.after, this.#detail.written)
  }

  #head(): HTMLElement {
    const { spec, edit } = this.#detail
    return el(
      'div',
      { class: 'edit-head' },
      el(
        'p',
        { class: 'dim' },
        `${spec.assetType} from `,
        el('code', {}, `${spec.source.file}:${spec.source.line}`),
      ),
      spec.source.text === '' ? null : el('blockquote', { class: 'sentence-quote' }, spec.source.text),
      edit === null
        ? null
        : el(
            'p',
            { class: 'row' },
            el('span', { class: 'tone-warn' }, `✎ changed by hand: ${edit.words}`),
            el(
              'button',
              { type: 'button', onclick: () => void this.#send({ key: spec.key, drop: true }) },
              'Drop the edit',
            ),
          ),
    )
  }

  #onChange(): void {
    this.#serverFaults = []
    this.#failure = null
    if (this.#state === 'asking') this.#state = 'editing'
    this.#render()
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void this.#save()
  }

  #render(): void {
    const { after, faults } = this.#read
    const all = [...this.#serverFaults, ...faults]
    this.#fields.showFaults(all)
    fill(this.#foot, ...this.#footOf(after, all.length))
  }

  #footOf(after: SpecDetail['spec'], faults: number): Child[] {
    const words = describeSpecChange(this.#detail.spec, after)
    if (this.#state === 'asking') return this.#question(words)
    const touched = new Set(words === '' ? [] : [this.#detail.specKey])
    const effect = sayEffect(touched, this.#run.specs, this.#run.isHeld)
    const isSaving = this.#state === 'saving'
    return [
      this.#failure === null ? null : this.#refusal(this.#failure),
      el(
        'p',
        { class: 'edit-effect', role: 'status' },
        faults > 0
          ? el(
              'span',
              { class: 'tone-bad' },
              `! ${faults} ${faults === 1 ? 'field needs' : 'fields need'} a look.`,
            )
          : words === ''
            ? el('span', { class: 'dim' }, effect)
            : `${isSaving ? 'Saving' : 'Changes'} ${words}. ${effect}`,
      ),
      el(
        'div',
        { class: 'row' },
        el(
          'button',
          { type: 'submit', class: 'primary', disabled: words === '' || faults > 0 || isSaving },
          'Save ',
          keyCap('Ctrl ↵'),
        ),
      ),
    ]
  }

  #question(words: string): Child[] {
    const keep = el(
      'button',
      { type: 'button', class: 'primary', onclick: () => this.mayClose() },
      'Keep editing ',
      keyCap('Esc'),
    )
    // After the browser has put it into the page.
    queueMicrotask(() => keep.focus())
    return [
      el('p', { class: 'edit-effect tone-warn', role: 'alert' }, `Give up what you changed (${words})?`),
      el(
        'div',
        { class: 'row' },
        keep,
        el('button', { type: 'button', onclick: () => this.#events.close() }, 'Give up'),
      ),
    ]
  }

  /** Problems that no field is named for. */
  #refusal(failure: unknown): HTMLElement {
    if (!(failure instanceof ApiError) || failure.status !== 409)
      return showFailure(failure, () => void this.#save())
    const reload = () => void this.#openNewest()
    return el(
      'div',
      { class: 'notice notice-warn', role: 'alert' },
      el('p', {}, el('strong', {}, '! '), failure.message),
      el('p', { class: 'dim' }, failure.hint),
      el('button', { type: 'button', onclick: reload }, 'Open the newest revision'),
    )
  }

  async #openNewest(): Promise<void> {
    try {
      const { newest } = await this.#client.listSpecEdits(this.#run.runId)
      this.#events.close()
      location.hash = runHash(newest?.runId ?? this.#run.runId, this.#detail.specKey)
    } catch (error) {
      this.#failure = error
      this.#render()
    }
  }

  async #save(): Promise<void> {
    const { faults } = this.#read
    const change = this.#change
    const [first] = faults
    if (first !== undefined) return this.#fields.focus(first.field)
    if (change !== null) await this.#send(change)
  }

  async #send(change: SpecEditChange): Promise<void> {
    if (this.#state === 'saving' || this.#state === 'saved') return
    this.#state = 'saving'
    this.#failure = null
    this.#render()
    const { runId, revision } = this.#run
    try {
      const body = { edits: [change], expectedRevision: revision }
      const accepted = await this.#client.editSpecs(runId, body)
      this.#state = 'saved'
      this.#showSaved(accepted)
      this.#events.onSaved(accepted)
    } catch (error) {
      this.#state = 'editing'
      this.#place(error)
    }
  }

  #place(error: unknown): void {
    const problem: Problem | null =
      error instanceof ApiError && error.problem.problems !== undefined ? error.problem : null
    const { faults, rest } = placeProblem(problem)
    this.#serverFaults = faults
    this.#failure = problem === null || rest || faults.length === 0 ? error : null
    this.#render()
    const [first] = faults
    if (first !== undefined) this.#fields.focus(first.field)
  }

  #showSaved({ created, revision, difference, runId }: SpecEditsAccepted): void {
    const text = created
      ? `Saved as revision ${revision}: ${countDifference(difference)}.`
      : `Nothing changed: revision ${revision} is like this already.`
    const link = el(
      'a',
      {
        class: 'button primary',
        href: runHash(runId, this.#detail.specKey),
        onclick: () => this.#events.close(),
      },
      'Open its run ',
      keyCap('↵'),
    )
    fill(
      this.#foot,
      el('p', { class: 'edit-effect', role: 'status' }, el('span', { class: 'tone-good' }, '✓ '), text),
      link,
    )
    link.focus()
  }
}
