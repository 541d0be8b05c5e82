import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../../adapters/config/home-folder.js'
import { defaultLogFilesKept, defaultLogMaxBytes, loadConfig } from '../../adapters/config/load-config.js'

const copyBytes = 1024 ** 2

export function childLogPath(home: string, name: string): string {
  return join(homePaths(home).logsDir, `${name}.log`)
}

/** How much of the logs is kept: by ASSETLOOM_LOG_MAX_BYTES and ASSETLOOM_LOG_FILES. */
export interface LogLimits {
  readonly maxBytes: number
  readonly filesKept: number
}

export function readLogLimits(env: NodeJS.ProcessEnv): LogLimits {
  const { logMaxBytes, logFilesKept } = loadConfig(env)
  return { maxBytes: logMaxBytes, filesKept: logFilesKept }
}

const usualLimits: LogLimits = { maxBytes: defaultLogMaxBytes, filesKept: defaultLogFilesKept }

/** Opens a child's log for appending, after rotating one that has grown (`x.log` -> `x.log.1` -> `x.log.2`). */
export function openChildLog(home: string, name: string, limits: LogLimits = usualLimits): number {
  const path = childLogPath(home, name)
  if (sizeOf(path) > limits.maxBytes) {
    shiftOldFiles(path, limits.filesKept)
    renameSync(path, `${path}.1`)
  }
  return openSync(path, 'a', 0o600)
}

/**
 * Rotates the log of a running child, whose file handle stays: the content is copied away and the file emptied (the
 * handle appends, so it goes on at 0). What is written during the copy is copied as well, until nothing is new: the
 * file is emptied within microseconds of the last look. A child keeps its handle rather than a pipe to the
 * supervisor, so that it neither waits for it nor dies with it.
 */
export function rotateRunningLog(home: string, name: string, limits: LogLimits = usualLimits): void {
  const path = childLogPath(home, name)
  if (sizeOf(path) <= limits.maxBytes) return
  shiftOldFiles(path, limits.filesKept)
  const from = openSync(path, 'r+')
  const to = openSync(`${path}.1`, 'w', 0o600)
  try {
    const buffer = Buffer.allocUnsafe(copyBytes)
    let position = 0
    do {
      for (;;) {
        const length = readSync(from, buffer, 0, copyBytes, position)
        if (length === 0) break
        for (let done = 0; done < length;) done += writeSync(to, buffer, done, length - done)
        position += length
      }
    } while (fstatSync(from).size > position)
    ftruncateSync(from, 0)
  } finally {
    closeSync(from)
    closeSync(to)
  }
}

/** The last lines of a child's log. */
export async function readLogTail(home: string, name: string, lines: number): Promise<string> {
  const path = childLogPath(home, name)
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const length = Math.min(size, 16_384)
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
      return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n')
    } finally {
      await file.close()
    }
  } catch {
    return ''
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function shiftOldFiles(path: string, filesKept: number): void {
  for (let index = filesKept - 1; index >= 1; index--) {
    if (sizeOf(`${path}.${index}`) > 0) renameSync(`${path}.${index}`, `${path}.${index + 1}`)
  }
  // A lower limit than the last time: what is beyond it goes.
  for (let index = filesKept + 1; sizeOf(`${path}.${index}`) > 0; index++) rmSync(`${path}.${index}`)
}
