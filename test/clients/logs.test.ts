import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findLogEnds, followLogs } from '../../clients/cli/log-files.js'
import { formatLogLine, parseLogLine, parseLogText } from '../../clients/cli/log-lines.js'
import { type CliBench, openCliBench } from './cli-bench.js'

const json = (second: number, fields: object) =>
  `${JSON.stringify({ at: `2026-11-21T05:00:${String(second).padStart(2, '0')}.000Z`, level: 'info', process: 'api', message: `m${second}`, ...fields })}\n`

let bench: CliBench

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(bench.folder, name)), { recursive: true })
  await writeFile(join(bench.folder, name), text)
}

describe('a line of a log', () => {
  it('is read whoever wrote it', () => {
    expect(parseLogLine('postgres', '2026-11-21 05:14:52.832 UTC [29045] ERROR:  no such table')).toEqual({
      at: '2026-11-21T05:14:52.832Z',
      level: 'error',
      process: 'postgres',
      message: 'no such table',
      fields: {},
    })
    expect(parseLogLine('supervisor', '2026-11-21T05:14:52.791Z image ended with 0')).toMatchObject({
      level: 'info',
      message: 'image ended with 0',
    })
    expect(
      parseLogLine(
        'temporal',
        '{"time":"2026-11-21T05:14:53.836388453Z","level":"WARN","msg":"dial","service":"x"}',
      ),
    ).toMatchObject({
      at: '2026-11-21T05:14:53.836388453Z',
      level: 'warn',
      message: 'dial',
      fields: { service: 'x' },
    })
  })

  it('takes what begins no line, a stack, with it', () => {
    const [line, ...rest] = parseLogText('supervisor', '2026-11-21T05:14:52.791Z Error: x\n    at y (z)\n')
    expect(line?.message).toBe('Error: x\n    at y (z)')
    expect(rest).toEqual([])
  })

  it('cannot steer the terminal that it is shown in', () => {
    const [line] = parseLogText('api', json(1, { specKey: 'a\u001b[2Jb', message: 'c\u0007' }))
    if (!line) throw new Error('no line')
    expect(formatLogLine(line)).not.toMatch(/\p{Cc}/u)
    expect(formatLogLine(line)).toContain('specKey=a?[2Jb')
  })
})

describe('assetloom logs', () => {
  beforeEach(async () => {
    bench = await openCliBench()
    await write('h/logs/api.log.1', json(1, { runId: 'run_1' }) + json(4, { runId: 'run_2' }))
    await bench.write(
      'h/logs/api.log',
      json(7, { runId: 'run_1', level: 'debug' }) + json(8, { runId: 'run_1' }),
    )
    await write('h/logs/image.log', json(3, { process: 'image', workflowId: 'assetRun/run_1/spr_1' }))
    await write('h/logs/supervisor.log', '2026-11-21T05:00:02.000Z ready\n')
  })
  afterEach(() => bench.close())

  it('merges all processes and rotated files by time', async () => {
    const { out, code } = await bench.run('logs', '--home', 'h')
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/).slice(0, 4).join(' ')),
    ).toEqual([
      '05:00:01.000 info api m1',
      '05:00:02.000 info supervisor ready',
      '05:00:03.000 info image m3',
      '05:00:04.000 info api m4',
      '05:00:08.000 info api m8',
    ])
  })

  it('follows one run through all of them, in lines of JSON if wanted', async () => {
    const { out } = await bench.run('logs', '--home', 'h', '--run', 'run_1', '--level', 'debug', '--json')
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ message }) => message)).toEqual(['m1', 'm3', 'm7', 'm8'])
  })

  it('says so with exit code 3 when there is nothing', async () => {
    const { code, err } = await bench.run('logs', '--home', 'h', '--run', 'run_9')
    expect(code).toBe(3)
    expect(err).toContain('run_9')
    expect((await bench.run('logs', '--home', 'nowhere')).code).toBe(3)
  })
})

describe('following', () => {
  beforeEach(async () => {
    bench = await openCliBench()
  })
  afterEach(() => bench.close())

  it('misses no line when a file is rotated, and gives half a line only when it is whole', async () => {
    await write('logs/api.log', json(1, {}))
    const file = join(bench.folder, 'logs', 'api.log')
    const stop = new AbortController()
    const lines = followLogs(dirname(file), { level: 'info' }, await findLogEnds(dirname(file)), stop.signal)
    const next = async () => ((await lines.next()).value as { message: string } | undefined)?.message
    await appendFile(file, json(2, {}) + json(3, {}).slice(0, 20))
    expect(await next()).toBe('m2')
    const waiting = next()
    await appendFile(file, json(3, {}).slice(20))
    expect(await waiting).toBe('m3')
    await appendFile(file, json(4, {}))
    await rename(file, `${file}.1`)
    await writeFile(file, json(5, {}))
    expect(await next()).toBe('m4')
    expect(await next()).toBe('m5')
    stop.abort()
    expect(await next()).toBeUndefined()
  })
})
