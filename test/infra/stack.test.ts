import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { homePaths } from '../../adapters/config/home-folder.js'
import { findPidsByArgument, identifyProcess, isSameProcess } from '../../infra/dev/process-identity.mjs'
import {
  type StackHandle,
  type StackOptions,
  stackStatus,
  startStack,
  stopStack,
} from '../../infra/dev/stack.js'
import { readStackState } from '../../infra/dev/stack-state.js'
import { writeStandInChildren } from './stand-in-children.js'

// One home for all: every test leaves it stopped or says so, the next one finds the data of the last.
let folder = ''
let home = ''
let children: ReturnType<typeof writeStandInChildren>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetloom-stack-'))
  home = join(folder, 'home')
  children = writeStandInChildren(folder)
})

afterAll(async () => {
  await stopStack(home)
  rmSync(folder, { recursive: true, force: true })
})

function options(extra: Partial<StackOptions> = {}): StackOptions {
  return { home, port: 0, mode: 'source', detach: false, children: children.good, ...extra }
}

async function askPage(stack: { apiUrl: string }): Promise<unknown> {
  return (await fetch(stack.apiUrl)).json()
}

async function query(stack: StackHandle, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: stack.databaseUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`not within 60 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function livingProcesses() {
  return (await stackStatus(home)).processes.filter(({ alive }) => alive).map(({ name }) => name)
}

test('two starts at once: one runs the stack, the other joins it, and what it says is true', async () => {
  const lines: string[] = []
  const onProgress = (line: string) => lines.push(line)
  const [a, b] = await Promise.all([startStack(options({ onProgress })), startStack(options({ onProgress }))])
  expect(a.owned).not.toBe(b.owned)
  expect(a.apiUrl).toBe(b.apiUrl)
  expect(lines).toEqual([expect.stringContaining('waiting for it')])
  expect(await askPage(a)).toEqual({ home, postgres: true, temporal: true, uiUrl: a.temporalUiUrl })
  expect((await fetch(a.temporalUiUrl ?? '')).status).toBe(200)
  await query(a, 'create table kept (x int); insert into kept values (7)')
  expect(await livingProcesses()).toEqual(['supervisor', 'postgres', 'temporal', 'orchestrator', 'api'])
  const joined = a.owned ? b : a
  const owner = a.owned ? a : b
  await joined.stop()
  expect((await stackStatus(home)).state).toBe('up')
  await owner.stop()
  expect(await stackStatus(home)).toEqual({ state: 'down', processes: [] })
}, 180_000)

test('a home and its files are for their owner only', () => {
  const paths = homePaths(home)
  expect(statSync(home).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(paths.logsDir)) {
    expect(statSync(join(paths.logsDir, name)).mode & 0o777, name).toBe(0o600)
  }
  expect(statSync(paths.postgresPasswordFile).mode & 0o777).toBe(0o600)
})

test('whatever ends is started again on its port, and the others go on', async () => {
  const stack = await startStack(options())
  const before = await readStackState(home)
  for (const record of before?.processes ?? []) process.kill(record.pid, 'SIGKILL')
  await until('all are ready again', async () => {
    const now = await readStackState(home)
    return now?.processes.length === 4 && now.processes.every(({ ready, restarts }) => ready && restarts > 0)
  })
  expect(await askPage(stack)).toMatchObject({ postgres: true, temporal: true })
  expect(await query(stack, 'select x from kept')).toEqual([{ x: 7 }])
  const after = await readStackState(home)
  expect(after).toMatchObject({ apiUrl: stack.apiUrl, databaseUrl: stack.databaseUrl, phase: 'up' })

  // The supervisor alone is killed: workers leave by themselves, the databases stay behind and are found.
  const supervisor = after?.supervisor.pid ?? 0
  process.kill(supervisor, 'SIGKILL')
  await stack.ended
  await until('workers and page are gone', async () => (await livingProcesses()).length === 2)
  expect(await livingProcesses()).toEqual(['postgres', 'temporal'])
  expect((await stackStatus(home)).state).toBe('stale')
}, 180_000)

test('the next start stops what was left, keeps data and addresses, and a kill of everything changes nothing', async () => {
  const stale = await readStackState(home)
  const lines: string[] = []
  const second = await startStack(options({ onProgress: (line) => lines.push(line) }))
  expect(lines).toContain('Stopped what an earlier start had left: postgres, temporal.')
  expect(stale?.processes.some(isSameProcess)).toBe(false)
  expect(second.temporalUiUrl).toBe(stale?.temporalUiUrl)
  expect(await query(second, 'select x from kept')).toEqual([{ x: 7 }])

  for (const { pid } of (await stackStatus(home)).processes) process.kill(pid, 'SIGKILL')
  await second.ended
  const third = await startStack(options())
  expect(await query(third, 'select x from kept')).toEqual([{ x: 7 }])
  expect(await askPage(third)).toMatchObject({ postgres: true, temporal: true })
  await third.stop()
}, 180_000)

test('a Temporal server that no file knows of is found by its database and stopped', async () => {
  const stack = await startStack(options())
  const state = await readStackState(home)
  for (const { pid } of (await stackStatus(home)).processes) {
    if (
      identifyProcess(pid) !== null &&
      pid !== state?.processes.find(({ name }) => name === 'temporal')?.pid
    ) {
      process.kill(pid, 'SIGKILL')
    }
  }
  await stack.ended
  rmSync(homePaths(home).stackFile)
  const next = await startStack(options({ detach: true }))
  const { temporalDir } = homePaths(home)
  const database = join(temporalDir, readdirSync(temporalDir).find((name) => name.endsWith('.sqlite')) ?? '')
  expect(findPidsByArgument(database)).toHaveLength(1)
  expect(next.temporalUiUrl).toBe(stack.temporalUiUrl)
  expect(await stopStack(home)).toBe(true)
  expect(findPidsByArgument(database)).toEqual([])
  expect(await stopStack(home)).toBe(false)
}, 180_000)

test('when the command that started it is killed, the stack stops by itself', async () => {
  const stackModule = new URL('../../infra/dev/stack.ts', import.meta.url).href
  const program = `
    const { startStack } = await import(${JSON.stringify(stackModule)})
    await startStack(${JSON.stringify(options())})
    process.stdout.write('ready')
    setInterval(() => {}, 1000)`
  const tsx = import.meta.resolve('tsx')
  const command = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  })
  await once(command.stdout, 'data')
  expect((await stackStatus(home)).state).toBe('up')
  command.kill('SIGKILL')
  await until('the stack is down', async () => (await stackStatus(home)).state === 'down')
  expect((await stackStatus(home)).processes).toEqual([])
}, 180_000)

test('with servers of your own none is started, and a child that cannot start is named with its last words', async () => {
  const env = { ...process.env, DATABASE_URL: inject('postgresUrl'), TEMPORAL_ADDRESS: '127.0.0.1:7233' }
  const bare = await startStack(options({ env }))
  expect(await livingProcesses()).toEqual(['supervisor', 'orchestrator', 'api'])
  expect(bare).toMatchObject({
    temporalAddress: '127.0.0.1:7233',
    temporalUiUrl: null,
    databaseUrl: env.DATABASE_URL,
  })
  await bare.stop()
  const failure = startStack(options({ env, children: [...children.good, children.broken] }))
  await expect(failure).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringMatching(
      /image ended 4 times before it was ready\.[^]*the table of nouns is missing/,
    ) as string,
  })
  expect((await stackStatus(home)).state).toBe('down')
}, 180_000)

test('a variable that cannot be used is named before anything is started', async () => {
  const env = { ...process.env, COMFYUI_URLS: '127.0.0.1:8188' }
  await expect(startStack(options({ env }))).rejects.toMatchObject({
    type: 'InvalidInput',
    message: expect.stringContaining('COMFYUI_URLS') as string,
  })
  expect((await stackStatus(home)).state).toBe('down')
})
