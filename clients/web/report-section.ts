import type { ReportView } from '../../core/http/compose-report.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { formatClock } from '../progress/describe-waits.js'
import { reportLines, type ReportLine } from '../progress/report-lines.js'
import { el } from './build-element.js'
import { runHash } from './read-route.js'

const seenKey = 'assetloom-last-seen'
/** A shorter absence is the same visit. */
const visitGapMs = 30 * 60_000
const nightMs = 18 * 3_600_000
const monthMs = 30 * 86_400_000
const askEveryMs = 60_000

/** What happened since the last visit, or in the last 18 hours: on top of the home page, closed when all is quiet. */
export class ReportSection {
  readonly element = el('section', { class: 'report', 'aria-label': 'Since your last visit' })
  readonly #client: AssetloomClient
  readonly #sinceMs: number
  #askedAtMs = -Infinity

  constructor(client: AssetloomClient, nowMs = Date.now()) {
    this.#client = client
    this.#sinceMs = reportSince(readSeen(), nowMs)
  }

  /** Asks again when it is time; a report that cannot be had leaves what is shown. */
  async refresh(nowMs = Date.now()): Promise<void> {
    if (document.visibilityState === 'visible') writeSeen(nowMs)
    if (nowMs - this.#askedAtMs < askEveryMs) return
    this.#askedAtMs = nowMs
    try {
      this.#show(await this.#client.readReport(new Date(this.#sinceMs).toISOString()), nowMs)
    } catch {
      // The list of runs below says what is wrong.
    }
  }

  #show(report: ReportView, nowMs: number): void {
    if (isQuiet(report)) return this.element.replaceChildren()
    this.element.replaceChildren(
      el('h2', { class: 'group-title' }, `Since ${formatClock(report.since, nowMs)}`),
      el('dl', { class: 'report-lines' }, ...reportLines(report, nowMs).flatMap(lineElements)),
    )
  }
}

/** The last visit if it is over, else 18 hours ago; never more than a month. */
export function reportSince(seenMs: number | null, nowMs: number): number {
  const isOver = seenMs !== null && seenMs <= nowMs && nowMs - seenMs >= visitGapMs
  return Math.max(isOver ? seenMs : nowMs - nightMs, nowMs - monthMs)
}

function isQuiet(report: ReportView): boolean {
  const { made, failed, away, lost, doubled, runsEnded } = report
  const happened = made.variants + made.assets + made.bundles + failed.length + away.length + runsEnded.length
  return happened + lost.total + doubled.total === 0
}

function lineElements(line: ReportLine): HTMLElement[] {
  const text = line.runId === undefined ? line.text : el('a', { href: runHash(line.runId) }, line.text)
  const more = line.more.map((one) => el('div', { class: 'dim' }, one))
  return [
    el('dt', { class: 'dim' }, line.label),
    el('dd', { class: line.tone === 'plain' ? '' : `tone-${line.tone}` }, text, ...more),
  ]
}

/** A browser that keeps nothing (private windows) shows the last 18 hours. */
function readSeen(): number | null {
  try {
    const seen = Number(localStorage.getItem(seenKey))
    return Number.isFinite(seen) && seen > 0 ? seen : null
  } catch {
    return null
  }
}

function writeSeen(nowMs: number): void {
  try {
    localStorage.setItem(seenKey, String(nowMs))
  } catch {
    // Nothing depends on it.
  }
}
