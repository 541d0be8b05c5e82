import { describe, expect, test } from 'vitest'
import { secretHash } from '../../core/access/secret-token.js'
import { send, startApi, token, type TestApi } from './api-fixture.js'
import { join, startStudio } from './sign-in-fixture.js'

interface NewKey {
  readonly key: string
  readonly apiKey: { readonly keyId: string; readonly prefix: string }
}

const keyBody = { name: 'ci', role: 'editor', expiresInDays: 30 }
const withKey = (api: TestApi, key: string, path: string, method = 'GET') =>
  send(`${api.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } })

describe('an API key', () => {
  test('is shown once, works in its project alone and with its role at most', async () => {
    const api = await startApi()
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    const other = await api.catalogue.projects.ensure({ key: 'forest', name: 'Forest' })
    const path = `/projects/${projectId}`
    const { status, body } = await api.post<NewKey>(`/api/v1${path}/api-keys`, keyBody)
    expect(status).toBe(201)
    expect(body.key).toMatch(/^alk_[\w-]{43}$/)
    expect(body.key.startsWith(body.apiKey.prefix)).toBe(true)
    const listed = await api.get<{ apiKeys: object[] }>(`/api/v1${path}/api-keys`)
    expect(JSON.stringify(listed.body)).not.toContain(body.key)
    expect((await withKey(api, body.key, path)).status).toBe(200)
    expect((await withKey(api, body.key, `/projects/${other.projectId}`)).status).toBe(404)
    expect((await withKey(api, body.key, `${path}/audit`)).status).toBe(403)
    expect((await withKey(api, body.key, '/audit')).status).toBe(403)
    expect((await withKey(api, body.key, '/login-links', 'POST')).status).toBe(403)
    expect((await withKey(api, body.key, '/sessions')).status).toBe(403)
    expect((await withKey(api, body.key, '/me')).body).toMatchObject({ credential: 'apiKey', name: 'ci' })
    expect((await withKey(api, `${body.key}x`, path)).status).toBe(401)
  })

  test('is of no use once revoked or expired', async () => {
    const api = await startApi()
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    const path = `/projects/${projectId}`
    const { body } = await api.post<NewKey>(`/api/v1${path}/api-keys`, keyBody)
    const revoke = () =>
      send(`${api.url}/api/v1${path}/api-keys/${body.apiKey.keyId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      })
    expect((await revoke()).status).toBe(204)
    expect((await revoke()).status).toBe(404)
    expect((await withKey(api, body.key, path)).status).toBe(401)
    await api.catalogue.access.apiKeys.create({
      ...{ projectId, userId: null, name: 'old', prefix: 'alk_old', keyHash: secretHash('alk_old') },
      ...{ role: 'owner', createdBy: 'local', expiresInMs: -1 },
    })
    expect((await withKey(api, 'alk_old', path)).status).toBe(401)
  })

  test('never does more than its maker may, then or later', async () => {
    const api = await startStudio()
    const { projectId } = await api.catalogue.projects.ensure({ key: 'desert', name: 'Desert' })
    await join(api, projectId, 'owner', 'olga')
    const ada = await join(api, projectId, 'editor', 'ada')
    const bea = await join(api, projectId, 'viewer', 'bea')
    const path = `/projects/${projectId}/api-keys`
    expect((await ada.send('POST', path, { ...keyBody, role: 'owner' })).status).toBe(403)
    const { body } = await ada.send<NewKey>('POST', path, keyBody)
    // Others' keys are not there for who is no owner.
    expect((await bea.get<{ apiKeys: object[] }>(path)).body.apiKeys).toEqual([])
    expect((await bea.send('DELETE', `${path}/${body.apiKey.keyId}`)).status).toBe(404)
    await api.catalogue.access.members.remove(projectId, 'ada')
    expect((await withKey(api, body.key, `/projects/${projectId}`)).status).toBe(404)
  })
})
