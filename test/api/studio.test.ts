import { describe, expect, test } from 'vitest'
import type { Acting } from '../../core/access/audit-ports.js'
import { send, token } from './api-fixture.js'
import {
  cookieOf,
  join,
  personWith,
  rawRequest,
  startStudio,
  useInvitation,
  type InvitationLink,
} from './sign-in-fixture.js'

const invite = { name: 'Ada Lovelace', role: 'reviewer' as const }

async function startWithProject() {
  const api = await startStudio()
  const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
  return { api, projectId }
}

describe('an invitation', () => {
  test('is not used up by being looked at, and signs one browser in', async () => {
    const { api, projectId } = await startWithProject()
    const made = await api.post<InvitationLink>('/api/v1/invitations', { ...invite, projectId })
    expect(made.status).toBe(201)
    for (let looks = 0; looks < 3; looks++) expect((await send(made.body.url)).status).toBe(200)
    const accepted = await useInvitation(api, made.body.url)
    expect(accepted.status).toBe(303)
    expect(accepted.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/)
    const person = personWith(api, 'ada-lovelace', cookieOf(accepted))
    expect((await person.get('/me')).body).toMatchObject({
      ...{ handle: 'ada-lovelace', name: 'Ada Lovelace', mode: 'studio', isInstallationOwner: false },
      memberships: [{ projectId, role: 'reviewer' }],
    })
    const replayed = await useInvitation(api, made.body.url)
    expect(replayed.status).toBe(401)
    expect(replayed.headers.get('set-cookie')).toBeNull()
    expect((await send(made.body.url)).status).toBe(401)
  })

  test('that was taken back does not work, and cannot be taken back twice', async () => {
    const { api, projectId } = await startWithProject()
    const { body } = await api.post<InvitationLink>('/api/v1/invitations', { ...invite, projectId })
    const path = `${api.url}/api/v1/invitations/${body.invitation.invitationId}`
    const revoke = () => send(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
    expect((await revoke()).status).toBe(204)
    expect((await revoke()).status).toBe(409)
    expect((await useInvitation(api, body.url)).status).toBe(401)
  })

  test('cannot be used by a form of another site', async () => {
    const { api, projectId } = await startWithProject()
    const { body } = await api.post<InvitationLink>('/api/v1/invitations', { ...invite, projectId })
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1'])
      expect((await useInvitation(api, body.url, { origin })).status, origin).toBe(403)
    expect((await useInvitation(api, body.url)).status).toBe(303)
  })

  test('gives a session of its own: one that somebody planted before is not raised', async () => {
    const { api, projectId } = await startWithProject()
    const { body } = await api.post<InvitationLink>('/api/v1/invitations', { ...invite, projectId })
    const planted = 'assetloom_session=planted-by-an-attacker'
    const fresh = cookieOf(await useInvitation(api, body.url, { cookie: planted }))
    expect(fresh).not.toContain('planted')
    expect((await send(`${api.url}/api/v1/me`, { headers: { cookie: planted } })).status).toBe(401)
  })

  test('by who is no owner of the project is refused, and of a foreign project is not there', async () => {
    const { api, projectId } = await startWithProject()
    const other = await api.catalogue.projects.ensure({ key: 'forest', name: 'Forest' })
    const editor = await join(api, projectId, 'editor', 'eve')
    expect((await editor.send('POST', '/invitations', { ...invite, projectId })).status).toBe(403)
    const foreign = { ...invite, projectId: other.projectId }
    expect((await editor.send('POST', '/invitations', foreign)).status).toBe(404)
    expect((await editor.send('POST', '/owner-invitations', { name: 'Eve' })).status).toBe(403)
    expect((await editor.send('GET', '/users')).status).toBe(403)
  })

  test('names what is wrong with it', async () => {
    const { api, projectId } = await startWithProject()
    const wrong: [object, string][] = [
      [{ handle: 'system' }, 'handle'],
      [{ handle: 'No Spaces' }, 'handle'],
      [{ role: 'king' }, 'role'],
      [{ expiresInHours: 169 }, 'expiresInHours'],
      [{ name: '' }, 'name'],
      [{ email: 'nobody' }, 'email'],
    ]
    for (const [change, member] of wrong) {
      const { status, body } = await api.post('/api/v1/invitations', { ...invite, projectId, ...change })
      expect([status, body.detail], member).toEqual([422, expect.stringContaining(`"${member}"`)])
    }
    await join(api, projectId, 'viewer', 'ada')
    const taken = await api.post('/api/v1/invitations', { ...invite, projectId, handle: 'ada' })
    expect([taken.status, taken.body.detail]).toEqual([409, 'the handle ada is taken'])
  })
})

describe('signed-in browsers', () => {
  test('are listed, named and signed out by their person', async () => {
    const { api, projectId } = await startWithProject()
    const ada = await join(api, projectId, 'editor', 'ada')
    type Sessions = { sessions: { sessionId: string; name: string; isCurrent: boolean }[] }
    const [own] = (await ada.get<Sessions>('/sessions')).body.sessions
    expect(own).toMatchObject({ isCurrent: true })
    const renamed = await ada.send('PUT', `/sessions/${own!.sessionId}`, { name: 'Tablet' })
    expect(renamed.body).toMatchObject({ name: 'Tablet', isCurrent: true })
    expect((await ada.send('POST', '/sign-out')).status).toBe(200)
    expect((await ada.get('/me')).status).toBe(401)
  })

  test('are signed out by an owner of all their projects, and by nobody else', async () => {
    const { api, projectId } = await startWithProject()
    const other = await api.catalogue.projects.ensure({ key: 'forest', name: 'Forest' })
    const owner = await join(api, projectId, 'owner', 'olga')
    const ada = await join(api, projectId, 'editor', 'ada')
    const stranger = await join(api, other.projectId, 'owner', 'sam')
    type Sessions = { sessions: { sessionId: string }[] }
    const [session] = (await ada.get<Sessions>('/sessions')).body.sessions
    const path = `/sessions/${session!.sessionId}`
    expect((await stranger.send('DELETE', path)).status).toBe(404)
    expect((await stranger.get('/sessions?of=ada')).status).toBe(404)
    expect((await stranger.send('POST', '/users/ada/sign-in-links', {})).status).toBe(404)
    expect((await owner.get<Sessions>('/sessions?of=ada')).body.sessions).toHaveLength(1)
    // On a second project Ada is no longer theirs alone: a link would open that one, too.
    const members = `${api.url}/api/v1/projects/${other.projectId}/members/ada`
    await send(members, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"role":"viewer"}',
    })
    expect((await owner.send('POST', '/users/ada/sign-in-links', {})).status).toBe(403)
    expect((await owner.send('DELETE', path)).status).toBe(403)
    await stranger.send('DELETE', `/projects/${other.projectId}/members/ada`)
    const link = await owner.send<InvitationLink>('POST', '/users/ada/sign-in-links', {})
    expect(link.status).toBe(201)
    expect((await useInvitation(api, link.body.url)).status).toBe(303)
    expect((await owner.send('DELETE', path)).status).toBe(204)
    expect((await ada.get('/me')).status).toBe(401)
  })

  test('end at once when their person is shut out', async () => {
    const { api, projectId } = await startWithProject()
    const ada = await join(api, projectId, 'editor', 'ada')
    const shut = await send(`${api.url}/api/v1/users/ada`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"disabled":true}',
    })
    expect(shut.body).toMatchObject({ handle: 'ada', disabledAt: expect.any(String) })
    expect((await ada.get('/me')).status).toBe(401)
  })

  test('over TLS get a cookie that is for TLS and this host alone', async () => {
    const api = await startStudio({}, { publicUrl: 'https://art.studio.example' })
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    const { body } = await api.post<InvitationLink>('/api/v1/invitations', { ...invite, projectId })
    expect(body.url).toMatch(/^https:\/\/art\.studio\.example\/invitation\?once=/)
    const host = 'art.studio.example'
    const form = { 'content-type': 'application/x-www-form-urlencoded', host }
    const once = new URL(body.url).searchParams.get('once') ?? ''
    const accept = (origin: string) =>
      rawRequest(`${api.url}/invitation`, { ...form, origin }, { method: 'POST', body: `once=${once}` })
    expect((await accept('http://art.studio.example')).status).toBe(403)
    const answer = await accept('https://art.studio.example')
    const [setCookie] = answer.headers['set-cookie'] as string[]
    expect(setCookie).toMatch(
      /^__Host-assetloom_session=[^;]+;.*Path=\/;.*HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(answer.headers['strict-transport-security']).toContain('max-age=')
    const value = setCookie!.split(';')[0]!
    const me = (headers: Record<string, string>) => rawRequest(`${api.url}/api/v1/me`, headers)
    expect((await me({ host, cookie: value })).status).toBe(200)
    expect((await me({ host, cookie: value.replace('__Host-', '') })).status).toBe(401)
    expect((await me({ host: 'other.example', cookie: value })).status).toBe(421)
  })
})

describe('members', () => {
  test('are changed by owners, and the last owner stays', async () => {
    const { api, projectId } = await startWithProject()
    const olga = await join(api, projectId, 'owner', 'olga')
    const ada = await join(api, projectId, 'viewer', 'ada')
    const path = (handle: string) => `/projects/${projectId}/members/${handle}`
    expect((await ada.send('PUT', path('ada'), { role: 'owner' })).status).toBe(403)
    expect((await olga.send('DELETE', path('olga'))).status).toBe(409)
    expect((await olga.send('PUT', path('olga'), { role: 'editor' })).status).toBe(409)
    expect((await olga.send('PUT', path('nobody'), { role: 'editor' })).status).toBe(404)
    expect((await olga.send('PUT', path('ada'), { role: 'owner' })).body).toMatchObject({
      addedBy: expect.any(String),
    })
    // The role holds from the next request on, without signing in again.
    expect((await ada.send('DELETE', path('olga'))).status).toBe(204)
    expect((await olga.get(`/projects/${projectId}/members`)).status).toBe(404)
    expect((await olga.get<{ projects: unknown[] }>('/projects')).body.projects).toEqual([])
  })
})

test('everything that somebody asks for is done in that name', async () => {
  const acts: Acting[] = []
  const api = await startStudio({
    deps: {
      actAs: (acting, work) => {
        acts.push(acting)
        return work()
      },
    },
  })
  const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
  const ada = await join(api, projectId, 'owner', 'ada')
  acts.splice(0)
  const answer = await ada.get('/me')
  expect(acts).toEqual([
    {
      ...{ actor: 'ada', credential: 'session', credentialId: expect.stringMatching(/^ses_/) },
      requestId: answer.headers.get('x-request-id'),
    },
  ])
})
