import { closeSync, existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { childLogPath, openChildLog, readLogLimits, rotateRunningLog } from '../../infra/dev/child-log.js'
import { temporaryFolder } from './temporary-folder.js'

function newLog(): { home: string; path: string } {
  const home = temporaryFolder()
  const path = childLogPath(home, 'api')
  mkdirSync(dirname(path), { recursive: true })
  return { home, path }
}

test('a log that has grown is moved away whole while its writer goes on in the emptied file', () => {
  const { home, path } = newLog()
  const limits = { maxBytes: 100_000, filesKept: 2 }
  const handle = openChildLog(home, 'api', limits)
  let written = ''
  const write = (from: number, count: number) => {
    for (let index = from; index < from + count; index++) {
      const line = `${JSON.stringify({ index })} ${'x'.repeat(90)}\n`
      writeSync(handle, line)
      written += line
    }
  }
  write(0, 1_500)
  rotateRunningLog(home, 'api', limits)
  expect(readFileSync(path, 'utf8')).toBe('')
  write(1_500, 1_200)
  rotateRunningLog(home, 'api', limits)
  write(2_700, 5)
  rotateRunningLog(home, 'api', limits)
  closeSync(handle)
  const all = [`${path}.2`, `${path}.1`, path].map((one) => readFileSync(one, 'utf8')).join('')
  expect(all).toBe(written)
})

test('so many old files are kept as was asked for, also after the number was lowered', () => {
  const { home, path } = newLog()
  for (const name of ['', '.1', '.2', '.3', '.4'])
    writeFileSync(`${path}${name}`, `${name}${'y'.repeat(2_000)}`)
  rotateRunningLog(home, 'api', { maxBytes: 1_000, filesKept: 2 })
  expect(['.1', '.2', '.3', '.4'].map((name) => existsSync(`${path}${name}`))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(readFileSync(`${path}.2`, 'utf8')).toMatch(/^\.1/)
})

test('the limits come from the environment', () => {
  expect(readLogLimits({ ASSETLOOM_LOG_MAX_BYTES: '70000', ASSETLOOM_LOG_FILES: '5' })).toEqual({
    maxBytes: 70_000,
    filesKept: 5,
  })
  expect(readLogLimits({})).toEqual({ maxBytes: 8 * 1024 ** 2, filesKept: 2 })
})
