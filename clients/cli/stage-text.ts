import type { RunView } from '../../core/http/http-api.js'
import { describeStages, type StageProgress } from '../progress/describe-stages.js'
import { formatSeconds } from '../progress/format-figures.js'
import type { TextStyle } from './text-style.js'

const barColumns = 20

/** Five lines: a bar, n of m and a remark for each stage; then the run's sentence and the time left. */
export function formatStageBars(run: RunView, style: TextStyle): string[] {
  const lines = describeStages(run).map((stage) => {
    const figures = stage.total === 0 ? '' : `${stage.done} of ${stage.total} ${stage.unit}`
    const remark = stage.remark === '' ? '' : style.warn(`  ${stage.remark}`)
    return `  ${stage.name.padEnd(9)}${drawBar(stage, style)}  ${figures}${remark}`
  })
  return [...lines, `  ${run.sentence}${timeLeft(run)}`]
}

/** One line without cursor movement, for logs: `generate 64 of 128 variants, about 20 s left`. */
export function formatStageLine(run: RunView): string {
  const active = describeStages(run).filter((stage) => stage.state === 'active' && stage.total > 0)
  const parts = active.map(
    (stage) =>
      `${stage.name} ${stage.done} of ${stage.total}${stage.remark === '' ? '' : ` (${stage.remark})`}`,
  )
  const what = parts.length === 0 ? run.sentence || run.stage : parts.join(', ')
  return `${run.paused ? 'paused: ' : ''}${what}${timeLeft(run)}`
}

function drawBar(stage: StageProgress, style: TextStyle): string {
  const share = stage.total === 0 ? (stage.state === 'done' ? 1 : 0) : stage.done / stage.total
  const full = Math.floor(share * barColumns)
  const bar = '#'.repeat(full) + '.'.repeat(barColumns - full)
  return stage.state === 'done' ? style.good(bar) : stage.state === 'todo' ? style.dim(bar) : bar
}

function timeLeft(run: RunView): string {
  return run.secondsLeft === null || run.secondsLeft <= 0 || run.paused
    ? ''
    : `, about ${formatSeconds(run.secondsLeft)} left`
}
