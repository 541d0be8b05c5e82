import { useQuery } from '@tanstack/preact-query'
import type { RunView } from '../../../core/http/http-api.js'
import type { WishlistDifference } from '../../../core/intake/diff-specs.js'
import { describeRevision, differenceLines } from '../../progress/describe-revision.js'
import { useApp } from '../app/app-context.js'
import { FailureNotice } from '../base/failure-notice.js'

/** More lines than this are counted: the page is for a look, `assetloom wishlist diff` has all. */
const shownMax = 200

/** Specs that were added, changed or taken out; null for a list that has one revision only. */
export function countChanges(run: RunView | undefined): number | null {
  const counts = run?.revision?.difference
  return counts === undefined || counts === null ? null : counts.added + counts.changed + counts.removed
}

/** What the list of a run changed against its revision before, read when somebody looks. */
export function ListChanges({ run }: { readonly run: RunView }) {
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    // Between two revisions nothing changes any more.
    queryKey: ['difference', run.runId],
    queryFn: () => client.readRunDifference(run.runId),
    staleTime: Infinity,
  })
  if (run.revision === undefined) return null
  return (
    <div class="list-changes">
      <h2>{describeRevision(run.revision)}.</h2>
      {error !== null ? <FailureNotice failure={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <p class="dim">Comparing …</p>
        ) : null
      ) : data.difference === null ? null : (
        <DifferenceList difference={data.difference} />
      )}
    </div>
  )
}

/** A line each, with the same marks as the CLI. */
function DifferenceList({ difference }: { readonly difference: WishlistDifference }) {
  const lines = differenceLines(difference)
  const rest = lines.length - shownMax
  return (
    <ul class="intake difference">
      {lines.slice(0, shownMax).map((line) => (
        <li key={line}>
          <code>{line}</code>
        </li>
      ))}
      {rest > 0 ? <li class="dim">and {rest} more</li> : null}
    </ul>
  )
}
