/** A failure that the CLI itself found. `message` says what is wrong, `hint` what to do next. */
export class CliError extends Error {
  readonly outcome: 'failed' | 'usage' | 'notFound' | 'auth' | 'conflict' | 'unavailable'
  readonly hint: string

  constructor(outcome: CliError['outcome'], message: string, hint: string) {
    super(message)
    this.name = 'CliError'
    this.outcome = outcome
    this.hint = hint
  }
}
