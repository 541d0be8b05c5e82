/** Severities, least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof logLevels)[number]

/** What a line is about: ids by their usual names, numbers with their unit in the name. */
export type LogFields = Readonly<Record<string, unknown>>

/** Says one thing once. `fields` join those of the work it is said in (`LogScope`). */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void

/** Work whose lines carry the same fields, however deep they are written. */
export interface LogScope {
  /** Runs `work` with `fields` on top of those around it; the object may gain fields while it runs. */
  readonly run: <Result>(fields: Record<string, unknown>, work: () => Result) => Result
  /** Adds fields to the innermost scope, for what is known only later. Outside of one it does nothing. */
  readonly add: (fields: LogFields) => void
}

/** For tests and callers that follow nothing. */
export const noLogScope: LogScope = { run: (_fields, work) => work(), add: () => undefined }
