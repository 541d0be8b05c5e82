import { TimeAgo } from '../base/time-ago.js'
import { markOfVerdict } from '../review-model.js'
import { verbPast } from './review-actions.js'
import type { Refusal } from './kept-refusals.js'
import { useReview } from './use-desk.js'

/** More are a number: they are settled one after the other. */
const shownMax = 3

/** Decisions that were refused, oldest first, until somebody settles each. */
export function ConflictNotices() {
  const { desk } = useReview()
  const { refusals } = desk.reviewer
  return (
    <>
      {refusals.slice(0, shownMax).map((refusal) => (
        <ConflictNotice key={refusal.decision.body.decisionId} refusal={refusal} />
      ))}
      {refusals.length > shownMax ? (
        <p class="notice notice-warn">{refusals.length - shownMax} more decisions were not taken.</p>
      ) : null}
    </>
  )
}

/** Somebody else decided first, or the spec is closed: who, when, why, and what can be done. */
function ConflictNotice({ refusal }: { readonly refusal: Refusal }) {
  const { desk, actions } = useReview()
  const { problem, decision } = refusal
  const theirs = problem.decision
  const verb = decision.body.verb
  const attempt = (work: Promise<unknown>) => void work.catch((error: unknown) => actions.fail(error))
  return (
    <div class="notice notice-warn" role="alert">
      <p>
        <strong>
          ! {decision.specKey} was not {verbPast[verb] ?? verb}.{' '}
        </strong>
        {theirs === undefined ? (
          problem.detail
        ) : (
          <span>
            It was{' '}
            {theirs.verb === 'withdraw' ? 'undone' : (markOfVerdict(theirs.verdict)?.label ?? theirs.verdict)}{' '}
            by {theirs.reviewer} <TimeAgo at={theirs.decidedAt} />
            {theirs.reason === null ? '.' : `: "${theirs.reason}".`}
          </span>
        )}
      </p>
      {problem.hint === undefined || theirs !== undefined ? null : <p class="dim">{problem.hint}</p>}
      <div class="row">
        <button type="button" onClick={() => desk.reviewer.keepTheirs(refusal)}>
          {theirs === undefined ? 'Leave it' : 'Keep theirs'}
        </button>
        {problem.reopen === undefined ? null : (
          <button type="button" onClick={() => attempt(desk.reviewer.reopen(refusal))}>
            Reopen the spec
          </button>
        )}
        {theirs === undefined ? null : (
          <button type="button" onClick={() => attempt(desk.reviewer.decideAnyway(refusal))}>
            Decide again: {verb}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => desk.showSpec(decision.specKey)}>
          Show it
        </button>
      </div>
    </div>
  )
}
