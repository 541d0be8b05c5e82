import type { GpuHostsView, GpuQueueView } from '../../core/http/gpu-api.js'
import type { RemainingTime } from '../../core/scheduling/remaining-time.js'
import { readGpuHosts } from '../http/gpu-requests.js'
import { formatRange, formatSeconds } from '../progress/format-figures.js'
import { el, fill, type Child } from './build-element.js'
import { crumbs } from './crumbs.js'
import { gpuHost, modelsText } from './gpu-host.js'
import { headButtons } from './head-buttons.js'
import { openHelpSheet } from './help-sheet.js'
import { readKey } from './key-map.js'
import { isSheetOpen } from './open-sheet.js'
import type { OpenPage, PageContext } from './page-context.js'
import { showFailure } from './show-failure.js'

const pollMs = 2_000

/** The machines that make pictures: how each stands, what is in its memory, and what waits for which models. */
export class GpuPage implements OpenPage {
  readonly #context: PageContext
  readonly #closed = new AbortController()
  readonly #body = el('main', { class: 'home gpu' })
  #view: GpuHostsView | null = null
  #failure: unknown = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #shown = ''

  constructor(context: PageContext) {
    this.#context = context
    document.title = 'GPUs - Assetloom'
    fill(context.root, this.#head(), this.#body)
    const { signal } = this.#closed
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal })
    this.#render()
    void this.#refresh()
  }

  close(): void {
    this.#closed.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #head(): HTMLElement {
    return el(
      'header',
      { class: 'head' },
      el(
        'div',
        { class: 'head-line' },
        crumbs([], 'GPUs'),
        el('span', { class: 'spacer' }),
        ...headButtons(this.#context),
      ),
    )
  }

  #onKey(event: KeyboardEvent): void {
    const asked = isSheetOpen() ? null : readKey(event)
    if (asked === null || !('action' in asked)) return
    if (asked.action === 'theme') this.#context.toggleTheme()
    else if (asked.action === 'help') openHelpSheet()
    else if (asked.action === 'home') location.hash = '#/'
  }

  async #refresh(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    try {
      this.#view = await readGpuHosts(this.#context.client)
      this.#failure = null
    } catch (error) {
      this.#failure = error
    }
    if (this.#closed.signal.aborted) return
    this.#render()
    this.#timer = setTimeout(() => void this.#refresh(), pollMs)
  }

  #render(): void {
    const nowMs = Date.now()
    // Building it anew would take a selection away; what is told in minutes changes by itself.
    const shown = JSON.stringify([this.#view, String(this.#failure), Math.floor(nowMs / 10_000)])
    if (shown === this.#shown) return
    this.#shown = shown
    const failure = this.#failure === null ? null : showFailure(this.#failure, () => void this.#refresh())
    if (this.#view === null) fill(this.#body, failure ?? el('div', { class: 'run-row skeleton' }))
    else if (this.#view.hosts.length === 0) fill(this.#body, failure, emptyState(), ...queues(this.#view))
    else
      fill(
        this.#body,
        failure,
        groupTitle('Hosts', this.#view.hosts.length),
        el(
          'ul',
          { class: 'gpu-hosts' },
          ...this.#view.hosts.map((host) => el('li', {}, gpuHost(host, nowMs))),
        ),
        ...queues(this.#view),
      )
  }
}

function groupTitle(title: string, count: number): HTMLElement {
  return el('h2', { class: 'group-title' }, title, el('span', { class: 'dim figures' }, ` ${count}`))
}

function queues(view: GpuHostsView): Child[] {
  const { queues: waiting, remaining, hosts } = view
  if (waiting.length === 0)
    return hosts.length === 0
      ? []
      : [groupTitle('Waiting', 0), el('p', { class: 'dim' }, 'No job waits for a GPU.')]
  const addressOf = new Map(hosts.map(({ host, address }) => [host, address]))
  const all = remaining === null ? '' : ` All of it is done in ${range(remaining)}.`
  return [
    groupTitle('Waiting, by model set', waiting.length),
    el('p', { class: 'dim' }, `The longest waiting first.${all}`),
    el('ul', { class: 'gpu-queues' }, ...waiting.map((one) => el('li', {}, queueRow(one, addressOf)))),
  ]
}

function queueRow(queue: GpuQueueView, addressOf: ReadonlyMap<string, string>): HTMLElement {
  const { jobs, projects, oldestMs, servedBy, canServe, jobMs, remaining } = queue
  const bases = { measured: '', steps: ', by the steps of the first', assumed: ', assumed' }
  const each =
    jobMs === null
      ? 'nobody knows yet how long each takes'
      : `${(jobMs.medianMs / 1_000).toFixed(1)} s each${bases[jobMs.basis]}`
  const who =
    servedBy.length > 0
      ? el('span', {}, `served by ${servedBy.map((host) => addressOf.get(host) ?? host).join(', ')}`)
      : canServe.length > 0
        ? el('span', { class: 'dim' }, 'its turn comes')
        : el(
            'span',
            { class: 'tone-warn' },
            '! no host has these files: ',
            el('code', {}, 'npx assetloom models check'),
          )
  return el(
    'div',
    { class: 'gpu-queue' },
    el('strong', {}, modelsText(queue)),
    el('span', { class: 'figures' }, `${jobs} ${jobs === 1 ? 'job' : 'jobs'}`),
    el('span', { class: 'dim' }, `of ${projects} ${projects === 1 ? 'project' : 'projects'}`),
    el('span', { class: 'dim figures' }, `for ${formatSeconds(oldestMs / 1_000)}, ${each}`),
    el('span', { class: 'figures' }, remaining === null ? '' : range(remaining)),
    who,
  )
}

function range({ lowMs, highMs }: RemainingTime): string {
  return formatRange(lowMs / 1_000, highMs / 1_000)
}

function emptyState(): HTMLElement {
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, 'No ComfyUI is connected'),
    el('p', {}, 'Pictures are made by the built-in painter until one is. Name its address and start again:'),
    el('pre', {}, 'npx assetloom down\nCOMFYUI_URLS=http://127.0.0.1:8188 npx assetloom up'),
    el(
      'p',
      {},
      'Several are separated by commas; each gets an agent of its own. How to set one up stands in ',
      el('code', {}, 'docs/guides/run-on-a-dgx-spark.md'),
      '.',
    ),
    el('p', {}, 'No GPU at hand? A stand-in answers as a ComfyUI does and paints placeholders:'),
    el('pre', {}, 'npx assetloom fake-comfyui --port 8188'),
  )
}
