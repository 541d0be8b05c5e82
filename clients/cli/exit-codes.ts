import { CommanderError } from 'commander'
import { AssetloomError, type FailureType } from '../../core/errors.js'
import { ApiError, BackendUnavailableError } from '../http/api-error.js'
import { CliError } from './cli-error.js'

/** What scripts can rely on. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  conflict: 5,
  unavailable: 6,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of an error that reached the top. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return exitCodes[error.outcome]
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof BackendUnavailableError) return exitCodes.unavailable
  if (error instanceof ApiError && isInputOf(error)) return exitCodes.usage
  if (error instanceof ApiError) return exitCodeOfStatus(error.status)
  if (error instanceof AssetloomError) return exitCodeOfFailure(error.type)
  return exitCodes.failed
}

/** A 409 about what was handed in, and not about what somebody else did meanwhile (docs/decisions/015). */
function isInputOf({ status, problem }: ApiError): boolean {
  const kinds = /:(invalid|unusable|unknown|not-text|nothing-to-make|empty|missing|no-drafts|no-upload)/
  return status === 409 && ((problem.problems ?? []).length > 0 || kinds.test(problem.type))
}

function exitCodeOfStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.auth
  if (status === 404) return exitCodes.notFound
  if (status === 409) return exitCodes.conflict
  if (status === 502 || status === 503 || status === 504) return exitCodes.unavailable
  if (status >= 400 && status < 500) return exitCodes.usage
  return exitCodes.failed
}

function exitCodeOfFailure(type: FailureType): ExitCode {
  if (type === 'NotFound') return exitCodes.notFound
  if (type === 'Conflict') return exitCodes.conflict
  if (type === 'InvalidInput') return exitCodes.usage
  if (type === 'Unavailable') return exitCodes.unavailable
  return exitCodes.failed
}
