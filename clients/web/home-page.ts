import type { RunView } from '../../core/http/http-api.js'
import type { RunRow } from '../../core/ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import { describeTimeLeft } from '../progress/describe-time-left.js'
import { waitSentence } from '../progress/describe-waits.js'
import { el, fill, keyCap, type Child } from './build-element.js'
import { readKey } from './key-map.js'
import { openListSheet } from './list-sheet.js'
import { isSheetOpen } from './open-sheet.js'
import { headButtons } from './head-buttons.js'
import { openHelpSheet } from './help-sheet.js'
import type { OpenPage, PageContext } from './page-context.js'
import { gpuHash, runHash } from './read-route.js'
import { ReportSection } from './report-section.js'
import { showFailure } from './show-failure.js'
import { showTime } from './show-time.js'
import { stageLine } from './stage-line.js'

const pollMs = 2_000
const runsMax = 200
/** So many runs that changed their stage or were never read, and as many newest ones that go on, are read each time. */
const watchedMax = 12

/** All runs: what waits for people, what goes on, what ended. */
export class HomePage implements OpenPage {
  readonly #context: PageContext
  readonly #closed = new AbortController()
  readonly #body = el('main', { class: 'home' })
  readonly #views = new Map<string, RunView>()
  readonly #report: ReportSection
  #runs: readonly RunRow[] | null = null
  #projectKeys = new Map<string, string>()
  #failure: unknown = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #shown = ''

  constructor(context: PageContext) {
    this.#context = context
    this.#report = new ReportSection(context.client)
    document.title = 'Assetloom'
    const open = () => openListSheet(context.client, (runId) => (location.hash = runHash(runId)))
    fill(
      context.root,
      el(
        'header',
        { class: 'head' },
        el(
          'div',
          { class: 'head-line' },
          el('h1', {}, 'Assetloom'),
          el('span', { class: 'spacer' }),
          el('a', { class: 'button quiet gpu-link', href: gpuHash }, 'GPUs'),
          el('button', { type: 'button', class: 'primary', onclick: open }, 'Submit a list ', keyCap('N')),
          ...headButtons(context),
        ),
      ),
      this.#body,
    )
    document.addEventListener(
      'keydown',
      (event) => {
        const asked = isSheetOpen() ? null : readKey(event)
        if (asked !== null && 'action' in asked && asked.action === 'theme') context.toggleTheme()
        else if (asked !== null && 'action' in asked && asked.action === 'help') openHelpSheet()
        else if (!isSheetOpen() && isPlainN(event)) {
          event.preventDefault()
          open()
        }
      },
      { signal: this.#closed.signal },
    )
    this.#render()
    void this.#refresh()
  }

  close(): void {
    this.#closed.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #refresh(): Promise<void> {
    const { client } = this.#context
    void this.#report.refresh()
    try {
      const { runs } = await client.listRuns({ limit: runsMax })
      const isNewProject = runs.some((run) => !this.#projectKeys.has(run.projectId))
      if (isNewProject)
        this.#projectKeys = new Map(
          (await client.listProjects()).projects.map((one) => [one.projectId, one.key]),
        )
      const isOver = (run: RunRow) => terminalRunStages.includes(run.stage)
      const unread = runs
        .filter((run) => this.#views.get(run.runId)?.stage !== run.stage)
        .slice(0, watchedMax)
      const watched = runs.filter((run) => !isOver(run) && !unread.includes(run)).slice(0, watchedMax)
      const views = await Promise.all([...watched, ...unread].map((run) => client.readRun(run.runId)))
      for (const view of views) this.#views.set(view.runId, view)
      this.#runs = runs
      this.#failure = null
    } catch (error) {
      this.#failure = error
    }
    if (this.#closed.signal.aborted) return
    this.#render()
    this.#timer = setTimeout(() => void this.#refresh(), pollMs)
  }

  #render(): void {
    const runs = this.#runs
    // Building it anew would take the focus away, so only what changed is drawn.
    const shown = JSON.stringify([
      runs,
      runs?.map((run) => this.#views.get(run.runId)),
      String(this.#failure),
      Math.floor(Date.now() / 60_000),
    ])
    if (shown === this.#shown) return
    this.#shown = shown
    const failure = this.#failure === null ? null : showFailure(this.#failure, () => void this.#refresh())
    if (runs === null)
      fill(this.#body, this.#report.element, failure ?? el('div', { class: 'run-row skeleton' }))
    else if (runs.length === 0) fill(this.#body, this.#report.element, failure, this.#emptyState())
    else fill(this.#body, this.#report.element, failure, ...this.#groups(runs))
  }

  #groups(runs: readonly RunRow[]): Child[] {
    const waits = (run: RunRow) =>
      run.options.review === 'person' && (this.#views.get(run.runId)?.counts.waitingForReview ?? 0) > 0
    const isOver = (run: RunRow) => terminalRunStages.includes(run.stage)
    const groups: readonly (readonly [string, readonly RunRow[]])[] = [
      ['Waits for you', runs.filter((run) => !isOver(run) && waits(run))],
      ['Going on', runs.filter((run) => !isOver(run) && !waits(run))],
      ['Ended', runs.filter(isOver)],
    ]
    return groups.flatMap(([title, ofGroup]) =>
      ofGroup.length === 0
        ? []
        : [
            el(
              'h2',
              { class: 'group-title' },
              title,
              el('span', { class: 'dim figures' }, ` ${ofGroup.length}`),
            ),
            el('ul', { class: 'runs' }, ...ofGroup.map((run) => el('li', {}, this.#row(run)))),
          ],
    )
  }

  #row(run: RunRow): HTMLElement {
    const view = this.#views.get(run.runId)
    const waiting = run.options.review === 'person' ? (view?.counts.waitingForReview ?? 0) : 0
    const isBad = run.stage === 'failed' || run.stage === 'cancelled'
    return el(
      'a',
      { class: 'run-row', href: runHash(run.runId) },
      el(
        'span',
        { class: 'run-name' },
        el('strong', {}, run.wishlistName),
        el('span', { class: 'dim' }, this.#projectKeys.get(run.projectId) ?? ''),
      ),
      view === undefined || isBad
        ? el('span', { class: `stages ${isBad ? 'tone-bad' : 'dim'}` }, isBad ? `✕ ${run.stage}` : run.stage)
        : stageLine(view),
      el('span', { class: 'run-sentence dim' }, run.failure ?? sentenceWithWaits(view)),
      el('span', { class: 'run-age dim' }, showTime(run.createdAt)),
      waiting > 0 ? el('span', { class: 'waiting tone-warn' }, `● ${waiting} to decide`) : null,
    )
  }

  #emptyState(): HTMLElement {
    return el(
      'div',
      { class: 'empty' },
      el('h2', {}, 'No runs yet'),
      el('p', {}, 'A run begins with a list: one wanted asset a line, category first.'),
      el(
        'pre',
        {},
        '# pixel art, 32x32 unless said otherwise\nprop: water barrel\nprop: covered wagon, 64x48\ntile: cracked dry mud',
      ),
      el('p', {}, 'Save it as a file and submit it:'),
      el('pre', {}, 'npx assetloom wishlist add FILE'),
      el(
        'p',
        {},
        'or ',
        el(
          'button',
          {
            type: 'button',
            class: 'primary',
            onclick: () => openListSheet(this.#context.client, (runId) => (location.hash = runHash(runId))),
          },
          'paste it here ',
          keyCap('N'),
        ),
      ),
    )
  }
}

/** The sentence, and what else than people the run waits for: they have a column of their own. */
function sentenceWithWaits(view: RunView | undefined): string {
  if (view === undefined) return ''
  const waits = view.waitsFor.filter((wait) => wait.kind !== 'person' && wait.kind !== 'paused')
  const left = view.timeLeft === undefined ? '' : describeTimeLeft(view)
  const time = left === '' ? [] : [`${left.charAt(0).toUpperCase()}${left.slice(1)}.`]
  return [view.sentence, ...time, ...waits.map((wait) => `${waitSentence(wait, Date.now())}.`)].join(' ')
}

function isPlainN(event: KeyboardEvent): boolean {
  const isTyping =
    event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null
  return event.key.toLowerCase() === 'n' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping
}
