import type { RunView } from '../../core/http/http-api.js'
import { terminalRunStages } from '../../core/run-options.js'
import { waitSentence } from '../progress/describe-waits.js'
import { formatCost } from '../progress/format-figures.js'
import { el, keyCap } from './build-element.js'
import { crumbs } from './crumbs.js'
import type { ActionName } from './key-map.js'
import { describeRevision } from '../progress/describe-revision.js'
import { plainNotes } from './list-notes.js'
import { listHash, runHash, type ReadingView } from './read-route.js'
import { stageLine } from './stage-line.js'

export interface RunHeaderState {
  readonly run: RunView
  readonly connection: 'connecting' | 'live' | 'lost'
  /** Decisions that have no answer yet. */
  readonly keptDecisions: number
  /** It waits for Start, which is below: nothing else asks for it. */
  readonly isHeld: boolean
}

/** Where this is, how far it is, what can be done with the whole run. */
export function runHeader(state: RunHeaderState, onAction: (action: ActionName) => void): HTMLElement {
  const { run } = state
  return el(
    'header',
    { class: 'head' },
    el(
      'div',
      { class: 'head-line' },
      crumbs([], run.wishlistName, run.runId),
      connectionMark(state),
      el('span', { class: 'spacer' }),
      intakeLink(run),
      el(
        'a',
        { class: 'button quiet list-link', href: listHash(run.runId), title: 'How the list was read (L)' },
        'List ',
        keyCap('L'),
      ),
      state.isHeld ? null : pauseButton(run, onAction),
      state.isHeld
        ? null
        : el('button', { type: 'button', onclick: () => onAction('export') }, 'Export ', keyCap('X')),
      run.temporalUrl === null
        ? null
        : el(
            'a',
            { class: 'button quiet', href: run.temporalUrl, target: '_blank', rel: 'noreferrer' },
            'Temporal',
          ),
      el(
        'button',
        { type: 'button', class: 'quiet', onclick: () => onAction('help'), 'aria-label': 'Keys' },
        keyCap('?'),
      ),
    ),
    el(
      'div',
      { class: 'head-line' },
      stageLine(run),
      el('p', { class: 'sentence' }, state.isHeld ? 'Held before anything is made.' : sentenceOf(run)),
    ),
    state.isHeld ? null : waitLine(run, onAction),
    warningLine(run),
    revisionLine(run),
  )
}

/** `Revision 3: 2 added, 1 changed, 1 removed, 29 kept.`, and the way to a newer one. */
function revisionLine(run: RunView): HTMLElement | null {
  const { revision } = run
  if (revision === undefined) return null
  return el(
    'p',
    { class: 'sentence dim' },
    `${describeRevision(revision)}. `,
    revision.newest === null
      ? null
      : el('a', { href: runHash(revision.newest.runId) }, `Open revision ${revision.newest.number}`),
  )
}

/** What holds the run up, apart from the reviewer who looks at it. Told to screen readers when it changes. */
function waitLine(run: RunView, onAction: (action: ActionName) => void): HTMLElement | null {
  const waits = run.waitsFor.filter((wait) => wait.kind !== 'person')
  if (waits.length === 0) return null
  const text = waits.map((wait) => waitSentence(wait, Date.now())).join('; ')
  const hint = waits.map((wait) => wait.hint).find((one) => one !== '')
  return el(
    'div',
    { class: 'head-line' },
    el(
      'p',
      { class: 'sentence tone-warn', role: 'status', ...(hint === undefined ? {} : { title: hint }) },
      `! ${text}`,
    ),
    waits.some(({ kind }) => kind === 'budget')
      ? el('button', { type: 'button', onclick: () => onAction('overage') }, 'Go on above the budget …')
      : null,
  )
}

/** What the run costs, where that is more than people expect. */
function warningLine({ warnings = [] }: RunView): HTMLElement | null {
  if (warnings.length === 0) return null
  return el('p', { class: 'sentence tone-warn', role: 'status' }, `! ${warnings.join(' ')}`)
}

function sentenceOf(run: RunView): string {
  const cost = formatCost(run.counts.costMicros)
  return `${run.failure === null ? run.sentence : `Failed: ${run.failure}`}${cost === '' ? '' : ` ${cost}.`}`
}

function connectionMark({ connection, keptDecisions }: RunHeaderState): HTMLElement | null {
  if (keptDecisions > 0)
    return el(
      'span',
      { class: 'tone-warn', title: 'They are kept in this browser and sent when the API answers.' },
      `⇡ ${keptDecisions} kept here`,
    )
  if (connection === 'lost') return el('span', { class: 'tone-warn' }, '! connection lost, trying again')
  return connection === 'live'
    ? el('span', { class: 'dim live-mark', title: 'Changes show as they happen.' }, '● live')
    : null
}

/** What of the list asks for a look: rejected lines first, then what a revision changed, then notes. */
function intakeLink({ runId, problems, notes, revision }: RunView): HTMLElement | null {
  const link = (label: string, view: ReadingView, look: string) =>
    el('a', { class: `button list-link ${look}`, href: listHash(runId, view) }, label)
  const count = problems.length
  if (count > 0) return link(`✕ ${count} rejected ${count === 1 ? 'line' : 'lines'}`, 'problem', 'tone-bad')
  if (revision !== undefined) return link(`Revision ${revision.number}`, 'changes', 'quiet')
  const plain = plainNotes(notes).length
  return plain === 0 ? null : link(`${plain} ${plain === 1 ? 'note' : 'notes'}`, 'notes', 'quiet')
}

function pauseButton(run: RunView, onAction: (action: ActionName) => void): HTMLElement | null {
  if (terminalRunStages.includes(run.stage)) return null
  return el(
    'button',
    { type: 'button', class: 'quiet', onclick: () => onAction('pause') },
    run.paused ? 'Resume' : 'Pause',
  )
}
