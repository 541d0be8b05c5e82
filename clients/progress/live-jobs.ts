import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import { shareOfWork } from '../../core/generation/share-of-work.js'

/** One job that somebody works on, as far as it was told. */
export interface LiveJob {
  readonly notice: ProgressNotice
  /** 0 to 1, never less than it was while the same execution goes on; null while nobody knows. */
  readonly share: number | null
  /** It was at work before and waits again: its server lost it. */
  readonly isAgain: boolean
  readonly heardAtMs: number
}

/** What is made already: its jobs are at work no more. */
interface MadeSpec {
  readonly specRevisionId: string
  readonly variants: readonly { readonly round: number; readonly variantIndex: number }[]
}

/** A job that is silent for so long is told by what is kept only: its end, a lost stream or a dead worker. */
const silentMs = 20_000
/** A fetched picture is kept within a moment, or is a draft that nobody keeps. */
const fetchedSilentMs = 4_000
const jobsMax = 500

/** The jobs of a run that are at work now, by what is told of them and kept by nobody. */
export class LiveJobs {
  readonly #jobs = new Map<string, LiveJob>()
  /** Late notices of what is made are not taken again. */
  readonly #made = new Set<string>()

  take(notice: ProgressNotice, nowMs: number): void {
    if (this.#isMade(notice)) return
    const before = this.#jobs.get(notice.jobId)
    if (before === undefined && this.#jobs.size >= jobsMax) return
    const isBack = notice.phase === 'queued' && before !== undefined && before.notice.phase !== 'queued'
    const share = shareOfWork(notice)
    const kept = isBack || notice.phase === 'queued' ? null : (before?.share ?? null)
    const picture = notice.preview ?? (isBack ? undefined : before?.notice.preview)
    this.#jobs.set(notice.jobId, {
      notice: picture === undefined ? notice : { ...notice, preview: picture },
      share: share === null ? kept : Math.max(share, kept ?? 0),
      isAgain: isBack || (before?.isAgain ?? false),
      heardAtMs: nowMs,
    })
  }

  /** Takes out what is made. */
  settle(specs: readonly MadeSpec[]): void {
    for (const { specRevisionId, variants } of specs)
      for (const one of variants) this.#made.add(placeOf({ ...one, specRevisionId }))
    for (const [jobId, { notice }] of this.#jobs) if (this.#isMade(notice)) this.#jobs.delete(jobId)
  }

  /** A draft has the number of a variant and is none. */
  #isMade(notice: ProgressNotice): boolean {
    return notice.stage !== 'draft' && this.#made.has(placeOf(notice))
  }

  /** Nobody tells anything any more. */
  clear(): void {
    this.#jobs.clear()
  }

  /** What was heard of lately: what is at work first, then as it was heard of first. */
  list(nowMs: number): LiveJob[] {
    for (const [jobId, { heardAtMs, notice }] of this.#jobs)
      if (nowMs - heardAtMs > (notice.phase === 'fetching' ? fetchedSilentMs : silentMs))
        this.#jobs.delete(jobId)
    const jobs = [...this.#jobs.values()]
    return [...jobs.filter(isAtWork), ...jobs.filter((one) => !isAtWork(one))]
  }
}

/** It is on the GPU, or its picture is on the way here. */
export function isAtWork({ notice }: LiveJob): boolean {
  return notice.phase !== 'queued'
}

function placeOf(of: {
  readonly specRevisionId: string
  readonly round: number
  readonly variantIndex: number
}): string {
  return `${of.specRevisionId} ${of.round} ${of.variantIndex}`
}
