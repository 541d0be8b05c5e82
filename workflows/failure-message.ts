import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow'

/** The sentence of the innermost failure: what a producer reads, not Temporal's wrapping. */
export function failureMessage(error: unknown): string {
  if (error instanceof ActivityFailure && error.cause) return failureMessage(error.cause)
  return error instanceof Error ? error.message : String(error)
}

/** Whether an activity failed because stored bytes are damaged or gone. */
export function isDamagedBytes(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    (error.cause.type === 'CorruptObject' || error.cause.type === 'MissingObject')
  )
}

/** Whether a round was refused because its contract's budget does not reach for it. */
export function isOverBudget(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'BudgetExceeded'
  )
}
