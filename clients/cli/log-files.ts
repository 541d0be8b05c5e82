import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { byTime, type LogFilter, type LogLine, matchesFilter, parseLogText } from './log-lines.js'

const followEveryMs = 500

/** One process's log files, the oldest first: `api.log.2`, `api.log.1`, `api.log`. */
interface LogSeries {
  readonly process: string
  readonly paths: readonly string[]
}

async function listSeries(logsDir: string): Promise<LogSeries[]> {
  const names = await readdir(logsDir).catch(() => [])
  const found = new Map<string, { name: string; age: number }[]>()
  for (const name of names) {
    const match = /^(.+)\.log(?:\.(\d+))?$/.exec(name)
    if (!match?.[1]) continue
    const files = found.get(match[1]) ?? []
    found.set(match[1], [...files, { name, age: Number(match[2] ?? 0) }])
  }
  return [...found].map(([process, files]) => ({
    process,
    paths: files.toSorted((a, b) => b.age - a.age).map(({ name }) => join(logsDir, name)),
  }))
}

/** Where each file that is written ends now: reading stops and following begins there, so that no line is missed. */
export type LogEnds = Map<string, number>

export async function findLogEnds(logsDir: string): Promise<LogEnds> {
  const ends: LogEnds = new Map()
  for (const { paths } of await listSeries(logsDir)) {
    const path = paths.at(-1)
    if (path?.endsWith('.log') === true) ends.set(path, await sizeOf(path))
  }
  return ends
}

/** Everything in the logs below `logsDir` up to `ends` that passes the filter, by time, rotated files too. */
export async function readLogs(logsDir: string, filter: LogFilter, ends: LogEnds): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for (const { process, paths } of await listSeries(logsDir))
    for (const path of paths)
      for (const line of parseLogText(process, await readFrom(path, 0, ends.get(path))))
        if (matchesFilter(line, filter)) lines.push(line)
  return lines.toSorted(byTime)
}

/**
 * Gives what is written after `ends`, until `signal` aborts. A file that became shorter was rotated: the end of the
 * rotated one comes first.
 */
export async function* followLogs(
  logsDir: string,
  filter: LogFilter,
  ends: LogEnds,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const offsets = new Map(ends)
  while (!signal.aborted) {
    const fresh: LogLine[] = []
    for (const { process, paths } of await listSeries(logsDir)) {
      const path = paths.at(-1)
      if (path?.endsWith('.log') !== true) continue
      const text = await readNew(path, offsets)
      fresh.push(...parseLogText(process, text).filter((line) => matchesFilter(line, filter)))
    }
    yield* fresh.toSorted(byTime)
    await sleep(followEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

/** The whole lines behind the offset, which moves on. */
async function readNew(path: string, offsets: Map<string, number>): Promise<string> {
  let offset = offsets.get(path) ?? 0
  let rest = ''
  if ((await sizeOf(path)) < offset) {
    rest = await readFrom(`${path}.1`, offset)
    offset = 0
  }
  const text = await readFrom(path, offset)
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  offsets.set(path, offset + Buffer.byteLength(whole))
  return `${rest}${whole}`
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0
}

async function readFrom(path: string, offset: number, end?: number): Promise<string> {
  const file = await open(path, 'r').catch(() => null)
  if (!file) return ''
  try {
    const { size } = await file.stat()
    const length = Math.max(0, Math.min(size, end ?? size) - offset)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
