import { copyFileSync, openSync, renameSync, statSync, truncateSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../../adapters/config/home-folder.js'

const rotateAtBytes = 8 * 1024 ** 2
const keptOldFiles = 2

export function childLogPath(home: string, name: string): string {
  return join(homePaths(home).logsDir, `${name}.log`)
}

/** Opens a child's log for appending, after rotating one that has grown (`x.log` -> `x.log.1` -> `x.log.2`). */
export function openChildLog(home: string, name: string): number {
  const path = childLogPath(home, name)
  if (sizeOf(path) > rotateAtBytes) {
    shiftOldFiles(path)
    renameSync(path, `${path}.1`)
  }
  return openSync(path, 'a', 0o600)
}

/**
 * Rotates the log of a running child, whose file handle stays: the content is copied away and the file emptied
 * (the handle appends, so it goes on at 0). Lines written in between are lost.
 */
export function rotateRunningLog(home: string, name: string): void {
  const path = childLogPath(home, name)
  if (sizeOf(path) <= rotateAtBytes) return
  shiftOldFiles(path)
  copyFileSync(path, `${path}.1`)
  truncateSync(path, 0)
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

function shiftOldFiles(path: string): void {
  for (let index = keptOldFiles - 1; index >= 1; index--) {
    if (sizeOf(`${path}.${index}`) > 0) renameSync(`${path}.${index}`, `${path}.${index + 1}`)
  }
}
