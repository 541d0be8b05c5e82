import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { RunView } from '../../core/http/http-api.js'
import { describeJobProgress } from '../progress/describe-job-progress.js'
import type { Terminal } from './cli-context.js'
import { formatStageBars, formatStageLine } from './stage-text.js'
import type { TextStyle } from './text-style.js'

/** Without a terminal: at most one line in this time, or a log fills with progress. */
const plainLineEveryMs = 2_000
/** So long nothing else was written: then a log says how far a job is, or it looks as if nothing happened. */
const plainJobAfterMs = 15_000

const jobSilentMs = 4_000
/** Fetching is the last that is told of a job. */
const jobEndingMs = 1_000
const jobLinesMax = 4
const jobPhases = ['running', 'saving', 'fetching', 'queued'] as const

/** Shows how a run stands on stderr: bars that redraw on a terminal, plain lines otherwise. */
export class ProgressDisplay {
  readonly #terminal: Terminal
  readonly #style: TextStyle
  readonly #now: () => number
  #drawnLines = 0
  #drawn = ''
  #lastPlain = ''
  #lastPlainJob = ''
  #lastPlainAtMs = -Infinity
  #lastStage = ''
  #trailing: NodeJS.Timeout | null = null
  #lastRun: RunView | null = null
  /** The newest of each job that is being made, by its id. */
  readonly #jobs = new Map<string, { readonly notice: ProgressNotice; readonly atMs: number }>()

  constructor(terminal: Terminal, style: TextStyle, now: () => number = Date.now) {
    this.#terminal = terminal
    this.#style = style
    this.#now = now
  }

  show(run: RunView): void {
    const nowMs = this.#now()
    this.#lastRun = run
    if (this.#terminal.isInteractive)
      this.#redraw([...formatStageBars(run, this.#style, nowMs), ...this.#jobLines(nowMs)])
    else this.#plain(formatStageLine(run, nowMs), run.stage)
  }

  /** How far a job is, below the bars; in a log there would be no end of it, so it is told there now and then. */
  showJob(notice: ProgressNotice): void {
    if (!this.#terminal.isInteractive) {
      this.#plainJob(notice)
      return
    }
    this.#jobs.delete(notice.jobId)
    this.#jobs.set(notice.jobId, { notice, atMs: this.#now() })
    if (this.#lastRun !== null && this.#drawnLines > 0) this.show(this.#lastRun)
  }

  /** What is made first, then what waits. A job that is silent for a while has ended: its variant is told by the bars. */
  #jobLines(nowMs: number): string[] {
    for (const [jobId, { notice, atMs }] of this.#jobs) {
      const silentMs = notice.phase === 'fetching' ? jobEndingMs : jobSilentMs
      if (nowMs - atMs > silentMs) this.#jobs.delete(jobId)
    }
    const newestFirst = [...this.#jobs.values()].toReversed().map(({ notice }) => notice)
    const inOrder = jobPhases.flatMap((phase) => newestFirst.filter((notice) => notice.phase === phase))
    return inOrder.slice(0, jobLinesMax).map((notice) => `  ${describeJobProgress(notice)}`)
  }

  /** A line that stays, above the bars that follow. */
  note(line: string): void {
    this.clear()
    this.#terminal.writeErr(`${line}\n`)
  }

  /** Takes the bars away; what is written next stands in their place. */
  clear(): void {
    if (this.#drawnLines > 0) this.#terminal.writeErr(`\u001b[${this.#drawnLines}A\u001b[0J`)
    this.#drawnLines = 0
  }

  /** Leaves the bars as they are; what is written next stands below. */
  keep(): void {
    this.#drawnLines = 0
    this.#forgetTrailing()
  }

  /** Each line is written over the old one and its end erased: nothing is blank in between, so nothing flickers. */
  #redraw(lines: readonly string[]): void {
    const width = Math.max(20, this.#terminal.columns() - 1)
    const shown = lines.map((line) => cut(line, width))
    if (this.#drawnLines > 0 && shown.join('\n') === this.#drawn) return
    const back = this.#drawnLines > 0 ? `\u001b[${this.#drawnLines}A` : ''
    const rest = shown.length < this.#drawnLines ? '\u001b[0J' : ''
    this.#terminal.writeErr(`${back}${shown.map((line) => `${line}\u001b[K\n`).join('')}${rest}`)
    this.#drawnLines = shown.length
    this.#drawn = shown.join('\n')
  }

  #forgetTrailing(): void {
    if (this.#trailing !== null) clearTimeout(this.#trailing)
    this.#trailing = null
  }

  #plainJob(notice: ProgressNotice): void {
    if (notice.phase === 'queued' || this.#now() - this.#lastPlainAtMs < plainJobAfterMs) return
    const line = `  ${describeJobProgress(notice)}`
    if (line === this.#lastPlainJob) return
    this.#terminal.writeErr(`${line}\n`)
    this.#lastPlainJob = line
    this.#lastPlainAtMs = this.#now()
  }

  #plain(line: string, stage: string): void {
    this.#forgetTrailing()
    const said = withoutAttempts(line)
    if (said === this.#lastPlain) return
    const sinceMs = this.#now() - this.#lastPlainAtMs
    if (sinceMs < plainLineEveryMs && stage === this.#lastStage) {
      // Nothing may follow for days; the last line of a log must not be a stale one.
      this.#trailing = setTimeout(() => this.#plain(line, stage), plainLineEveryMs - sinceMs)
      this.#trailing.unref()
      return
    }
    this.#terminal.writeErr(`${line}\n`)
    this.#lastPlain = said
    this.#lastPlainAtMs = this.#now()
    this.#lastStage = stage
  }
}

/** What waits for somebody is tried every second: the count of it is no news, and would fill a log overnight. */
function withoutAttempts(line: string): string {
  return line.replaceAll(/ \(attempt \d+\)/g, '')
}

const escape = '\u001b'

/** Cuts to a width in characters; colour codes take none and are always closed. */
function cut(line: string, width: number): string {
  const [first = '', ...coded] = line.split(escape)
  let kept = first.slice(0, width)
  let seen = first.length
  for (const part of coded) {
    // A colour code ends with its m; what follows is text.
    const codeEnd = part.indexOf('m') + 1
    kept += escape + part.slice(0, codeEnd) + part.slice(codeEnd, codeEnd + Math.max(0, width - seen))
    seen += part.length - codeEnd
  }
  return kept
}
