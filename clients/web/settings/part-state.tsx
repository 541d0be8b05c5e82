import type { ComponentChildren } from 'preact'
import { FailureNotice } from '../base/failure-notice.js'
import type { Resource } from './use-resource.js'

/** A part of the settings: what it shows once it is read, a skeleton before, and what is wrong else. */
export function PartState<Answer>(props: {
  readonly of: Resource<Answer>
  readonly what: string
  readonly children: (data: Answer) => ComponentChildren
}) {
  const { of, what, children } = props
  if (of.isAbsent)
    return (
      <p class="dim">This server has no {what} yet. It is older than this page: start the newer version.</p>
    )
  if (of.data !== undefined)
    return (
      <>
        {of.failure === null ? null : <FailureNotice failure={of.failure} onRetry={of.retry} />}
        {children(of.data)}
      </>
    )
  if (of.failure !== null) return <FailureNotice failure={of.failure} onRetry={of.retry} />
  return (
    <div role="status">
      <span class="visually-hidden">Reading {what}</span>
      <div class="run-row skeleton" />
      <div class="run-row skeleton" />
    </div>
  )
}
