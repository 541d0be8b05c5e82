export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly [name: string]: unknown
}

export type LogLevel = 'debug' | LogEntry['level']

const severities: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Writes one JSON line an entry on stderr, which the supervisor keeps in the home's logs; less than `least` is left out. */
export function createLogWriter(least: LogLevel = 'info'): (entry: LogEntry) => void {
  return ({ level, ...fields }) => {
    if (severities.indexOf(level) < severities.indexOf(least)) return
    const at = new Date().toISOString()
    process.stderr.write(`${JSON.stringify({ at, level, process: 'api', ...fields })}\n`)
  }
}
