import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../../adapters/log/create-log.js'
import { logScope } from '../../../adapters/log/log-scope.js'
import { keepSecret } from '../../../adapters/log/redact-secrets.js'

let lines: string[] = []
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  lines = []
})

function catchStderr(): void {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
}

function readLines(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('a log line', () => {
  test('is one JSON object with time, level, process, message and what it is about', () => {
    catchStderr()
    createLog('image')('warn', 'two\nlines', { runId: 'run_1' })
    expect(lines[0]).toMatch(/^[^\n]*\n$/)
    expect(readLines()).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        level: 'warn',
        process: 'image',
        message: 'two\nlines',
        runId: 'run_1',
      },
    ])
  })

  test('is left out below the level that is wanted', () => {
    catchStderr()
    for (const least of ['debug', 'info', 'warn', 'error'] as const)
      for (const level of ['debug', 'info', 'warn', 'error'] as const) createLog('x', least)(level, least)
    expect(readLines().map(({ message }) => message)).toEqual(
      ['debug', 'info', 'warn', 'error'].flatMap((least, index) => Array<string>(4 - index).fill(least)),
    )
  })

  test('keeps what it is: no field takes the place of time, level, process or message', () => {
    catchStderr()
    createLog('api')('info', 'mine', { at: 'x', level: 'x', process: 'x', message: 'x', big: 3n })
    expect(readLines()[0]).toMatchObject({ level: 'info', process: 'api', message: 'mine', big: '3' })
  })

  test('is short and still JSON when its fields are enormous or no JSON at all', () => {
    catchStderr()
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const log = createLog('api')
    log('error', 'y'.repeat(100_000), { runId: 'run_1', text: 'z'.repeat(100_000) })
    log('error', 'cyclic', { cycle })
    expect(lines.every((line) => line.length <= 32_769)).toBe(true)
    expect(readLines()[0]).toMatchObject({ runId: 'run_1', isCut: true })
    expect(readLines()[1]).toMatchObject({ message: 'cyclic', isCut: true })
  })
})

describe('a scope', () => {
  test('gives its fields to every line inside, also after awaits, and keeps two at once apart', async () => {
    catchStderr()
    const log = createLog('image')
    const work = (runId: string) =>
      logScope.run({ runId }, async () => {
        await sleep(1)
        logScope.add({ specKey: `barrel of ${runId}` })
        await logScope.run({ attempt: 2 }, async () => {
          await sleep(1)
          log('info', runId)
        })
      })
    await Promise.all([work('run_1'), work('run_2')])
    log('info', 'outside')
    expect(readLines()).toHaveLength(3)
    for (const { message, runId, specKey, attempt } of readLines().slice(0, 2))
      expect({ runId, specKey, attempt }).toEqual({
        runId: message,
        specKey: `barrel of ${String(message)}`,
        attempt: 2,
      })
    expect(readLines()[2]).not.toHaveProperty('runId')
  })
})

describe('secrets', () => {
  test('are in no line: passwords, keys and tokens are hidden wherever they stand', () => {
    catchStderr()
    vi.stubEnv('DATABASE_URL', 'postgres://loom:p%40ssw0rd-of-db@db.example:5432/loom')
    vi.stubEnv('TEMPORAL_API_KEY', 'temporal-key-123456')
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-team=team-header-42,authorization=Basic-abcdef99')
    const log = createLog('api')
    keepSecret('the-token-of-this-home')
    log('error', 'cannot reach postgres://loom:p%40ssw0rd-of-db@db.example:5432/loom or p@ssw0rd-of-db', {
      error: new Error('with key temporal-key-123456 and the-token-of-this-home'),
      nested: { header: 'Bearer abcdefghijklmnop', list: ['team-header-42', 'Basic-abcdef99'] },
      password: 'short',
      url: 'http://localhost:7430/login?code=0a1b2c3d4e',
      other: 'redis://me:another-password@cache',
    })
    const text = lines.join('')
    for (const secret of [
      'ssw0rd-of-db',
      'temporal-key-123456',
      'the-token-of-this-home',
      'abcdefghijklmnop',
      'team-header-42',
      'Basic-abcdef99',
      'short',
      '0a1b2c3d4e',
      'another-password',
    ])
      expect(text).not.toContain(secret)
    expect(text).toContain('db.example:5432')
  })
})
