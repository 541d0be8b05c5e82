import type { RunCounts, RunRow } from '../ports.js'
import { describeDrafts } from './describe-drafts.js'
import type { RunView } from './http-api.js'

type DescribedRun = Pick<RunRow, 'stage' | 'paused' | 'failure'> &
  Pick<RunView, 'secondsLeft'> & { readonly options?: Pick<RunRow['options'], 'hold'> }

/** One sentence on a run for a producer: what goes on, how much is done, what waits for whom. */
export function describeRun(run: DescribedRun, counts: RunCounts): string {
  const held = run.options?.hold === true && run.paused ? describeHold(run, counts) : null
  if (held !== null) return held
  if (run.paused && !['done', 'failed', 'cancelled'].includes(run.stage))
    return `Paused with ${pictures(counts)} made; resume it to go on.`
  return (
    describeStage(run, counts) + (counts.drafts === undefined ? '' : ` ${describeDrafts(counts.drafts)}.`)
  )
}

function describeStage(run: DescribedRun, counts: RunCounts): string {
  switch (run.stage) {
    case 'refining':
      return 'Reading the list and turning it into specs.'
    case 'generating':
      return `Making pictures: ${pictures(counts)} are there${timeLeft(run.secondsLeft)}.${waiting(counts)}`
    case 'reviewing':
      if (counts.variants < counts.variantsPlanned)
        return `Making more pictures: ${pictures(counts)} are there.${waiting(counts)}`
      return counts.waitingForReview > 0
        ? `All pictures are made.${waiting(counts)}`
        : `All pictures are decided; ${finished(counts)} so far.`
    case 'exporting':
      return `Packing and writing the bundle: ${finished(counts)}.`
    case 'done':
      if (counts.specs === 0) return 'Done: its list held nothing to make.'
      return `Done: ${finished(counts)}${losses(counts)}.`
    case 'failed':
      return `Failed: ${(run.failure ?? 'the reason was not recorded').replace(/\.$/, '')}.`
    case 'cancelled':
      if (counts.specs === 0) return 'Cancelled before its list was read.'
      return `Cancelled: ${finished(counts)}.`
  }
}

/** Of a run that nobody has let go yet; null for one that has ended or made something. */
function describeHold({ stage }: DescribedRun, { specs, variants }: RunCounts): string | null {
  if (stage === 'refining')
    return 'Reading the list and turning it into specs; nothing is made before you resume it.'
  if (stage !== 'generating' || variants > 0) return null
  return `Held with ${specs} ${specs === 1 ? 'spec' : 'specs'} to look at and change; nothing is made before you resume it.`
}

const pictures = ({ variants, variantsPlanned }: RunCounts): string =>
  variantsPlanned > 0 ? `${variants} of ${variantsPlanned} pictures` : 'no pictures'

const finished = ({ assets, specs }: RunCounts): string =>
  `${assets} of ${specs} ${specs === 1 ? 'asset' : 'assets'} finished`

function waiting({ waitingForReview }: RunCounts): string {
  if (waitingForReview === 0) return ''
  return waitingForReview === 1 ? ' 1 spec waits for you.' : ` ${waitingForReview} specs wait for you.`
}

function losses({ byStage, handedOver = 0 }: RunCounts): string {
  const parts = (['rejected', 'failed', 'cancelled'] as const).flatMap((stage) => {
    const count = byStage[stage] ?? 0
    return count > 0 ? [`${count} ${stage}`] : []
  })
  if (handedOver > 0) parts.push(`${handedOver} handed over to a person`)
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

function timeLeft(seconds: number | null): string {
  if (seconds === null) return ''
  if (seconds < 60) return ', less than a minute left'
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return minutes === 1 ? ', about a minute left' : `, about ${minutes} minutes left`
  return `, about ${Math.round(minutes / 60)} hours left`
}
