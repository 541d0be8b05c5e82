import { Fragment } from 'preact'
import type { RunView } from '../../../core/http/http-api.js'
import { terminalRunStages } from '../../../core/run-options.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { describeRevision } from '../../progress/describe-revision.js'
import { describeTimeLeft } from '../../progress/describe-time-left.js'
import { formatCost } from '../../progress/format-figures.js'
import { PageHead } from '../app/page-head.js'
import { StageLine } from '../app/stage-line.js'
import { KeyButton } from '../base/key-button.js'
import { KeyCap } from '../base/key-cap.js'
import { plainNotes } from '../reading/plain-notes.js'
import { listHash, runHash, settingsHash, type ReadingView } from '../read-route.js'
import { RunMenu } from './run-menu.js'
import { WaitText } from './wait-text.js'

export interface RunHeadProps {
  readonly run: RunView
  readonly specs: readonly SpecView[]
  readonly connection: 'connecting' | 'live' | 'lost'
  /** Decisions that have no answer yet. */
  readonly keptDecisions: number
  /** It waits for Start, which is below: nothing else asks for it. */
  readonly isHeld: boolean
  readonly onAction: (action: 'export' | 'pause' | 'overage') => void
  /** Something about the run changed by a press here. */
  readonly onChanged: () => void
}

/** Specs that failed are named up to this many. */
const failedMax = 5

/** Where this is, how far it is, what holds it up, what can be done with the whole run. */
export function RunHead(props: RunHeadProps) {
  const { run, isHeld } = props
  return (
    <PageHead
      title={run.wishlistName}
      titleHint={run.runId}
      mark={<ConnectionMark {...props} />}
      actions={<RunActions {...props} />}
    >
      <div class="head-line">
        <StageLine run={run} />
        <p class="sentence">{isHeld ? 'Held before anything is made.' : sentenceOf(run)}</p>
      </div>
      {isHeld ? null : <Waits run={run} onAction={props.onAction} />}
      <Failures run={run} specs={props.specs} />
      {run.warnings === undefined || run.warnings.length === 0 ? null : (
        <p class="sentence tone-warn" role="status">
          ! {run.warnings.join(' ')}
        </p>
      )}
      <RevisionLine run={run} />
    </PageHead>
  )
}

function RunActions({ run, isHeld, onAction, onChanged }: RunHeadProps) {
  const isOver = terminalRunStages.includes(run.stage)
  return (
    <>
      <IntakeLink run={run} />
      <a class="button quiet list-link" href={listHash(run.runId)} title="How the list was read">
        List <KeyCap label="L" />
      </a>
      {isHeld || isOver ? null : (
        <button type="button" class="quiet" onClick={() => onAction('pause')}>
          {run.paused ? 'Resume' : 'Pause'}
        </button>
      )}
      {isHeld ? null : (
        <KeyButton keyLabel="X" onPress={() => onAction('export')}>
          Export
        </KeyButton>
      )}
      {run.temporalUrl === null ? null : (
        <a class="button quiet temporal-link" href={run.temporalUrl} target="_blank" rel="noreferrer">
          Temporal
        </a>
      )}
      <a class="button quiet settings-link" href={settingsHash(run.projectId)}>
        Settings
      </a>
      {isOver ? null : <RunMenu run={run} onChanged={onChanged} />}
    </>
  )
}

/** What holds the run up, apart from the reviewer who looks at it, and what to do. Told when it changes. */
function Waits({ run, onAction }: Pick<RunHeadProps, 'run' | 'onAction'>) {
  const waits = run.waitsFor.filter((wait) => wait.kind !== 'person')
  if (waits.length === 0) return null
  const hint = waits.map((wait) => wait.hint).find((one) => one !== '')
  return (
    <div class="head-line">
      <p class="sentence tone-warn" role="status" {...(hint === undefined ? {} : { title: hint })}>
        !{' '}
        {waits.map((wait, at) => (
          <Fragment key={wait.what}>
            {at > 0 ? '; ' : ''}
            <WaitText wait={wait} />
          </Fragment>
        ))}
        {hint === undefined ? null : <span class="dim">{` ${hint}`}</span>}
      </p>
      {waits.some(({ kind }) => kind === 'budget') ? (
        <button type="button" onClick={() => onAction('overage')}>
          Go on above the budget …
        </button>
      ) : null}
    </div>
  )
}

/** Specs that could not be made, each one press away from a new round. */
function Failures({ run, specs }: Pick<RunHeadProps, 'run' | 'specs'>) {
  const failed = specs.filter(({ stage }) => stage === 'failed')
  if (failed.length === 0) return null
  const rest = failed.length - failedMax
  return (
    <p class="sentence" role="status">
      <span class="tone-bad">
        ✕ {failed.length} {failed.length === 1 ? 'spec' : 'specs'} failed:{' '}
      </span>
      {failed.slice(0, failedMax).map(({ specKey }) => (
        <span key={specKey}>
          <a href={runHash(run.runId, specKey)}>{specKey}</a>{' '}
        </span>
      ))}
      {rest > 0 ? `and ${rest} more. ` : ''}
      <span class="dim">Regenerate makes a new round of one.</span>
    </p>
  )
}

/** `Revision 3: 2 added, 1 changed, 1 removed, 29 kept.`, and the way to a newer one. */
function RevisionLine({ run: { revision } }: { readonly run: RunView }) {
  if (revision === undefined) return null
  return (
    <p class="sentence dim">
      {describeRevision(revision)}.{' '}
      {revision.newest === null ? null : (
        <a href={runHash(revision.newest.runId)}>Open revision {revision.newest.number}</a>
      )}
    </p>
  )
}

function ConnectionMark({ connection, keptDecisions }: RunHeadProps) {
  if (keptDecisions > 0)
    return (
      <span class="tone-warn" title="They are kept in this browser and sent when the API answers.">
        ⇡ {keptDecisions} kept here
      </span>
    )
  if (connection === 'lost') return <span class="tone-warn">! connection lost, trying again</span>
  return connection === 'live' ? (
    <span class="dim live-mark" title="Changes show as they happen.">
      ● live
    </span>
  ) : null
}

/** What of the list asks for a look: rejected lines first, then what a revision changed, then notes. */
function IntakeLink({ run: { runId, problems, notes, revision } }: { readonly run: RunView }) {
  const link = (label: string, view: ReadingView, look: string) => (
    <a class={`button list-link ${look}`} href={listHash(runId, view)}>
      {label}
    </a>
  )
  const count = problems.length
  if (count > 0) return link(`✕ ${count} rejected ${count === 1 ? 'line' : 'lines'}`, 'problem', 'tone-bad')
  if (revision !== undefined) return link(`Revision ${revision.number}`, 'changes', 'quiet')
  const plain = plainNotes(notes).length
  return plain === 0 ? null : link(`${plain} ${plain === 1 ? 'note' : 'notes'}`, 'notes', 'quiet')
}

function sentenceOf(run: RunView): string {
  const cost = formatCost(run.counts.costMicros)
  const left = run.timeLeft === undefined ? '' : describeTimeLeft(run)
  return [
    run.failure === null ? run.sentence : `Failed: ${run.failure}`,
    ...(left === '' ? [] : [`${left.charAt(0).toUpperCase()}${left.slice(1)}.`]),
    ...(cost === '' ? [] : [`${cost}.`]),
  ].join(' ')
}
