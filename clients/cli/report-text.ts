import type { ReportView } from '../../core/http/compose-report.js'
import { formatClock } from '../progress/describe-waits.js'
import { reportLines } from '../progress/report-lines.js'
import { reviewAddress } from './run-text.js'
import type { TextStyle } from './text-style.js'

const labelColumns = 9

/** A report for a terminal; what waits has the address of its review below it. */
export function formatReport(
  report: ReportView,
  { url, nowMs, style }: { readonly url: string; readonly nowMs: number; readonly style: TextStyle },
): string {
  const tones = { plain: (text: string) => text, good: style.good, warn: style.warn, bad: style.bad }
  let last = ''
  const lines = reportLines(report, nowMs).flatMap((line) => {
    const label = line.label === last ? '' : line.label
    last = line.label
    const isReview = line.label === 'waiting' && line.runId !== undefined
    const more = isReview ? [...line.more, reviewAddress(url, line.runId ?? '')] : line.more
    return [
      `${label.padEnd(labelColumns)}${tones[line.tone](line.text)}`,
      ...more.map((text) => `${' '.repeat(labelColumns + 2)}${text}`),
    ]
  })
  const title = `Since ${formatClock(report.since, nowMs)}, until ${formatClock(report.until, nowMs)}`
  return [style.bold(title), ...lines].map((line) => `${line}\n`).join('')
}
