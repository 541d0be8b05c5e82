import { ApplicationFailure } from '@temporalio/common'
import { AssetloomError, permanentFailureTypes } from '../core/errors.js'

/** Delay before a paused store, a stopped Postgres or a missing permit is asked again: bounded, never a busy loop. */
const unavailableDelayMs = 1_000

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
      ? { ...options, nextRetryDelay: unavailableDelayMs }
      : options,
  )
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
