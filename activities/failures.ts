import { ApplicationFailure } from '@temporalio/common'
import { AssetloomError, permanentFailureTypes } from '../core/errors.js'

/** Delay before a paused store, a stopped Postgres or a missing permit is asked again: bounded, never a busy loop. */
const unavailableDelayMs = 1_000
/** What a service asks for (Retry-After) is kept to within this: nobody sees why a spec waits for a day. */
const askedDelayMaxMs = 15 * 60_000

/** An expected failure as Temporal has to see it: its type is kept, permanent ones are not retried. */
export function toApplicationFailure(error: AssetloomError): ApplicationFailure {
  const options = {
    message: `${error.message} (${error.hint})`,
    type: error.type,
    details: [error.details],
    nonRetryable: permanentFailureTypes.includes(error.type),
  }
  return ApplicationFailure.create(
    error.type === 'Unavailable' || error.type === 'StoreFull'
      ? { ...options, nextRetryDelay: Math.max(unavailableDelayMs, askedDelayMs(error)) }
      : options,
  )
}

/** The pause that a provider asked for, milliseconds; 0 = none. */
function askedDelayMs({ details }: AssetloomError): number {
  const asked = details['retryAfterMs']
  return typeof asked === 'number' && asked > 0 ? Math.min(askedDelayMaxMs, asked) : 0
}

/** Runs one activity; AssetloomErrors leave it as ApplicationFailures, programmer errors as they are. */
export function withFailures<Input, Output>(
  run: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      return await run(input)
    } catch (error) {
      if (error instanceof AssetloomError) throw toApplicationFailure(error)
      throw error
    }
  }
}
