import { CommanderError } from 'commander'
import type { IntakeProblem } from '../../core/intake/intake-report.js'
import { ApiError } from '../http/api-error.js'
import type { CliContext } from './cli-context.js'

/** How many rejected lines are shown before the rest is only counted. */
const problemsShownMax = 50

/** One line that says what, one that says what to do. The stack only with ASSETLOOM_DEBUG. */
export function printFailure(context: CliContext, error: unknown): void {
  // Commander has written its own two lines.
  if (error instanceof CommanderError) return
  const { writeErr } = context.terminal
  const message = error instanceof Error && error.message !== '' ? error.message : String(error)
  const isDebug = Boolean(context.env['ASSETLOOM_DEBUG'])
  writeErr(`assetloom: ${isDebug ? message : shorten(message)}\n`)
  if (error instanceof ApiError) {
    const decision = error.problem.decision
    if (decision !== undefined)
      writeErr(
        `  ${decision.verdict} by ${decision.reviewer} at ${decision.decidedAt}${decision.reason === null ? '' : `: ${decision.reason}`}\n`,
      )
  }
  const problems = error instanceof ApiError ? (error.problem.problems ?? []) : []
  // One rejected line is what the message is about; several are listed, and their hints say what to do.
  if (problems.length > 1) printProblems(context, problems)
  const hint = hintOf(error)
  if (problems.length < 2 || problems.every((one) => one.hint !== hint)) writeErr(`  ${hint}\n`)
  if (isDebug && error instanceof Error) writeErr(`${error.stack ?? ''}\n`)
}

/** The first line, and the cause when the rest is a log that names one. */
function shorten(message: string): string {
  const [first = '', ...rest] = message.split('\n')
  const cause = rest.find((line) => /^\w*Error: /.test(line.trim()))?.trim() ?? rest.findLast(loggedError)
  return cause === undefined ? first : `${first} ${loggedError(cause) ?? cause}`
}

/** What a log line of our own processes says went wrong, with its mend; undefined for any other line. */
function loggedError(line: string): string | undefined {
  try {
    const found = JSON.parse(line) as { level?: unknown; message?: unknown; hint?: unknown } | null
    if (found?.level !== 'error' || typeof found.message !== 'string') return undefined
    return typeof found.hint === 'string' ? `${found.message} ${found.hint}` : found.message
  } catch {
    return undefined
  }
}

/** Rejected lines as `file:line: message`, with the column where it is known, and the hint below. */
export function printProblems(context: CliContext, problems: readonly IntakeProblem[]): void {
  const { writeErr } = context.terminal
  for (const problem of problems.slice(0, problemsShownMax))
    writeErr(`${placeOf(problem)}: ${problem.message}\n  ${problem.hint}\n`)
  const rest = problems.length - problemsShownMax
  if (rest > 0) writeErr(`... and ${rest} more rejected lines\n`)
}

/** `coin.yaml:4:12`, as editors and terminals make it a link. */
export function placeOf({ file, line, column }: Pick<IntakeProblem, 'file' | 'line' | 'column'>): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`
}

function hintOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 401)
    return 'Set ASSETLOOM_TOKEN to what stands in secrets/api-token of its home, or name that home with --home.'
  if (error instanceof Error && 'hint' in error && typeof error.hint === 'string' && error.hint !== '')
    return error.hint
  return 'Set ASSETLOOM_DEBUG=1 to see where it happened; npx assetloom doctor checks this machine.'
}
