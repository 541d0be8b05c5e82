import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { GpuHostsView } from '../../core/http/gpu-api.js'
import type { RunView } from '../../core/http/http-api.js'
import type { AssetloomClient, SpecView } from '../http/assetloom-client.js'
import { readGpuHosts } from '../http/gpu-requests.js'
import { LiveJobs, type LiveJob } from '../progress/live-jobs.js'
import { LiveStrip } from './live-strip.js'

/** Notices of many jobs come close together: people see no more than ten pictures a second. */
const drawEveryMs = 100
/** Without a notice: silent jobs go, and the hosts are asked again. */
const tickMs = 2_000
const hostsEveryMs = 5_000

export interface LiveWatchEvents {
  readonly onChoose: (specKey: string) => void
  /** What is shown of jobs at work is another one now. */
  readonly onDraw: () => void
}

/** What is told of the jobs of one run while they go on, the strip that shows it, and the hosts they run on. */
export class LiveWatch {
  readonly strip: LiveStrip
  readonly #jobs = new LiveJobs()
  readonly #client: AssetloomClient
  readonly #events: LiveWatchEvents
  readonly #ticking: ReturnType<typeof setInterval>
  #run: RunView | null = null
  #hosts: GpuHostsView | null = null
  #hostsAskedAtMs = -Infinity
  #drawing: ReturnType<typeof setTimeout> | null = null
  #shown: readonly LiveJob[] = []

  constructor(client: AssetloomClient, events: LiveWatchEvents) {
    this.#client = client
    this.#events = events
    this.strip = new LiveStrip(events.onChoose)
    this.#ticking = setInterval(() => this.#drawSoon(), tickMs)
  }

  stop(): void {
    clearInterval(this.#ticking)
    if (this.#drawing !== null) clearTimeout(this.#drawing)
    this.#drawing = null
  }

  take(notice: ProgressNotice): void {
    this.#jobs.take(notice, Date.now())
    this.#drawSoon()
  }

  /** The stream is cut: what it told is not known any more, and the rest is polled. */
  lose(): void {
    this.#jobs.clear()
    this.#drawSoon()
  }

  update(run: RunView | null, specs: readonly SpecView[]): void {
    this.#run = run
    this.#jobs.settle(specs)
    this.#draw()
  }

  /** By the place of their variant; empty while nothing is told. */
  jobsOf(spec: SpecView): ReadonlyMap<number, LiveJob> {
    const own = this.#shown.filter(
      ({ notice }) => notice.specRevisionId === spec.specRevisionId && notice.stage !== 'draft',
    )
    return new Map(own.map((job) => [job.notice.variantIndex, job]))
  }

  #drawSoon(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = null
      this.#draw()
      this.#events.onDraw()
    }, drawEveryMs)
  }

  #draw(): void {
    const before = this.#shown.length
    this.#shown = this.#jobs.list(Date.now())
    this.strip.update(this.#run, this.#shown, this.#hosts)
    // Only a run whose jobs are told of has a GPU that one would look at.
    if (this.#shown.length > 0 || before > 0 || this.#hosts !== null) this.#askHosts()
  }

  #askHosts(): void {
    if (Date.now() - this.#hostsAskedAtMs < hostsEveryMs || this.strip.element.hidden) return
    this.#hostsAskedAtMs = Date.now()
    readGpuHosts(this.#client).then(
      (hosts) => {
        this.#hosts = hosts
        this.#drawSoon()
      },
      // The jobs say enough; it is asked again.
      () => undefined,
    )
  }
}
