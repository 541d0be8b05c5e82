import type { GpuHostsView } from '../../core/http/gpu-api.js'
import type { RunView } from '../../core/http/http-api.js'
import { formatMoney } from '../../core/spending/spending-limits.js'
import { describeJobPhase } from '../progress/describe-job-progress.js'
import { describeMeasure, describeTimeLeft, isMaking } from '../progress/describe-time-left.js'
import { isAtWork, type LiveJob } from '../progress/live-jobs.js'
import { el, fill, type Child } from './build-element.js'
import { gpuHash } from './read-route.js'

/** So many jobs are drawn; the rest is a number. */
const rowsMax = 5

interface Row {
  readonly element: HTMLElement
  update(job: LiveJob): void
}

/** What is made right now: one line for the run, then a row for each job. Rows stay while their jobs go on. */
export class LiveStrip {
  readonly element = el('section', { class: 'live', 'aria-label': 'At work', hidden: true })
  readonly #totals = el('p', { class: 'live-totals' })
  readonly #list = el('ul', { class: 'live-jobs' })
  readonly #more = el('p', { class: 'dim live-more' })
  readonly #rows = new Map<string, Row>()
  readonly #onChoose: (specKey: string) => void
  #totalsShown = ''

  constructor(onChoose: (specKey: string) => void) {
    this.#onChoose = onChoose
    this.element.append(this.#totals, this.#list, this.#more)
  }

  /** `hosts` null = nobody asked for them, or they cannot be had. */
  update(run: RunView | null, jobs: readonly LiveJob[], hosts: GpuHostsView | null): void {
    this.element.hidden = run === null || (!isMaking(run) && jobs.length === 0)
    if (run === null || this.element.hidden) return
    const totals = totalsOf(run, hosts)
    if (totals.join() !== this.#totalsShown) {
      this.#totalsShown = totals.join()
      const gpus = gpuSentence(hosts)
      const parts = totals.map((text): Child =>
        text === gpus ? el('a', { href: gpuHash }, text) : el('span', {}, text),
      )
      fill(this.#totals, ...parts)
    }
    const shown = jobs.slice(0, rowsMax)
    const ids = new Set(shown.map(({ notice }) => notice.jobId))
    for (const [jobId, row] of this.#rows)
      if (!ids.has(jobId)) {
        row.element.remove()
        this.#rows.delete(jobId)
      }
    shown.forEach((job, at) => {
      const { element } = this.#row(job)
      if (this.#list.children[at] !== element)
        this.#list.insertBefore(element, this.#list.children[at] ?? null)
    })
    this.#more.textContent = restSentence(jobs.slice(rowsMax))
  }

  #row(job: LiveJob): Row {
    const { jobId, specKey } = job.notice
    const row = this.#rows.get(jobId) ?? liveRow(job, () => this.#onChoose(specKey))
    this.#rows.set(jobId, row)
    row.update(job)
    return row
  }
}

function liveRow({ notice: { specKey, variantIndex, stage } }: LiveJob, onChoose: () => void): Row {
  const picture = el('span', { class: 'live-picture' })
  const phase = el('span', { class: 'dim live-phase' })
  const full = el('span', { class: 'bar-full' })
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' }, full)
  const title = 'Show this spec'
  const name = el(
    'span',
    { class: 'live-name' },
    specKey,
    el('span', { class: 'dim' }, ` ${stage === undefined ? '' : `${stage} `}${variantIndex + 1}`),
  )
  const text = el('span', { class: 'live-text' }, name, phase)
  const button = el(
    'button',
    { type: 'button', class: 'live-job', title, onclick: onChoose },
    picture,
    text,
    bar,
  )
  return {
    element: el('li', {}, button),
    update: (job) => {
      const says = `${describeJobPhase(job.notice)}${job.isAgain ? ' (begun again)' : ''}`
      phase.textContent = says
      phase.title = says
      // By the object model: the page's policy allows no style attributes.
      full.style.width = `${Math.round((job.share ?? 0) * 100)}%`
      bar.classList.toggle('is-unknown', job.share === null)
      showPreview(picture, job, says)
    },
  }
}

/** The picture on the way, at whole pixels; without one there is an empty place of its size. */
export function showPreview(place: HTMLElement, { notice }: LiveJob, says: string): void {
  const alt = `${notice.specKey}, ${notice.stage ?? 'variant'} ${notice.variantIndex + 1} on the way: ${says}`
  const image = place.querySelector('img')
  if (notice.preview === undefined) return image?.remove()
  if (image === null) return place.append(el('img', { src: notice.preview, alt, class: 'preview' }))
  if (image.src !== notice.preview) image.src = notice.preview
  image.alt = alt
}

function totalsOf(run: RunView, hosts: GpuHostsView | null): string[] {
  const { counts, capMicros } = run
  const left = describeTimeLeft(run)
  const measure = describeMeasure(run)
  const spent = `${formatMoney(counts.costMicros)}${capMicros === undefined ? '' : ` of ${formatMoney(capMicros)}`} spent`
  const gpus = gpuSentence(hosts)
  return [
    `${counts.variants} of ${counts.variantsPlanned} pictures`,
    ...(gpus === '' ? [] : [gpus]),
    ...(counts.costMicros > 0 || gpus !== '' ? [spent] : []),
    ...(left === '' ? [] : [measure === '' ? left : `${left}: ${measure}`]),
  ]
}

function gpuSentence(hosts: GpuHostsView | null): string {
  if (hosts === null || hosts.hosts.length === 0) return ''
  const atWork = hosts.hosts.filter(({ state }) => state === 'working').length
  return `${atWork} of ${hosts.hosts.length} ${hosts.hosts.length === 1 ? 'GPU' : 'GPUs'} at work`
}

function restSentence(jobs: readonly LiveJob[]): string {
  const atWork = jobs.filter(isAtWork).length
  const waiting = jobs.length - atWork
  return [
    ...(atWork > 0 ? [`${atWork} more at work`] : []),
    ...(waiting > 0 ? [`${waiting} more in the queue of a server`] : []),
  ].join(', ')
}
