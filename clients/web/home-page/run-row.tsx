import { Fragment } from 'preact'
import type { RunView } from '../../../core/http/http-api.js'
import { describeTimeLeft } from '../../progress/describe-time-left.js'
import { formatCost } from '../../progress/format-figures.js'
import { StageLine } from '../app/stage-line.js'
import { TimeAgo } from '../base/time-ago.js'
import { runHash } from '../read-route.js'
import { WaitText } from '../run/wait-text.js'
import { decisionsOpen, isReviewedUnseen, type ListedRun } from './sort-runs.js'

/** One run of the home page: its name, its stages, what it says, and what is asked of somebody. */
export function RunLine(props: { readonly listed: ListedRun; readonly projectKey: string }) {
  const { run, view } = props.listed
  const isBad = run.stage === 'failed' || run.stage === 'cancelled'
  const open = decisionsOpen(props.listed)
  return (
    <a class="run-row" href={runHash(run.runId)}>
      <span class="run-name">
        <strong>{run.wishlistName}</strong>
        <span class="dim">{[props.projectKey, costOf(view)].filter((part) => part !== '').join(' · ')}</span>
      </span>
      {view === undefined || isBad ? (
        <span class={`stages ${isBad ? 'tone-bad' : 'dim'}`}>{isBad ? `✕ ${run.stage}` : run.stage}</span>
      ) : (
        <StageLine run={view} />
      )}
      <span class="run-sentence dim">
        {run.failure ?? (view === undefined ? null : <Sentence view={view} />)}
      </span>
      <span class="run-age dim">
        <TimeAgo at={run.createdAt} />
      </span>
      {open > 0 || isReviewedUnseen(props.listed) ? (
        <span class="waiting tone-warn">● {open > 0 ? `${open} to decide` : 'to decide'}</span>
      ) : null}
    </a>
  )
}

function costOf(view: RunView | undefined): string {
  return view === undefined ? '' : formatCost(view.counts.costMicros)
}

/** The sentence, and what else than people the run waits for: they have a column of their own. */
function Sentence({ view }: { readonly view: RunView }) {
  const waits = view.waitsFor.filter((wait) => wait.kind !== 'person' && wait.kind !== 'paused')
  const left = view.timeLeft === undefined ? '' : describeTimeLeft(view)
  return (
    <>
      {view.sentence}
      {left === '' ? null : ` ${left.charAt(0).toUpperCase()}${left.slice(1)}.`}
      {waits.map((wait) => (
        <Fragment key={wait.what}>
          {' '}
          <WaitText wait={wait} />.
        </Fragment>
      ))}
    </>
  )
}
