import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { GpuHostsView } from '../../core/http/gpu-api.js'
import type { RunView } from '../../core/http/http-api.js'
import type { AssetloomClient, SpecView } from '../http/assetloom-client.js'
import { readGpuHosts } from '../http/gpu-requests.js'
import { isMaking } from '../progress/describe-time-left.js'
import { LiveJobs, type LiveJob } from '../progress/live-jobs.js'

/** Notices of many jobs come close together: people see no more than ten pictures a second. */
const drawEveryMs = 100
/** Without a notice: silent jobs go, and the hosts are asked again. */
const tickMs = 2_000
const hostsEveryMs = 5_000

/** What is told of the jobs of one run while they go on, and the hosts they run on. Tells `onDraw` of every change. */
export class LiveWatch {
  /** Jobs as they are to be shown, those that wait last. */
  jobs: readonly LiveJob[] = []
  /** null = nobody asked for them, or they cannot be had. */
  hosts: GpuHostsView | null = null
  readonly #jobs = new LiveJobs()
  readonly #client: AssetloomClient
  readonly #onDraw: () => void
  readonly #ticking: ReturnType<typeof setInterval>
  #run: RunView | null = null
  #hostsAskedAtMs = -Infinity
  #drawing: ReturnType<typeof setTimeout> | null = null
  #shown = ''

  constructor(client: AssetloomClient, onDraw: () => void) {
    this.#client = client
    this.#onDraw = onDraw
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

  /** `run` null = there is nothing to watch. */
  update(run: RunView | null, specs: readonly SpecView[]): void {
    this.#run = run
    this.#jobs.settle(specs)
    this.#list()
  }

  /** By the place of their variant; empty while nothing is told. */
  jobsOf(spec: SpecView): ReadonlyMap<number, LiveJob> {
    const own = this.jobs.filter(
      ({ notice }) => notice.specRevisionId === spec.specRevisionId && notice.stage !== 'draft',
    )
    return new Map(own.map((job) => [job.notice.variantIndex, job]))
  }

  #drawSoon(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = null
      this.#list()
      const shown = JSON.stringify([this.jobs, this.hosts])
      if (shown === this.#shown) return
      this.#shown = shown
      this.#onDraw()
    }, drawEveryMs)
  }

  #list(): void {
    const before = this.jobs.length
    this.jobs = this.#jobs.list(Date.now())
    // Only a run whose jobs are told of has a GPU that one would look at.
    if (this.jobs.length > 0 || before > 0 || this.hosts !== null) this.#askHosts()
  }

  #askHosts(): void {
    const isShown = this.#run !== null && (isMaking(this.#run) || this.jobs.length > 0)
    if (!isShown || Date.now() - this.#hostsAskedAtMs < hostsEveryMs) return
    this.#hostsAskedAtMs = Date.now()
    readGpuHosts(this.#client).then(
      (hosts) => {
        this.hosts = hosts
        this.#drawSoon()
      },
      // The jobs say enough; it is asked again.
      () => undefined,
    )
  }
}
