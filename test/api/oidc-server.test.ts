import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startFakeIdentityProvider, type FakeIdentityProvider } from '../support/fake-identity-provider.js'
import { makeCertificate } from '../support/self-made-certificate.js'
import { createTestDatabase, type TestDatabase } from '../support/test-database.js'
import { tlsRequest, type TlsAnswer, type TlsInit } from '../support/tls-request.js'
import { send } from './api-fixture.js'
import { forkServer, killServers, type ServerProcess } from './server-process.js'

const pair = makeCertificate()
let home: string
let database: TestDatabase
let provider: FakeIdentityProvider
let certificate: Record<string, string>

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'assetloom-home-'))
  database = await createTestDatabase()
  provider = await startFakeIdentityProvider()
  certificate = { ASSETLOOM_TLS_CERT: join(home, 'cert.pem'), ASSETLOOM_TLS_KEY: join(home, 'key.pem') }
  await writeFile(certificate['ASSETLOOM_TLS_CERT']!, pair.cert)
  await writeFile(certificate['ASSETLOOM_TLS_KEY']!, pair.key)
})
afterEach(async () => {
  killServers()
  await provider.close()
  await database.drop()
  await rm(home, { recursive: true })
})

const start = (env: Record<string, string>): ServerProcess =>
  forkServer({ home, databaseUrl: database.url }, env)

interface Office {
  readonly server: ServerProcess
  /** Under the public address, by TLS. */
  readonly ask: (path: string, init?: TlsInit) => Promise<TlsAnswer>
  readonly origin: string
  /** The process once more, after it was ended. */
  readonly restart: () => Promise<Office>
}

/** The API as a studio has it: TLS of its own, and people of an identity provider whose roles come from groups. */
async function openOffice(env: Record<string, string> = {}): Promise<Office> {
  const port = await freePort()
  const origin = `https://localhost:${port}`
  const variables = {
    ...{ ...certificate, ASSETLOOM_SIGN_IN: 'server', ASSETLOOM_PUBLIC_URL: origin },
    ...{ ASSETLOOM_TLS_PORT: String(port), OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: provider.clientId },
    ...{
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_GROUP_ROLES: 'leads=*:owner,artists=desert:reviewer',
    },
    ...{ OIDC_EMAIL_DOMAINS: 'studio.example', ...env },
  }
  const ask: Office['ask'] = (path, init) => tlsRequest(`${origin}${path}`, { ca: pair.cert, ...init })
  const restart = async (): Promise<Office> => {
    const server = start(variables)
    await server.url
    return { server, ask, origin, restart }
  }
  return await restart()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const cookiesOf = ({ headers }: TlsAnswer): string[] => [headers['set-cookie'] ?? []].flat()
const pathOf = (url: string): string => `${new URL(url).pathname}${new URL(url).search}`
const me = async ({ ask }: Office, cookie: string) => {
  const { status, body } = await ask('/api/v1/me', { headers: { cookie } })
  return { status, body: JSON.parse(body) as Record<string, unknown> }
}

interface SignedIn {
  readonly answer: TlsAnswer
  /** Of the session; empty where nobody was signed in. */
  readonly cookie: string
  /** The address that the provider led to, and what the browser kept meanwhile. */
  readonly callback: string
  readonly kept: string
}

/** The way of a browser to the provider, where it is `user`, and back. */
async function signIn({ ask, origin }: Office, user: string): Promise<SignedIn> {
  const begun = await ask('/sign-in/start')
  expect(begun.status).toBe(303)
  const [kept = ''] = cookiesOf(begun)
  expect(kept).toContain('Secure')
  const there = await send(`${String(begun.headers['location'])}&user=${user}`)
  const callback = there.headers.get('location') ?? ''
  expect(callback.startsWith(`${origin}/sign-in/callback?`)).toBe(true)
  const answer = await ask(pathOf(callback), { headers: { cookie: kept.split(';')[0]! } })
  const session = cookiesOf(answer).find((one) => one.includes('assetloom_session=')) ?? ''
  if (session !== '') expect(session).toMatch(/; HttpOnly; Secure; SameSite=\w+$/)
  return { answer, cookie: session.split(';')[0]!, callback, kept: kept.split(';')[0]! }
}

// Each test starts a process from its sources.
describe('the API process with an identity provider', { timeout: 180_000 }, () => {
  test('signs a person in over TLS, keeps them over a restart, tells it, and signs them out', async () => {
    provider.groups = ['leads']
    const office = await openOffice()
    expect((await office.ask('/api/v1/me')).status).toBe(401)
    const { answer, cookie } = await signIn(office, 'ada')
    expect([answer.status, answer.headers['location']]).toEqual([303, '/'])
    const ada = { handle: 'ada', mode: 'server', credential: 'session', isInstallationOwner: true }
    expect((await me(office, cookie)).body).toMatchObject(ada)

    office.server.child.kill('SIGKILL')
    await office.server.exit
    const again = await office.restart()
    expect((await me(again, cookie)).body).toMatchObject(ada)

    const headers = { cookie, origin: office.origin }
    const out = await again.ask('/api/v1/sign-out', { method: 'POST', headers })
    expect(JSON.parse(out.body)).toEqual({
      endSessionUrl: expect.stringContaining(provider.issuer) as string,
    })
    expect((await me(again, cookie)).status).toBe(401)
    const { rows } = await database.pool.query<{ told: string }>(
      `SELECT actor || ' ' || credential || ' ' || action AS told FROM audit_log ORDER BY audit_no`,
    )
    expect(rows.map(({ told }) => told)).toEqual([
      'system identityProvider user.added',
      // A group made an owner of the installation of them.
      'system identityProvider user.changed',
      'ada identityProvider session.added',
      'ada session session.changed',
    ])
    expect(`${office.server.log()}${again.server.log()}`).not.toContain(provider.clientSecret)
  })

  test('refuses wrong, late and replayed tokens, and stands clocks that differ a little', async () => {
    const office = await openOffice({ OIDC_PROVISION: 'anyone' })
    for (const user of ['expired', 'not-yet', 'wrong-nonce', 'foreign-key', 'unverified']) {
      const { answer, cookie } = await signIn(office, user)
      expect([answer.status, cookie], user).toEqual([403, ''])
    }
    for (const user of ['behind', 'ahead']) expect((await signIn(office, user)).answer.status, user).toBe(303)
    const { callback, kept, answer } = await signIn(office, 'ada')
    expect(answer.status).toBe(303)
    const replayed = await office.ask(pathOf(callback), { headers: { cookie: kept } })
    expect([replayed.status, cookiesOf(replayed).join().includes('assetloom_session=')]).toEqual([403, false])
    const elsewhere = await office.ask(pathOf((await signIn(office, 'ada')).callback))
    expect(elsewhere.status).toBe(403)
    const ofProvider = { authorization: `Bearer ${await provider.bearerOf('ada')}` }
    expect(JSON.parse((await office.ask('/api/v1/me', { headers: ofProvider })).body)).toMatchObject({
      ...{ handle: 'ada', credential: 'jwt' },
    })
    const late = { authorization: `Bearer ${await provider.bearerOf('expired')}` }
    expect((await office.ask('/api/v1/me', { headers: late })).status).toBe(401)
  })

  test('ends the open streams of a browser that is signed out, and of no other', async () => {
    provider.groups = ['leads']
    const office = await openOffice()
    const [lost, other] = [(await signIn(office, 'ada')).cookie, (await signIn(office, 'ada')).cookie]
    const made = await office.ask('/api/v1/projects', {
      ...{ method: 'POST', body: JSON.stringify({ key: 'desert', name: 'Desert' }) },
      headers: { cookie: other, origin: office.origin, 'content-type': 'application/json' },
    })
    const { projectId } = JSON.parse(made.body) as { projectId: string }
    const streams = [lost, other].map((cookie) => ({
      sse: followEvents(office, projectId, cookie),
      ws: followSocket(office, projectId, cookie),
    }))
    const [ofLost, ofOther] = streams as [(typeof streams)[0], (typeof streams)[0]]
    await Promise.all(streams.flatMap(({ sse, ws }) => [sse.opened, ws.opened]))
    const { sessionId } = (await me(office, lost)).body as { sessionId: string }
    const headers = { cookie: other, origin: office.origin }
    const revoked = await office.ask(`/api/v1/sessions/${sessionId}`, { method: 'DELETE', headers })
    expect(revoked.status).toBe(204)
    // The next look at all streams is a minute away: what ends them before is the notice of the database.
    const tooLate = sleep(45_000, 'open', { ref: false })
    const ends = Promise.all([ofLost.sse.ended, ofLost.ws.ended]).then(() => 'ended')
    expect(await Promise.race([ends, tooLate])).toBe('ended')
    expect([ofOther.sse.isOpen(), ofOther.ws.isOpen()]).toEqual([true, true])
    ofOther.sse.close()
    ofOther.ws.close()
  })
})

interface Stream {
  readonly opened: Promise<unknown>
  readonly ended: Promise<unknown>
  readonly isOpen: () => boolean
  readonly close: () => void
}

function followEvents({ origin }: Office, projectId: string, cookie: string): Stream {
  const sent = request(`${origin}/api/v1/events?projectId=${projectId}`, {
    ...{ ca: pair.cert, agent: false, headers: { cookie } },
  })
  let isOpen = false
  let tellEnd: (value: unknown) => void = () => undefined
  const ended = new Promise((resolve) => (tellEnd = resolve))
  const opened = new Promise((resolve, reject) => {
    sent.on('error', reject)
    sent.on('response', (response) => {
      isOpen = response.statusCode === 200
      response.once('data', resolve)
      response.on('close', () => {
        isOpen = false
        tellEnd(null)
      })
      response.resume()
    })
  })
  sent.end()
  return { opened, ended, isOpen: () => isOpen, close: () => sent.destroy() }
}

function followSocket({ origin }: Office, projectId: string, cookie: string): Stream {
  const url = `${origin.replace('https', 'wss')}/api/v1/ws?projectId=${projectId}`
  const socket = new WebSocket(url, { ca: pair.cert, origin, headers: { cookie } })
  return {
    opened: new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    }),
    ended: new Promise((resolve) => socket.once('close', resolve)),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.terminate(),
  }
}

describe('the API process at an address that others reach', { timeout: 180_000 }, () => {
  test('does not start without sign-in, without a protected way, or without a certificate that fits', async () => {
    const other = makeCertificate()
    await writeFile(join(home, 'other-key.pem'), other.key)
    const studio = { ASSETLOOM_SIGN_IN: 'studio', ASSETLOOM_PUBLIC_URL: 'https://localhost:7443' }
    const tls = { ...studio, ...certificate, ASSETLOOM_TLS_PORT: '0' }
    const wrong: [Record<string, string>, string][] = [
      [{ ASSETLOOM_HOST: '0.0.0.0' }, 'no sign-in is configured'],
      [{ ASSETLOOM_HOST: '0.0.0.0', ASSETLOOM_SIGN_IN: 'studio' }, 'the way there is protected'],
      [{ ...tls, ASSETLOOM_TLS_KEY: join(home, 'none.pem') }, 'ASSETLOOM_TLS_KEY cannot be read: ENOENT'],
      [{ ...tls, ASSETLOOM_TLS_KEY: join(home, 'other-key.pem') }, 'not that of the certificate'],
      [{ ASSETLOOM_SIGN_IN: 'server' }, 'OIDC_ISSUER is not set'],
    ]
    for (const [env, text] of wrong) {
      const { exit, log } = start(env)
      expect(await exit, text).toBe(1)
      expect(log()).toContain(text)
      expect(log()).toContain('"hint"')
      expect(log()).not.toContain('"message":"listening"')
    }
  })
})
