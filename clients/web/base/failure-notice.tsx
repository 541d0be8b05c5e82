import { ApiError } from '../../http/api-error.js'

/** What happened, what to do, and one button: for anything that could not be read or done. */
export function FailureNotice(props: { readonly failure: unknown; readonly onRetry?: () => void }) {
  const { failure, onRetry } = props
  const hint = hintOf(failure)
  // The page leads to its own sign-in then.
  if (failure instanceof ApiError && failure.status === 401)
    return (
      <div class="notice notice-bad" role="alert">
        <strong>! This browser is not signed in.</strong>
        <a class="button" href="#/sign-in">
          Sign in
        </a>
      </div>
    )
  const problems = failure instanceof ApiError ? (failure.problem.problems ?? []) : []
  return (
    <div class="notice notice-bad" role="alert">
      <span>
        <strong class="tone-bad">! </strong>
        {failure instanceof Error ? failure.message : String(failure)}
      </span>
      {hint === '' ? null : <span class="dim">{hint}</span>}
      {onRetry === undefined ? null : (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
      {problems.map((one) => (
        <p key={`${one.file}:${one.line}:${one.message}`} class="notice-line">
          <code>
            {one.file}:{one.line}
          </code>{' '}
          {one.message} <span class="dim">{one.hint}</span>
        </p>
      ))}
    </div>
  )
}

function hintOf(failure: unknown): string {
  return failure instanceof Error && 'hint' in failure ? String(failure.hint) : ''
}
