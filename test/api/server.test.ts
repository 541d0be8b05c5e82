import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readApiToken } from '../../adapters/config/home-folder.js'
import type { ReadinessView } from '../../core/http/http-api.js'
import type { ProjectRow } from '../../core/ports.js'
import { createTestDatabase, type TestDatabase } from '../support/test-database.js'
import { send } from './api-fixture.js'
import { forkServer as forkProcess, killServers } from './server-process.js'

let home: string
let database: TestDatabase

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'assetloom-home-'))
  database = await createTestDatabase()
})
afterEach(async () => {
  killServers()
  await database.drop()
  await rm(home, { recursive: true })
})

const forkServer = (port = '0', env: Record<string, string> = {}) =>
  forkProcess({ home, databaseUrl: database.url }, { ASSETLOOM_PORT: port, ...env })

// Each test starts a process from its sources.
describe('the API process', { timeout: 180_000 }, () => {
  test('serves while Temporal is away, keeps what is sent, and ends at once when asked', async () => {
    const { child, url, exit, log } = forkServer()
    const base = await url
    expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const ready = await send<ReadinessView>(`${base}/readyz`)
    expect(ready.status).toBe(503)
    expect(ready.body.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['postgres', true],
      ['temporal', false],
    ])
    const token = await readApiToken(home)
    const post = <T>(path: string, body: unknown, more: Record<string, string> = {}) =>
      send<T>(`${base}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
        body: JSON.stringify(body),
      })
    const project = await post<ProjectRow>('/projects', { key: 'desert', name: 'Desert' })
    const events = await fetch(`${base}/api/v1/events?projectId=${project.body.projectId}&since=0`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const list = { name: 'a.txt', text: 'prop: barrel' }
    const askedAt = performance.now()
    const accepted = await post(`/projects/${project.body.projectId}/wishlists`, list)
    expect(accepted.status).toBe(202)
    // Nobody listens at Temporal's address: that is seen at once, not at the deadline of 3 s.
    expect(performance.now() - askedAt).toBeLessThan(3_000)
    const key = { 'idempotency-key': 'list-1' }
    const other = { name: 'b.txt', text: 'prop: crate' }
    const keyed = await post(`/projects/${project.body.projectId}/wishlists`, other, key)
    const again = await post(`/projects/${project.body.projectId}/wishlists`, other, key)
    expect([keyed.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 202, 'true'])
    expect(again.body).toEqual(keyed.body)
    const { rows } = await database.pool.query('SELECT kind FROM outbox WHERE closed_at IS NULL')
    expect(rows).toEqual([{ kind: 'startWishlistRun' }, { kind: 'startWishlistRun' }])

    const stoppedAt = Date.now()
    child.kill('SIGTERM')
    // The open stream got the event by notification, and ends with the process instead of holding it up.
    expect(await events.text()).toContain('runCreated')
    expect(await exit).toBe(0)
    expect(Date.now() - stoppedAt).toBeLessThan(15_000)
    expect(log()).not.toContain(token)
  })

  test('logs JSON lines of the wanted level that hold no token, code, key or password', async () => {
    const env = {
      TEMPORAL_API_KEY: 'temporal-key-hunter2',
      TEMPORAL_TLS: 'false',
      ASSETLOOM_LOG_LEVEL: 'debug',
    }
    const { child, url, exit, log } = forkServer('0', env)
    const base = await url
    const token = (await readApiToken(home)) ?? ''
    const bearer = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const link = await send<{ url: string }>(`${base}/api/v1/login-links`, {
      method: 'POST',
      headers: bearer,
    })
    const login = await fetch(link.body.url, { redirect: 'manual' })
    const session = login.headers.get('set-cookie')?.split(';')[0]?.split('=')[1] ?? ''
    expect(session.length).toBeGreaterThan(40)
    await send(`${base}/api/v1/projects?token=${token}`, {
      headers: { authorization: 'Bearer wrong-token-hunter2' },
    })
    await send(`${base}/api/v1/projects`, { method: 'POST', headers: bearer, body: `{"key":"${token}` })
    // What fails inside is logged with its cause; the catalogue loses a table and its connections here.
    await database.pool.query('ALTER TABLE projects RENAME TO projects_later')
    expect((await send(`${base}/api/v1/projects`, { headers: bearer })).status).toBe(500)
    await database.pool.query('ALTER TABLE projects_later RENAME TO projects')
    await database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    await send(`${base}/api/v1/projects`, { headers: bearer })
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    const lines = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    for (const line of lines)
      expect(line).toMatchObject({
        at: expect.stringMatching(/^\d{4}-/),
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        process: 'api',
        message: expect.any(String),
      })
    expect(lines.map(({ level }) => level)).toEqual(expect.arrayContaining(['info', 'error']))
    const { password } = new URL(database.url)
    expect(password.length).toBeGreaterThan(5)
    const code = new URL(link.body.url).searchParams.get('once') ?? '-'
    for (const secret of [token, code, session, password, 'hunter2']) expect(log()).not.toContain(secret)
  })

  test('logs nothing of less weight than what is wanted', async () => {
    const { child, url, exit, log } = forkServer('0', { ASSETLOOM_LOG_LEVEL: 'error' })
    await url
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(log()).toBe('')
  })

  test('says which port is taken and what to do', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const { exit, log } = forkServer(String(port))
    expect(await exit).toBe(1)
    expect(log()).toContain(`Port ${port} is taken`)
    expect(log()).toContain('ASSETLOOM_PORT')
    other.close()
  })

  test('waits for a database that has no schema yet, and ends when its supervisor is gone', async () => {
    await database.pool.query('ALTER TABLE outbox RENAME TO outbox_later')
    const { child, url, exit, log } = forkServer()
    for (const end = Date.now() + 30_000; !log().includes('waiting for the catalogue');) {
      if (Date.now() > end) throw new Error(log())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await database.pool.query('ALTER TABLE outbox_later RENAME TO outbox')
    expect((await send(`${await url}/healthz`)).status).toBe(200)
    child.disconnect()
    expect(await exit).toBe(0)
  })
})
