/**
 * The closed list of expected failures. Adapters throw them, activities/failures.ts turns them into
 * ApplicationFailures, workflows switch over them, api/problem.ts answers them as RFC 9457 problems.
 */
export const failureTypes = [
  'NoPermit',
  'NoBudget',
  'BudgetExceeded',
  'CorruptObject',
  'MissingObject',
  'StoreFull',
  'InvalidInput',
  'NotFound',
  'Conflict',
  'ContentRejected',
  'ProviderFailed',
  'VerificationFailed',
  'Unavailable',
] as const

export type FailureType = (typeof failureTypes)[number]

/** Trying again cannot help with these: the input or the stored bytes have to change first. */
export const permanentFailureTypes: readonly FailureType[] = [
  'BudgetExceeded',
  'CorruptObject',
  'MissingObject',
  'InvalidInput',
  'NotFound',
  'Conflict',
  'ContentRejected',
  'VerificationFailed',
]

/** An expected failure. `message` says what is wrong, `hint` what to do next, `details` names the thing. */
export class AssetloomError extends Error {
  readonly type: FailureType
  readonly hint: string
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    type: FailureType,
    message: string,
    hint: string,
    details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message)
    this.name = 'AssetloomError'
    this.type = type
    this.hint = hint
    this.details = details
  }
}
