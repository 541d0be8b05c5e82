import { type Log, type LogLevel, logLevels } from '../../core/log.js'
import { currentLogFields } from './log-scope.js'
import { keepEnvironmentSecrets, redactMember } from './redact-secrets.js'

/** A longer line would be cut in two by readers of the file, and no message needs it. */
const lineCharsMax = 32_768

/**
 * One JSON line a message on stderr, which the supervisor keeps in the home's logs; less than `least` is left out. The
 * fields of the scope (log-scope.ts) are part of every line; secrets are of none.
 */
export function createLog(processName: string, least: LogLevel = 'info'): Log {
  keepEnvironmentSecrets(process.env)
  const leastIndex = logLevels.indexOf(least)
  return (level, message, fields = {}) => {
    if (logLevels.indexOf(level) < leastIndex) return
    const at = new Date().toISOString()
    // What a line is comes first and is never overwritten by a field of the same name.
    const own = { at, level, process: processName, message }
    process.stderr.write(`${toLine({ ...own, ...currentLogFields(), ...fields, ...own })}\n`)
  }
}

function toLine(entry: Readonly<Record<string, unknown>>): string {
  try {
    const line = JSON.stringify(entry, redactMember)
    if (line.length <= lineCharsMax) return line
    const { message, ...rest } = entry
    const ids = Object.entries(rest).filter(([, value]) => typeof value !== 'string' || value.length <= 200)
    const short = { ...Object.fromEntries(ids), message: String(message).slice(0, 8_000), isCut: true }
    const cut = JSON.stringify(short, redactMember)
    return cut.length <= lineCharsMax ? cut : JSON.stringify({ ...pick(entry), isCut: true }, redactMember)
  } catch {
    // A field that is no JSON (a cycle): the line itself is worth more than it.
    return JSON.stringify({ ...pick(entry), isCut: true }, redactMember)
  }
}

function pick({ at, level, process: name, message }: Readonly<Record<string, unknown>>) {
  return { at, level, process: name, message: String(message).slice(0, 8_000) }
}
