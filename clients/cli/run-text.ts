import type { RunView } from '../../core/http/http-api.js'
import { describeStages } from '../progress/describe-stages.js'
import { waitSentence } from '../progress/describe-waits.js'
import { formatAgo, formatSeconds } from '../progress/format-figures.js'
import type { TextStyle } from './text-style.js'

/** Where the review of a run is, on the page at `url`. The page signs in by the link that `assetloom up` prints. */
export function reviewAddress(url: string, runId: string): string {
  return `${url.replace(/\/+$/, '')}/#/runs/${encodeURIComponent(runId)}`
}

/** `refine 32  generate 40/128  review 7/32  finish 6/32  export 0/1`. */
export function stagesInOneLine(run: RunView): string {
  return describeStages(run)
    .map((stage) => {
      const figures = stage.state === 'done' ? String(stage.total) : `${stage.done}/${stage.total}`
      return stage.total === 0 ? stage.name : `${stage.name} ${figures}`
    })
    .join('  ')
}

/** What the run waits for: a line each, the next step below it. */
export function waitLines(run: RunView, url: string, nowMs: number, style: TextStyle): string[] {
  return run.waitsFor.flatMap((wait) => {
    const lines = [style.warn(waitSentence(wait, nowMs))]
    if (wait.kind === 'person') lines.push(`  ${reviewAddress(url, run.runId)}`)
    else if (wait.hint !== '') lines.push(`  ${wait.hint}`)
    return lines
  })
}

/** The stage as people read it: a run that has come to its budget says so. */
export function stageWords(run: Pick<RunView, 'stage' | 'waitsFor'>): string {
  return run.waitsFor.some(({ kind }) => kind === 'budget') ? 'waits for budget' : run.stage
}

/** An open run as `status` shows it. */
export function openRunLines(run: RunView, url: string, nowMs: number, style: TextStyle): string[] {
  const left =
    run.secondsLeft === null || run.secondsLeft <= 0 || run.paused
      ? ''
      : `   about ${formatSeconds(run.secondsLeft)} left`
  return [
    `  ${style.bold(run.wishlistName)}  ${run.runId}  ${run.paused ? 'paused' : stageWords(run)}, ordered ${formatAgo(run.createdAt, nowMs)}`,
    `    ${stagesInOneLine(run)}${left}`,
    ...waitLines(run, url, nowMs, style).map((line) => `    ${line}`),
  ]
}
