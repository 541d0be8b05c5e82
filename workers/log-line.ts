type Level = 'info' | 'warn' | 'error'

/** One JSON line a message on stderr, which the supervisor keeps in the home's logs. */
export function createLog(process_: string): (level: Level, message: string, fields?: object) => void {
  return (level, message, fields = {}) => {
    const at = new Date().toISOString()
    process.stderr.write(`${JSON.stringify({ at, level, process: process_, message, ...fields })}\n`)
  }
}
