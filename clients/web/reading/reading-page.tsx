import { useEffect, useRef, useState } from 'preact/hooks'
import type { ReadingPage as ReadingCounts } from '../../../core/http/compose-reading.js'
import type { RunView } from '../../../core/http/http-api.js'
import type { SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { countDifference } from '../../../core/intake/diff-specs.js'
import { useApp } from '../app/app-context.js'
import { FailureNotice } from '../base/failure-notice.js'
import { listHash, readingViews, runHash, type ReadingView } from '../read-route.js'
import { EmptyView } from './empty-view.js'
import { countChanges, ListChanges } from './list-changes.js'
import { NoteList } from './note-list.js'
import { plainNotes } from './plain-notes.js'
import { ProposalCards } from './proposal-cards.js'
import { ReadingHead } from './reading-head.js'
import { showsSentences } from './reading-views.js'
import { SentenceList, SentenceSkeletons } from './sentence-list.js'
import { useProposals, type Proposals } from './use-proposals.js'
import { useReadingKeys } from './use-reading-keys.js'
import { useReadList } from './use-reading.js'

interface ReadingPageProps {
  readonly runId: string
  /** What the address asks for. */
  readonly view: ReadingView | null
}

interface Accepted {
  readonly answer: SpecEditsAccepted
  readonly count: number
}

/**
 * How a list was read: every sentence with what became of it, what nobody understood first; what was filled in, and what
 * changed against the revision before.
 */
export function ReadingPage({ runId, view: asked }: ReadingPageProps) {
  const app = useApp()
  const [chosen, setChosen] = useState(asked)
  const [accepted, setAccepted] = useState<Accepted | null>(null)
  const body = useRef<HTMLElement>(null)
  const { run, list, failure, retry } = useReadList(runId)
  const proposals = useProposals(runId, (answer, count) => {
    setAccepted({ answer, count })
    app.announce(`${count} accepted`)
    if (!answer.held) return
    app.drafts.move(runId, answer.runId)
    location.hash = runHash(answer.runId)
  })
  const view = viewToShow(chosen, list, run)
  const views = readingViews.filter((one) => one !== 'changes' || countChanges(run) !== null)
  const choose = (next: ReadingView) => {
    setChosen(next)
    // The address follows, so that a view can be sent to somebody.
    history.replaceState(null, '', listHash(runId, next))
    if (body.current !== null) body.current.scrollTop = 0
  }
  const runAddress = runHash(runId, app.places.get(runId))
  useReadingKeys({ view, views, proposals, body, choose, leave: () => (location.hash = runAddress) })
  const name = list?.name
  useEffect(() => {
    document.title = `${name === undefined ? 'How the list was read' : `${name}: how it was read`} - Assetloom`
  }, [name])
  const countOf = (one: ReadingView) => countIn(one, list, run, proposals)
  return (
    <div class="page-root">
      <ReadingHead {...{ list, views, view, countOf, runAddress }} onChoose={choose} />
      <div class="notices">
        {failure === null ? null : <FailureNotice failure={failure} onRetry={retry} />}
        {accepted === null ? null : <AcceptedNotice {...accepted} />}
      </div>
      {/* Its text is scrolled by keys too. */}
      <main class="reading" ref={body} tabIndex={0} aria-label="What it says">
        {view === null ? (
          failure === null ? (
            <SentenceSkeletons />
          ) : null
        ) : (
          <Body {...{ runId, run, proposals, view, choose }} total={Number(countOf(view))} />
        )}
      </main>
    </div>
  )
}

/** What was asked for; else what was not understood; where there is none, what was rejected; else everything. */
function viewToShow(
  asked: ReadingView | null,
  list: ReadingCounts | undefined,
  run: RunView | undefined,
): ReadingView | null {
  // A list with one revision has changed nothing.
  const isAbsent = asked === 'changes' && run !== undefined && countChanges(run) === null
  if (asked !== null && !isAbsent) return asked
  if (list === undefined) return null
  return (['not-understood', 'problem'] as const).find((one) => list.counts[one] > 0) ?? 'all'
}

/** As it stands on the button of a view; empty while nobody knows. */
function countIn(
  view: ReadingView,
  list: ReadingCounts | undefined,
  run: RunView | undefined,
  { open }: Proposals,
): string {
  if (view === 'proposals') return String(open.length)
  if (view === 'notes') return run === undefined ? '' : String(plainNotes(run.notes).length)
  if (view === 'changes') return String(countChanges(run) ?? '')
  if (list === undefined) return ''
  return String(view === 'all' ? list.total : list.counts[view])
}

interface BodyProps {
  readonly runId: string
  readonly run: RunView | undefined
  readonly proposals: Proposals
  readonly view: ReadingView
  readonly total: number
  readonly choose: (view: ReadingView) => void
}

function Body({ runId, run, proposals, view, total, choose }: BodyProps) {
  if (showsSentences(view))
    return <SentenceList key={view} {...{ runId, view, total, choose }} openProposals={proposals.open} />
  if (view === 'proposals') return <ProposalCards proposals={proposals} />
  if (run === undefined) return <SentenceSkeletons />
  if (view === 'changes') return <ListChanges run={run} />
  const notes = plainNotes(run.notes)
  if (notes.length === 0) return <EmptyView view={view} onAll={() => choose('all')} />
  return <NoteList notes={notes} />
}

function AcceptedNotice({ answer, count }: Accepted) {
  const { revision, runId, difference } = answer
  return (
    <div class="notice" role="status">
      <span>
        <span class="tone-good">✓ </span>
        {count} accepted as revision {revision}: {countDifference(difference)}.
      </span>
      <a class="button primary" href={runHash(runId)}>
        Open its run
      </a>
      <a href={listHash(runId)}>How it is read now</a>
    </div>
  )
}
