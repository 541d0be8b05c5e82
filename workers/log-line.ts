export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type Log = (level: LogLevel, message: string, fields?: object) => void

const severities: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** One JSON line a message on stderr, which the supervisor keeps in the home's logs; less than `least` is left out. */
export function createLog(process_: string, least: LogLevel = 'info'): Log {
  return (level, message, fields = {}) => {
    if (severities.indexOf(level) < severities.indexOf(least)) return
    const at = new Date().toISOString()
    process.stderr.write(`${JSON.stringify({ at, level, process: process_, message, ...fields })}\n`)
  }
}
