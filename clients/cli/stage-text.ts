import type { RunView } from '../../core/http/http-api.js'
import { describeStages, type StageProgress } from '../progress/describe-stages.js'
import { describeMeasure, describeTimeLeft, isMaking } from '../progress/describe-time-left.js'
import { waitSentence } from '../progress/describe-waits.js'
import { formatSeconds } from '../progress/format-figures.js'
import type { TextStyle } from './text-style.js'

const barColumns = 20
const waitsShownMax = 4

/**
 * Five lines: a bar, n of m and a remark for each stage; then the run's sentence and the time left with what that rests on;
 * then what it costs too much, and what it waits for, retries that are going on included.
 */
export function formatStageBars(run: RunView, style: TextStyle, nowMs: number): string[] {
  const lines = describeStages(run).map((stage) => {
    const figures = stage.total === 0 ? '' : `${stage.done} of ${stage.total} ${stage.unit}`
    const remark = stage.remark === '' ? '' : style.warn(`  ${stage.remark}`)
    return `  ${stage.name.padEnd(9)}${drawBar(stage, style)}  ${figures}${remark}`
  })
  const waits = run.waitsFor.filter((wait) => wait.kind !== 'person' || run.stage !== 'reviewing')
  const measure = isMaking(run) ? describeMeasure(run) : ''
  return [
    ...lines,
    `  ${run.sentence}${measure === '' ? timeLeft(run) : ''}`,
    ...(measure === '' ? [] : [`  ${describeTimeLeft(run)}: ${measure}`]),
    ...(run.warnings ?? []).map((warning) => style.warn(`  ${warning}`)),
    ...waits.slice(0, waitsShownMax).map((wait) => style.warn(`  ${waitSentence(wait, nowMs)}`)),
  ]
}

/** One line without cursor movement, for logs: `generate 64 of 128 variants, about 20 s left`. */
export function formatStageLine(run: RunView, nowMs: number): string {
  const active = describeStages(run).filter((stage) => stage.state === 'active' && stage.total > 0)
  const parts = active.map(
    (stage) =>
      `${stage.name} ${stage.done} of ${stage.total}${stage.remark === '' ? '' : ` (${stage.remark})`}`,
  )
  const what = parts.length === 0 ? run.sentence || run.stage : parts.join(', ')
  // A wait that a remark tells already is not said twice.
  const waits = run.waitsFor.filter((wait) => wait.kind !== 'person' && wait.kind !== 'paused')
  const waiting = waits.map((wait) => `; ${waitSentence(wait, nowMs)}`).join('')
  const warnings = (run.warnings ?? []).map((warning) => `; ${warning}`).join('')
  return `${run.paused ? 'paused: ' : ''}${what}${timeLeft(run)}${waiting}${warnings}`
}

function drawBar(stage: StageProgress, style: TextStyle): string {
  const share = stage.total === 0 ? (stage.state === 'done' ? 1 : 0) : stage.done / stage.total
  const full = Math.floor(share * barColumns)
  const bar = '#'.repeat(full) + '.'.repeat(barColumns - full)
  return stage.state === 'done' ? style.good(bar) : stage.state === 'todo' ? style.dim(bar) : bar
}

function timeLeft(run: RunView): string {
  if (run.timeLeft !== undefined && isMaking(run)) return `, ${describeTimeLeft(run)}`
  return run.secondsLeft === null || run.secondsLeft <= 0 || run.paused
    ? ''
    : `, about ${formatSeconds(run.secondsLeft)} left`
}
