import { useQuery } from '@tanstack/preact-query'
import type { ReviewQueuePage } from '../../../core/http/review-api.js'
import { ApiError } from '../../http/api-error.js'
import { useApp } from '../app/app-context.js'
import { readJson } from '../app/send-json.js'
import { TimeAgo } from '../base/time-ago.js'
import { runHash } from '../read-route.js'

const shownMax = 6
const pollMs = 10_000

/** Specs that wait for this person over all runs, the longest waiting first: one press away from the next one. */
export function WaitingLine() {
  const { client } = useApp()
  const { data } = useQuery({
    queryKey: ['review-queue', 'mine'],
    queryFn: () =>
      readQueue(() => readJson<ReviewQueuePage>(client, `/review-queue?mine=true&limit=${shownMax}`)),
    refetchInterval: pollMs,
  })
  const [next] = data?.items ?? []
  if (data == null || next === undefined) return null
  const overdue = data.items.filter(({ dueAt }) => dueAt !== null && Date.parse(dueAt) < Date.now()).length
  return (
    <section class="waiting-line" aria-label="Your next reviews">
      <p>
        <strong>
          {data.total} {data.total === 1 ? 'spec waits' : 'specs wait'} for you
        </strong>
        <span class="dim">
          , the longest since <TimeAgo at={next.waitingSince} />
        </span>
        {overdue > 0 ? <span class="tone-warn"> ! {overdue} overdue</span> : null}
      </p>
      <a class="button primary" href={runHash(next.runId, next.specKey)}>
        Review {next.specKey}
      </a>
      {data.items.slice(1).map(({ runId, specKey, assignedTo }) => (
        <a key={`${runId} ${specKey}`} class="button quiet" href={runHash(runId, specKey)}>
          {specKey}
          {assignedTo === null ? null : <span class="dim">yours</span>}
        </a>
      ))}
    </section>
  )
}

/** A server that is older than the page has no queue: the runs below say what waits. */
async function readQueue(ask: () => Promise<ReviewQueuePage>): Promise<ReviewQueuePage | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
