import type { ProposalView } from '../../../core/http/spec-edits-api.js'
import { FailureNotice } from '../base/failure-notice.js'
import type { ReadingView } from '../read-route.js'
import { EmptyView } from './empty-view.js'
import { SentenceRow } from './sentence-row.js'
import { proposalsAt } from './use-proposals.js'
import { linesOfPage, useSentences } from './use-reading.js'

interface SentenceListProps {
  readonly runId: string
  readonly view: ReadingView
  /** Sentences of this view, of which some are read. */
  readonly total: number
  readonly openProposals: readonly ProposalView[]
  readonly choose: (view: ReadingView) => void
}

/** The sentences of one view of a list, more of them on demand. */
export function SentenceList({ runId, view, total, openProposals, choose }: SentenceListProps) {
  const { lines, isLoadingMore, loadMore, failure, retry } = useSentences(runId, view)
  if (lines === null)
    return failure === null ? <SentenceSkeletons /> : <FailureNotice failure={failure} onRetry={retry} />
  if (lines.length === 0) return <EmptyView view={view} onAll={() => choose('all')} />
  const showFile = new Set(lines.map(({ file }) => file)).size > 1
  const left = total - lines.length
  return (
    <>
      {failure === null ? null : <FailureNotice failure={failure} onRetry={retry} />}
      <ol class="reading-lines">
        {lines.map((line, at) => (
          <SentenceRow
            key={at}
            {...{ line, runId, showFile }}
            // Only what is open is proposed for; another sentence may stand on the same line.
            proposals={
              line.outcome === 'not-understood' ? proposalsAt(openProposals, line.line, line.lastLine) : []
            }
            onProposals={() => choose('proposals')}
          />
        ))}
      </ol>
      {left > 0 ? (
        <button type="button" disabled={isLoadingMore} onClick={loadMore}>
          Show {Math.min(left, linesOfPage)} of {left} more
        </button>
      ) : null}
    </>
  )
}

/** Before it is known what to show first, and while it is read. */
export function SentenceSkeletons() {
  return (
    <div role="status">
      <span class="visually-hidden">Reading the sentences</span>
      {Array.from({ length: 10 }, (_, at) => (
        <div key={at} class="reading-line skeleton" />
      ))}
    </div>
  )
}
