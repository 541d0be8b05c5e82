import type { ReleaseObjection } from '../../../core/bundle/judge-release.js'
import { ApiError } from '../../http/api-error.js'
import { runHash } from '../read-route.js'

const shownMax = 20

/** What is in the way of a release, each with what to do about it; nothing where something else went wrong. */
export function ReleaseObjections(props: {
  readonly failure: unknown
  readonly runId: string
  /** Told when somebody goes to a spec. */
  readonly onGo: () => void
}) {
  const { failure, runId, onGo } = props
  const objections: readonly ReleaseObjection[] =
    failure instanceof ApiError ? (failure.problem.objections ?? []) : []
  if (objections.length === 0) return null
  const rest = objections.length - shownMax
  return (
    <ul class="objections" aria-label="In the way of the release">
      {objections.slice(0, shownMax).map(({ key, reason, message, nextStep }) => (
        <li key={`${key} ${reason} ${message}`}>
          <a href={runHash(runId, key)} onClick={onGo}>
            {key}
          </a>{' '}
          {message}
          <div class="dim">{nextStep}</div>
        </li>
      ))}
      {rest > 0 ? <li class="dim">and {rest} more</li> : null}
    </ul>
  )
}
