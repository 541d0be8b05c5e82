import type { ReadingLine, ReadingPage as Reading } from '../../core/http/compose-reading.js'
import { readingOutcomes } from '../../core/http/compose-reading.js'
import type { SpecEditsAccepted } from '../../core/http/spec-edits-api.js'
import { countDifference } from '../../core/intake/diff-specs.js'
import type { RunView } from '../../core/http/http-api.js'
import { el, fill, keyCap, type Child } from './build-element.js'
import { crumbs } from './crumbs.js'
import { openHelpSheet } from './help-sheet.js'
import { readKey } from './key-map.js'
import { ListChanges } from './list-changes.js'
import { noteList, plainNotes } from './list-notes.js'
import { isSheetOpen } from './open-sheet.js'
import type { OpenPage, PageContext } from './page-context.js'
import { ProposalCards } from './proposal-cards.js'
import { readingLine } from './reading-line.js'
import { listHash, readingViews, runHash, type ReadingView } from './read-route.js'
import { showFailure } from './show-failure.js'

const viewNames: Readonly<Record<ReadingView, string>> = {
  ...{ 'not-understood': 'Not understood', problem: 'Problems', proposals: 'Proposals', constraint: 'Rules' },
  ...{ spec: 'Specs', all: 'All', notes: 'Notes', changes: 'Changes' },
}

/** Views of something else than sentences. */
const otherViews: readonly ReadingView[] = ['proposals', 'notes', 'changes']

/** Lines that are read at once; a list has up to 5,000. */
const pageSize = 200

const emptyTexts: Readonly<Partial<Record<ReadingView, string>>> = {
  'not-understood': 'Every sentence was understood.',
  problem: 'Nothing was rejected.',
  constraint: 'No sentence holds for many assets.',
  spec: 'No line became a spec.',
  all: 'The list has no line of text.',
  notes: 'Nothing was filled in.',
}

/**
 * How a list was read: every sentence with what became of it, what nobody understood first; what was filled in, and what
 * changed against the revision before.
 */
export class ReadingPage implements OpenPage {
  readonly #context: PageContext
  readonly #runId: string
  readonly #closed = new AbortController()
  readonly #head = el('div')
  readonly #notices = el('div', { class: 'notices' })
  readonly #body = el('main', { class: 'reading' })
  readonly #proposals: ProposalCards
  readonly #changes: ListChanges
  #run: RunView | null = null
  #view: ReadingView | null
  #first: Reading | null = null
  #lines: ReadingLine[] = []
  #nextCursor: number | null = null
  #isLoading = false
  #failure: unknown = null
  #accepted: { readonly accepted: SpecEditsAccepted; readonly count: number } | null = null

  constructor(context: PageContext, runId: string, view: ReadingView | null) {
    this.#context = context
    this.#runId = runId
    this.#view = view
    this.#changes = new ListChanges(context.client)
    document.title = 'How the list was read - Assetloom'
    this.#proposals = new ProposalCards(context.client, runId, {
      onChange: () => this.#render(),
      onAccepted: (accepted, count) => this.#onAccepted(accepted, count),
    })
    fill(context.root, this.#head, this.#notices, this.#body)
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal: this.#closed.signal })
    this.#render()
    void this.#start()
  }

  close(): void {
    this.#closed.abort()
  }

  /** What the address asks for; else what was not understood; where there is none, what was rejected; else everything. */
  async #start(): Promise<void> {
    void this.#proposals.load()
    const asked = this.#view
    await Promise.all([this.#readRun(), this.#load(asked)])
    const counts = this.#first?.counts
    if (counts === undefined || this.#view !== asked) return
    const known = this.#views().find((view) => view === asked)
    const pressing = (['not-understood', 'problem'] as const).find((one) => counts[one] > 0)
    // Its sentences are there already.
    if (known !== undefined && !otherViews.includes(known)) return
    await this.#choose(known ?? pressing ?? 'all')
  }

  async #readRun(): Promise<void> {
    try {
      this.#run = await this.#context.client.readRun(this.#runId)
    } catch (error) {
      this.#failure = error
    }
    this.#render()
  }

  /** The address follows, so that a view can be sent to somebody. */
  async #choose(view: ReadingView): Promise<void> {
    if (this.#closed.signal.aborted) return
    this.#view = view
    history.replaceState(null, '', listHash(this.#runId, view))
    if (view === 'changes' && this.#run !== null) void this.#changes.show(this.#run)
    if (otherViews.includes(view)) return this.#render()
    this.#lines = []
    await this.#load(view)
    this.#body.scrollTop = 0
  }

  /** The first lines of a view, or those behind the ones that are there. */
  async #load(view: ReadingView | null, cursor = 0): Promise<void> {
    this.#isLoading = true
    this.#render()
    try {
      const filter = readingOutcomes.find((one) => one === view)
      const read = await this.#context.client.readReading(this.#runId, { filter, cursor, limit: pageSize })
      if (this.#closed.signal.aborted) return
      this.#first = read
      // Another view was chosen meanwhile; the counts are those of the whole list.
      if (this.#view !== view) return this.#render()
      this.#lines = cursor === 0 ? [...read.lines] : [...this.#lines, ...read.lines]
      this.#nextCursor = read.nextCursor
      this.#failure = null
      document.title = `${read.name}: how it was read - Assetloom`
    } catch (error) {
      this.#failure = error
    }
    this.#isLoading = false
    this.#render()
  }

  #onAccepted(accepted: SpecEditsAccepted, count: number): void {
    this.#accepted = { accepted, count }
    this.#context.announce(`${count} accepted`)
    if (!accepted.held) return void this.#proposals.load()
    this.#context.drafts.move(this.#runId, accepted.runId)
    location.hash = runHash(accepted.runId)
  }

  #render(): void {
    if (this.#closed.signal.aborted) return
    fill(this.#head, this.#header())
    this.#showTab()
    fill(this.#notices, this.#failureNotice(), this.#acceptedNotice())
    fill(this.#body, ...this.#parts())
  }

  get #runAddress(): string {
    return runHash(this.#runId, this.#context.places.get(this.#runId))
  }

  #header(): HTMLElement {
    const reading = this.#first
    return el(
      'header',
      { class: 'head' },
      el(
        'div',
        { class: 'head-line' },
        crumbs([{ text: reading?.name ?? 'run', href: this.#runAddress }], 'How it was read'),
        el('span', { class: 'spacer' }),
        reading === null
          ? null
          : el('span', { class: 'dim' }, `revision ${reading.revision}, ${kindWords[reading.kind]}`),
        el('a', { class: 'button', href: this.#runAddress }, 'To its run ', keyCap('L')),
      ),
      el('div', { class: 'segments view-tabs', role: 'group', 'aria-label': 'Show' }, ...this.#tabs()),
    )
  }

  /** On a phone the row of tabs is wider than the page: the chosen one stays in sight. */
  #showTab(): void {
    const row = this.#head.querySelector<HTMLElement>('.view-tabs')
    const chosen = row?.querySelector<HTMLElement>('[aria-pressed=true]')
    if (row && chosen) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - 40
  }

  /** A list with one revision has changed nothing. */
  #views(): ReadingView[] {
    const hasChanges = this.#changes.countOf(this.#run) !== null
    return readingViews.filter((view) => view !== 'changes' || hasChanges)
  }

  #tabs(): Child[] {
    return this.#views().map((view, at) =>
      el(
        'button',
        {
          ...{ type: 'button', 'aria-pressed': String(view === this.#view) },
          title: `${viewNames[view]} (${at + 1})`,
          onclick: () => void this.#choose(view),
        },
        `${viewNames[view]} `,
        el('span', { class: 'figures dim' }, this.#countOf(view)),
      ),
    )
  }

  #countOf(view: ReadingView): string {
    if (view === 'proposals') return String(this.#proposals.openCount)
    if (view === 'notes') return this.#run === null ? '' : String(plainNotes(this.#run.notes).length)
    if (view === 'changes') return String(this.#changes.countOf(this.#run) ?? '')
    if (this.#first === null) return ''
    return String(view === 'all' ? this.#first.total : this.#first.counts[view])
  }

  #parts(): Child[] {
    if (this.#view === 'proposals') return [this.#proposals.element]
    if (this.#view === 'changes') return [this.#changes.element]
    if (this.#view !== 'notes' || this.#run === null) return this.#lineParts()
    const notes = plainNotes(this.#run.notes)
    return [notes.length === 0 ? this.#emptyState() : noteList(notes)]
  }

  #lineParts(): Child[] {
    const isReading = this.#isLoading && this.#lines.length === 0
    // Nothing before it is known what to show first.
    if (this.#first === null || this.#view === null || isReading)
      return Array.from({ length: 10 }, () => el('div', { class: 'reading-line skeleton' }))
    if (this.#lines.length === 0) return [this.#emptyState()]
    const showFile = new Set(this.#lines.map(({ file }) => file)).size > 1
    const left =
      this.#nextCursor === null ? 0 : Number(this.#countOf(this.#view ?? 'all')) - this.#lines.length
    const more = () => void this.#load(this.#view, this.#nextCursor ?? 0)
    return [
      el(
        'ol',
        { class: 'reading-lines' },
        ...this.#lines.map((line) =>
          readingLine(line, {
            ...{ runId: this.#runId, showFile },
            // Only what is open is proposed for; another sentence may stand on the same line.
            proposals:
              line.outcome === 'not-understood' ? this.#proposals.keysAt(line.line, line.lastLine) : [],
            onProposals: () => void this.#choose('proposals'),
          }),
        ),
      ),
      left > 0
        ? el(
            'button',
            { type: 'button', disabled: this.#isLoading, onclick: more },
            `Show ${Math.min(left, pageSize)} of ${left} more`,
          )
        : null,
    ]
  }

  #emptyState(): HTMLElement {
    const view = this.#view ?? 'all'
    return el(
      'div',
      { class: 'empty' },
      el('h2', {}, emptyTexts[view] ?? 'Nothing here.'),
      view === 'all'
        ? el('p', {}, 'Write one asset a line, for example: prop: wooden barrel, 32x32')
        : el(
            'p',
            {},
            el('button', { type: 'button', onclick: () => void this.#choose('all') }, 'Show every sentence'),
          ),
    )
  }

  #failureNotice(): HTMLElement | null {
    if (this.#failure === null) return null
    const retry = () =>
      void (this.#first === null || this.#run === null ? this.#start() : this.#load(this.#view))
    return showFailure(this.#failure, retry)
  }

  #acceptedNotice(): HTMLElement | null {
    if (this.#accepted === null) return null
    const { accepted, count } = this.#accepted
    const { revision, runId, difference } = accepted
    return el(
      'div',
      { class: 'notice', role: 'status' },
      el(
        'span',
        {},
        el('span', { class: 'tone-good' }, '✓ '),
        `${count} accepted as revision ${revision}: ${countDifference(difference)}.`,
      ),
      el('a', { class: 'button primary', href: runHash(runId) }, 'Open its run'),
      el('a', { href: listHash(runId) }, 'How it is read now'),
    )
  }

  #onKey(event: KeyboardEvent): void {
    if (isSheetOpen()) return
    const asked = readKey(event)
    const key = event.key.toLowerCase()
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (this.#view === 'proposals' && isPlain && asked !== null && (key === 'a' || key === 'd')) {
      event.preventDefault()
      return this.#proposals.decide(key === 'a' ? 'accept' : 'decline')
    }
    if (isPlain && key === 'escape') location.hash = this.#runAddress
    if (asked === null) return
    if ('digit' in asked) {
      const view = this.#views()[asked.digit - 1]
      if (view !== undefined) void this.#choose(view)
    } else if (asked.action === 'nextSpec' || asked.action === 'previousSpec')
      this.#walk(asked.action === 'nextSpec' ? 1 : -1)
    else if (asked.action === 'list') location.hash = this.#runAddress
    else if (asked.action === 'home') location.hash = '#/'
    else if (asked.action === 'help') openHelpSheet()
    else if (asked.action === 'theme') this.#context.toggleTheme()
    else return
    event.preventDefault()
  }

  #walk(step: number): void {
    if (this.#view === 'proposals') return this.#proposals.walk(step)
    const lines = [...this.#body.querySelectorAll<HTMLElement>('li.reading-line')]
    const at = lines.findIndex((line) => line.contains(document.activeElement))
    lines[Math.min(lines.length - 1, Math.max(0, at + step))]?.focus()
  }
}

const kindWords: Readonly<Record<Reading['kind'], string>> = {
  ...{ prose: 'free text read by rules', list: 'a list', files: 'specs as files', empty: 'nothing' },
}
