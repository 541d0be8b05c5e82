/** One entry of a home's logs, whoever wrote it. */
export interface LogLine {
  /** ISO time; '' for lines that carry none and follow nothing. */
  readonly at: string
  readonly level: string
  readonly process: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Least first. */
export const logLevelNames = ['debug', 'info', 'warn', 'error'] as const

/** PostgreSQL's severities by ours; what is not named is info. */
const postgresLevels: Readonly<Record<string, string>> = {
  DEBUG: 'debug',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  PANIC: 'error',
}

/** Reads one line of `<process>.log`: our JSON, Temporal's JSON, PostgreSQL's or the supervisor's text. */
export function parseLogLine(process: string, text: string): LogLine | null {
  if (text.startsWith('{')) return parseJson(process, text)
  const postgres =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) UTC \[\d+\] (?:\S+ )?([A-Z]+\d?):\s+(.*)$/.exec(text)
  if (postgres) {
    const [, day, time, severity = '', message = ''] = postgres
    const level = postgresLevels[severity.replace(/\d$/, '')] ?? 'info'
    return { at: `${day}T${time}Z`, level, process, message, fields: {} }
  }
  const plain = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (.*)$/.exec(text)
  if (plain) {
    const [, at = '', message = ''] = plain
    return { at, level: 'info', process, message, fields: {} }
  }
  return null
}

function parseJson(process: string, text: string): LogLine | null {
  let found: Record<string, unknown>
  try {
    found = JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
  const { at, time, level, message, msg, process: name, ...fields } = found
  return {
    at: textOf(at ?? time, ''),
    level: textOf(level, 'info').toLowerCase(),
    process: typeof name === 'string' ? name : process,
    message: textOf(message ?? msg, ''),
    fields,
  }
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : value === undefined ? otherwise : JSON.stringify(value)
}

/** Whole text of a file to entries; a line that begins none belongs to the one before it (a stack). */
export function parseLogText(process: string, text: string): LogLine[] {
  const lines: LogLine[] = []
  for (const one of text.split('\n')) {
    if (one === '') continue
    const line = parseLogLine(process, one)
    if (line) {
      lines.push(line)
      continue
    }
    const last = lines.pop()
    lines.push(
      last
        ? { ...last, message: `${last.message}\n${one}` }
        : { at: '', level: 'info', process, message: one, fields: {} },
    )
  }
  return lines
}

export interface LogFilter {
  /** A run id; lines that name it anywhere belong to it. */
  readonly run?: string
  /** Least level. */
  readonly level: string
}

export function matchesFilter(line: LogLine, { run, level }: LogFilter): boolean {
  const rank = (name: string) => (logLevelNames as readonly string[]).indexOf(name)
  // A level that we do not know is shown rather than lost.
  if (rank(line.level) !== -1 && rank(line.level) < rank(level)) return false
  if (run === undefined) return true
  return (
    line.fields['runId'] === run || line.message.includes(run) || JSON.stringify(line.fields).includes(run)
  )
}

/** By time; what has the same time stays in its order. Times of nanoseconds and of milliseconds compare as text. */
export function byTime(one: LogLine, other: LogLine): number {
  const [a, b] = [one.at.replace(/Z$/, ''), other.at.replace(/Z$/, '')]
  return a < b ? -1 : a > b ? 1 : 0
}

/** Fields that every line of a run repeats, or that only machines read. */
const hiddenFields = new Set(
  'runId projectId specRevisionId taskQueue namespace sdkComponent workflowType temporalRunId taskToken stack'.split(
    ' ',
  ),
)
const fieldCharsMax = 200

/** One entry for a terminal: time, level, process, message, then the fields that tell something. */
export function formatLogLine(line: LogLine): string {
  const fields = Object.entries(line.fields)
    .filter(([name]) => !hiddenFields.has(name))
    .map(([name, value]) => `${name}=${shorten(typeof value === 'string' ? value : JSON.stringify(value))}`)
  const stack = line.fields['stack']
  const head = `${line.at.slice(11, 23).padEnd(12)} ${line.level.padEnd(5)} ${line.process.padEnd(12)} ${line.message}`
  const text = `${[head, ...fields].join('  ')}${typeof stack === 'string' ? `\n${stack}` : ''}`
  // Names out of lists end up here: what steers a terminal must not reach it.
  return text.replace(/[^\P{Cc}\n\t]/gu, '?')
}

function shorten(text: string): string {
  return text.length > fieldCharsMax ? `${text.slice(0, fieldCharsMax)}...` : text
}
