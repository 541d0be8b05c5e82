import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readLockHolder, tryLock, withLock } from '../../infra/dev/exclusive-lock.mjs'
import { ownIdentity } from '../../infra/dev/process-identity.mjs'
import { temporaryFolder } from './temporary-folder.js'

const lockModule = fileURLToPath(new URL('../../infra/dev/exclusive-lock.mjs', import.meta.url))

/** Runs `source` as a program with the lock module imported as `locks`. */
function program(source: string): string[] {
  return ['--input-type=module', '-e', `import * as locks from ${JSON.stringify(lockModule)}\n${source}`]
}

test('a held lock names its holder, a released one is free', () => {
  const path = join(temporaryFolder(), 'deep', 'x.lock')
  const first = tryLock(path)
  expect(first.held).toBe(true)
  expect(tryLock(path)).toEqual({ held: false, holder: ownIdentity() })
  expect(readLockHolder(path)).toEqual(ownIdentity())
  if (first.held) first.release()
  expect(readLockHolder(path)).toBeNull()
  expect(tryLock(path).held).toBe(true)
})

test('the lock of a killed process is taken over', () => {
  const path = join(temporaryFolder(), 'x.lock')
  const dead = spawnSync(
    process.execPath,
    program(`locks.tryLock(${JSON.stringify(path)}); process.kill(process.pid, 'SIGKILL')`),
  )
  expect(dead.signal).toBe('SIGKILL')
  expect(readFileSync(path, 'utf8')).toContain('"pid"')
  expect(readLockHolder(path)).toBeNull()
  expect(tryLock(path).held).toBe(true)
  expect(readLockHolder(path)).toEqual(ownIdentity())
})

test.each([
  [
    'a pid that another process has by now',
    JSON.stringify({ pid: process.pid, startTime: 'earlier', nonce: 'a' }),
  ],
  ['nothing, because the disk was full', ''],
  ['no JSON', 'garbage'],
])('a lock that holds %s is stale', (_what, content) => {
  const folder = temporaryFolder()
  const path = join(folder, 'x.lock')
  writeFileSync(path, content)
  expect(tryLock(path).held).toBe(true)
  expect(readdirSync(folder)).toEqual(['x.lock'])
})

test('a take-over that was killed half way is itself taken over', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'x.lock')
  const stale = (nonce: string) => JSON.stringify({ pid: 999_999_999, startTime: 'gone', nonce })
  const claim = `${path}.claim-${createHash('sha256').update(stale('a')).digest('hex').slice(0, 16)}`
  writeFileSync(path, stale('a'))
  writeFileSync(claim, stale('b'))
  expect(tryLock(path).held).toBe(true)
  expect(readdirSync(folder)).toEqual(['x.lock'])
})

test('while a living process takes a stale lock over, others see it as the holder', () => {
  const path = join(temporaryFolder(), 'x.lock')
  const stale = JSON.stringify({ pid: 999_999_999, startTime: 'gone', nonce: 'a' })
  writeFileSync(path, stale)
  const claim = `${path}.claim-${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`
  writeFileSync(claim, JSON.stringify({ ...ownIdentity(), nonce: 'b' }))
  expect(tryLock(path)).toEqual({ held: false, holder: ownIdentity() })
})

test('ten processes that find a stale lock at once hold it one after the other', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'x.lock')
  const journal = join(folder, 'journal')
  writeFileSync(path, JSON.stringify({ pid: 999_999_999, startTime: 'gone', nonce: 'a' }))
  writeFileSync(journal, '')
  const source = `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as sleep } from 'node:timers/promises'
    const note = (word) => appendFileSync(${JSON.stringify(journal)}, process.pid + ' ' + word + '\\n')
    await sleep(${Date.now() + 700} - Date.now())
    await locks.withLock(${JSON.stringify(path)}, { waitMs: 15000 }, async () => { note('in'); await sleep(5); note('out') })`
  const codes = await Promise.all(
    Array.from({ length: 10 }, () => {
      const child = spawn(process.execPath, program(source), { stdio: 'inherit' })
      return new Promise((resolve) => child.once('exit', resolve))
    }),
  )
  expect(codes).toEqual(Array(10).fill(0))
  const lines = readFileSync(journal, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(20)
  for (let i = 0; i < lines.length; i += 2) {
    expect(lines[i]).toMatch(/ in$/)
    expect(lines[i + 1]).toBe(lines[i]?.replace(' in', ' out'))
  }
  expect(readdirSync(folder)).toEqual(['journal'])
})

test('waiting for a lock ends with the process to wait for or to end', async () => {
  const path = join(temporaryFolder(), 'x.lock')
  tryLock(path)
  const waits: number[] = []
  const attempt = withLock(path, { waitMs: 300, onWait: ({ pid }) => waits.push(pid) }, () => 'never')
  await expect(attempt).rejects.toThrow(new RegExp(`Process ${process.pid} has held .*x.lock`))
  expect(waits).toEqual([process.pid])
})
