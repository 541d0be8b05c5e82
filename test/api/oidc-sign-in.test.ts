import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OidcConfig } from '../../adapters/config/sign-in-config.js'
import { createOidcProvider } from '../../adapters/sign-in/oidc-provider.js'
import { startFakeIdentityProvider, type FakeIdentityProvider } from '../support/fake-identity-provider.js'
import { send, type Answer, type TestApi } from './api-fixture.js'
import { cookieOf, startStudio } from './sign-in-fixture.js'

let fake: FakeIdentityProvider
beforeEach(async () => {
  fake = await startFakeIdentityProvider()
})
afterEach(async () => await fake.close())

async function startServer(changes: Partial<OidcConfig> = {}): Promise<TestApi> {
  const provider = createOidcProvider({
    ...{ issuer: fake.issuer, clientId: fake.clientId, clientSecret: fake.clientSecret },
    ...{ audience: fake.clientId, scopes: 'openid profile email', emailDomains: [], groupsClaim: 'groups' },
    ...{ groupRoles: [], mayProvision: true },
    ...changes,
  })
  return await startStudio({ limits: { wrongSecretsPerMinute: 100 } }, { mode: 'server', provider })
}

/** The way of a browser to the provider, where it is `user`, and back. */
async function signIn(
  api: TestApi,
  user: string,
  change: (callback: URL, cookie: string) => { url: URL; cookie: string } = (url, cookie) => ({
    url,
    cookie,
  }),
): Promise<Answer> {
  const start = await send<Record<string, unknown>>(`${api.url}/sign-in/start`)
  expect(start.status).toBe(303)
  expect(start.headers.get('set-cookie')).toMatch(/^assetloom_sign_in=.*HttpOnly; SameSite=Lax$/)
  const there = await send(`${start.headers.get('location')}&user=${user}`)
  const { url, cookie } = change(new URL(there.headers.get('location') ?? ''), cookieOf(start))
  return await send(url.href, { headers: { cookie } })
}

function sessionOf(answer: Answer): string {
  const all = answer.headers.getSetCookie().find((one) => one.startsWith('assetloom_session='))
  return all?.split(';')[0] ?? ''
}

const me = (api: TestApi, cookie: string) => send(`${api.url}/api/v1/me`, { headers: { cookie } })
const bearer = (api: TestApi, token: string) =>
  send(`${api.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })

describe('sign-in at an identity provider', () => {
  test('opens a session of a person who is the same one the next time', async () => {
    const api = await startServer()
    const first = await signIn(api, 'ada')
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect((await me(api, sessionOf(first))).body).toMatchObject({
      ...{ handle: 'ada', name: 'Name of ada', mode: 'server', memberships: [] },
    })
    const again = await signIn(api, 'ada')
    expect(sessionOf(again)).not.toBe(sessionOf(first))
    expect((await me(api, sessionOf(again))).body).toMatchObject({ handle: 'ada' })
    expect(await api.catalogue.access.users.list()).toHaveLength(1)
    const out = await send<{ endSessionUrl: string }>(`${api.url}/api/v1/sign-out`, {
      method: 'POST',
      headers: { cookie: sessionOf(again), origin: api.url },
    })
    expect(out.body.endSessionUrl).toContain(`${fake.issuer}/end`)
    expect((await me(api, sessionOf(again))).status).toBe(401)
    expect((await me(api, sessionOf(first))).status).toBe(200)
  })

  test('by a token that is wrong in any way signs nobody in', async () => {
    const api = await startServer()
    const users = [
      ...['expired', 'not-yet', 'wrong-nonce', 'wrong-audience', 'wrong-issuer', 'foreign-key', 'unsigned'],
      ...['hs256', 'no-expiry', 'refused'],
    ]
    for (const user of users) {
      const answer = await signIn(api, user)
      expect([answer.status, sessionOf(answer)], user).toEqual([403, ''])
    }
    expect(await api.catalogue.access.users.list()).toEqual([])
  })

  test('stands clocks that are less than a minute apart', async () => {
    const api = await startServer()
    for (const user of ['behind', 'ahead']) expect((await signIn(api, user)).status, user).toBe(303)
  })

  test('works only in the browser that began it, once, and with the state that it was given', async () => {
    const api = await startServer()
    const withoutCookie = await signIn(api, 'ada', (url) => ({ url, cookie: '' }))
    expect(withoutCookie.status).toBe(403)
    const other = cookieOf(await send<Record<string, unknown>>(`${api.url}/sign-in/start`))
    expect((await signIn(api, 'ada', (url) => ({ url, cookie: other }))).status).toBe(403)
    const forged = await signIn(api, 'ada', (url, cookie) => {
      url.searchParams.set('state', 'chosen-by-an-attacker')
      return { url, cookie }
    })
    expect(forged.status).toBe(403)
    let used = { url: new URL(api.url), cookie: '' }
    expect((await signIn(api, 'ada', (url, cookie) => (used = { url, cookie }))).status).toBe(303)
    expect((await send(used.url.href, { headers: { cookie: used.cookie } })).status).toBe(403)
  })

  test('lets in those whom the filters name, and the invited by verified address', async () => {
    const closed = await startServer({ mayProvision: false })
    const { projectId } = await closed.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    expect((await signIn(closed, 'ada')).status).toBe(403)
    for (const name of ['ada', 'unverified'])
      await closed.post('/api/v1/invitations', {
        ...{ name, projectId, role: 'editor', email: `${name}@studio.example` },
      })
    expect((await signIn(closed, 'unverified')).status).toBe(403)
    const ada = sessionOf(await signIn(closed, 'ada'))
    expect((await me(closed, ada)).body).toMatchObject({ memberships: [{ projectId, role: 'editor' }] })
    const filtered = await startServer({ emailDomains: ['other.example'] })
    expect((await signIn(filtered, 'ada')).status).toBe(403)
  })

  test('gives and takes roles with groups', async () => {
    const groupRoles: OidcConfig['groupRoles'] = [
      { group: 'artists', projectKey: 'desert', role: 'reviewer' },
      { group: 'leads', projectKey: 'desert', role: 'owner' },
      { group: 'admins', projectKey: null, role: 'owner' },
    ]
    const api = await startServer({ groupRoles, mayProvision: false })
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    const rolesWith = async (...groups: string[]) => {
      fake.groups = groups
      const { memberships } = (await me(api, sessionOf(await signIn(api, 'ada')))).body as Record<
        string,
        unknown
      >
      return memberships
    }
    expect(await rolesWith('artists')).toEqual([{ projectId, role: 'reviewer' }])
    expect(await rolesWith('artists', 'leads')).toEqual([{ projectId, role: 'owner' }])
    expect(await rolesWith('admins')).toBe('all')
    expect(await rolesWith('others')).toEqual([])
  })

  test('says that the provider is away, and works when it is back', async () => {
    const api = await startServer({ issuer: 'http://127.0.0.1:1' })
    const away = await send(`${api.url}/sign-in/start`)
    expect(away.status).toBe(503)
    expect(away.body.hint).toContain('OIDC_ISSUER')
    expect((await bearer(api, await fake.bearerOf('ada'))).status).toBe(503)
    expect((await api.get('/api/v1/me')).status).toBe(200)
  })
})

describe('a bearer token of the provider', () => {
  test('is its person, if it is for us', async () => {
    const api = await startServer({ audience: 'assetloom-api' })
    const good = await fake.bearerOf('ada', 'assetloom-api')
    expect((await bearer(api, good)).body).toMatchObject({ handle: 'ada', credential: 'jwt' })
    expect((await bearer(api, await fake.bearerOf('ada'))).status).toBe(401)
    expect((await bearer(api, `${good.slice(0, -4)}AAAA`)).status).toBe(401)
    const wrong = ['expired', 'not-yet', 'wrong-issuer', 'foreign-key', 'unsigned', 'hs256', 'no-expiry']
    for (const user of wrong)
      expect((await bearer(api, await fake.bearerOf(user, 'assetloom-api'))).status, user).toBe(401)
  })

  test('is checked against new keys when the provider changed them', async () => {
    const api = await startServer()
    const old = await fake.bearerOf('ada')
    expect((await bearer(api, old)).status).toBe(200)
    await fake.rotateKeys()
    // Keys are read again once for a key that is not known, not for each request.
    await new Promise((resolve) => setTimeout(resolve, 5_100))
    const fresh = await fake.bearerOf('ada')
    expect((await bearer(api, fresh)).status).toBe(200)
    expect((await bearer(api, old)).status).toBe(401)
    const reads = fake.keyReads()
    for (let tries = 0; tries < 5; tries++) await bearer(api, old)
    expect(fake.keyReads()).toBe(reads)
  }, 15_000)
})
