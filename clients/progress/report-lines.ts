import { describeDrafts } from '../../core/http/describe-drafts.js'
import type { AwayTime, CountedThing, ReportView } from '../../core/http/compose-report.js'
import { formatClock } from './describe-waits.js'
import { formatCost, formatSeconds } from './format-figures.js'

/** One line of a report as people read it; the page and the CLI show the same. */
export interface ReportLine {
  readonly label: string
  readonly text: string
  readonly tone: 'plain' | 'good' | 'warn' | 'bad'
  /** Finer points below the line. */
  readonly more: readonly string[]
  /** The run that the line is about. */
  readonly runId?: string
}

const failuresShownMax = 6
const awayShownMax = 4
const runsShownMax = 6

/** At most a screen: made, ended, failed, away, lost and doubled, cost, and what waits. */
export function reportLines(report: ReportView, nowMs: number): ReportLine[] {
  return [
    madeLine(report),
    ...endedLines(report, nowMs),
    ...failedLines(report, nowMs),
    awayLine(report, nowMs),
    lostLine(report),
    costLine(report),
    ...waitingLines(report),
  ]
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function madeLine({ made }: ReportView): ReportLine {
  const parts = [
    plural(made.specs, 'spec'),
    plural(made.variants, 'variant'),
    plural(made.assets, 'asset'),
    plural(made.bundles, 'bundle'),
  ]
  const nothing = made.specs + made.variants + made.assets + made.bundles === 0
  const decisions = made.decisions > 0 ? `; ${plural(made.decisions, 'decision')}` : ''
  return line('made', nothing ? 'nothing new' : `${parts.join(', ')}${decisions}`)
}

function endedLines(report: ReportView, nowMs: number): ReportLine[] {
  const ended = report.runsEnded.filter((run) => run.stage !== 'failed')
  if (ended.length === 0) return []
  const names = ended
    .slice(0, runsShownMax)
    .map((run) => `${run.name} ${run.stage} ${formatClock(run.at, nowMs)}`)
  const rest = ended.length > runsShownMax ? ` and ${ended.length - runsShownMax} more` : ''
  return [line('ended', `${names.join(', ')}${rest}`)]
}

function failedLines({ failed }: ReportView, nowMs: number): ReportLine[] {
  if (failed.length === 0) return [line('failed', 'nothing', 'good')]
  const shown = failed.slice(0, failuresShownMax).map((one) => ({
    ...line('failed', `${one.kind} ${one.name} ${formatClock(one.at, nowMs)}: ${one.reason}`, 'bad', [
      one.next,
    ]),
    runId: one.runId,
  }))
  const rest = failed.length - shown.length
  return rest > 0 ? [...shown, line('', `and ${rest} more: npx assetloom report --json`, 'bad')] : shown
}

function awayLine({ away }: ReportView, nowMs: number): ReportLine {
  if (away.length === 0) return line('away', 'never, as far as it was recorded', 'good')
  const shown = away.slice(-awayShownMax).map((one) => awayText(one, nowMs))
  const rest = away.length > shown.length ? `${away.length - shown.length} times before, ` : ''
  return line('away', `${rest}${shown.join(', ')}; work went on from where it was`, 'warn')
}

function awayText({ part, from, to }: AwayTime, nowMs: number): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000
  const who = part === 'temporal' ? 'Temporal ' : ''
  return `${who}${formatClock(from, nowMs)} to ${formatClock(to, nowMs)} (${formatSeconds(seconds)})`
}

function lostLine({ lost, doubled, notCounted }: ReportView): ReportLine {
  const bad = (things: readonly CountedThing[]) =>
    things.filter((one) => one.count > 0).map((one) => `${one.count} ${one.what}`)
  const more = [
    ...bad(lost.counted),
    ...bad(doubled.counted),
    ...notCounted.map((one) => `not counted: ${one}`),
  ]
  const isWhole = lost.total + doubled.total === 0
  const tone = !isWhole ? 'bad' : notCounted.length > 0 ? 'warn' : 'good'
  return line('lost', `${lost.total}, doubled ${doubled.total} (counted in the catalogue)`, tone, more)
}

function costLine({ costMicros, paintSeconds, jobs, executions, taken = 0, drafts }: ReportView): ReportLine {
  const cost = formatCost(costMicros)
  const again = executions - (jobs - taken)
  const waste = again > 0 ? `, ${again} painted again after a fault` : ''
  const saved = taken > 0 ? `, ${plural(taken, 'variant')} taken from what was made before` : ''
  const drafted = drafts === undefined ? '' : `, ${describeDrafts(drafts)}`
  return line(
    'cost',
    `${cost === '' ? '$0.00' : cost}, ${formatSeconds(paintSeconds)} of painting${waste}${saved}${drafted}`,
  )
}

function waitingLines({ waiting }: ReportView): ReportLine[] {
  if (waiting.specs === 0) return [line('waiting', 'nothing waits for you', 'good')]
  return waiting.runs.slice(0, runsShownMax).map((run) => ({
    ...line('waiting', `${plural(run.specs, 'spec')} of ${run.name} for you`, 'warn'),
    runId: run.runId,
  }))
}

function line(
  label: string,
  text: string,
  tone: ReportLine['tone'] = 'plain',
  more: readonly string[] = [],
): ReportLine {
  return { label, text, tone, more }
}
