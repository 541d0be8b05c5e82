import { describe, expect, it } from 'vitest'
import type { PresetList, ProjectSettingsView, SettingsRevisionList } from '../../core/http/project-api.js'
import type { WishlistAccepted, WishlistDiff } from '../../core/http/http-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { startApi, token, send, type Answer, type TestApi } from './api-fixture.js'

async function openProject(api: TestApi) {
  const { projectId } = await api.catalogue.projects.ensure({ key: 'harbour', name: 'Harbour' })
  const path = `/api/v1/projects/${projectId}`
  const put = <T = ProjectSettingsView>(settings: unknown, expectedRevision: unknown): Promise<Answer<T>> =>
    send(`${api.url}${path}/settings`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ settings, expectedRevision }),
    })
  return { projectId, path, put }
}

describe('settings of a project', () => {
  it('are saved as revisions, each of which stays and can be put back', async () => {
    const api = await startApi()
    const { path, put } = await openProject(api)
    expect((await api.get<ProjectSettingsView>(`${path}/settings`)).body).toMatchObject({
      revision: 0,
      settings: {},
    })
    expect((await put({ artDirection: 'warm  ink' }, 0)).body).toMatchObject({
      revision: 1,
      settings: { artDirection: 'warm ink' },
    })
    expect((await put({ style: '8bit' }, 1)).body.revision).toBe(2)
    // The answer was lost and the call comes again.
    expect((await put({ style: '8bit' }, 1)).body.revision).toBe(2)
    const late = await put({ style: '16bit' }, 1)
    expect(late.status).toBe(409)
    expect(late.body.details).toMatchObject({ revision: 2 })
    const { revisions } = (await api.get<SettingsRevisionList>(`${path}/settings/revisions`)).body
    expect(revisions.map(({ revision, members }) => [revision, members])).toEqual([
      [2, ['style']],
      [1, ['artDirection']],
    ])
    const first = (await api.get<ProjectSettingsView>(`${path}/settings/revisions/1`)).body
    expect((await put(first.settings, 2)).body).toMatchObject({
      revision: 3,
      settings: { artDirection: 'warm ink' },
    })
    expect((await api.get(`${path}/settings/revisions/9`)).status).toBe(404)
    const { style, presets } = (await api.get<PresetList>(`${path}/settings/presets`)).body
    expect(style).toBeNull()
    expect(presets.find(({ name }) => name === '16bit')?.builtIn).toBe(true)
  })

  it('are refused with the member and a hint', async () => {
    const api = await startApi()
    const { put } = await openProject(api)
    const answer = await put({ stylePresets: { dusk: { native: 3 } }, style: 'noir' }, 0)
    expect(answer.status).toBe(409)
    expect(answer.body.problems?.[0]?.message).toBe('stylePresets.dusk.native: is not known')
    expect(answer.body.problems?.[0]?.hint).toContain('nativeSize')
    const contract = { changes: ['seed', 'provider'], providers: ['oracle'] }
    const withContract = await put({ policies: { autopilot: { contract } } }, 0)
    expect([withContract.status, withContract.body.problems]).toMatchObject([
      409,
      [{ message: 'policies.autopilot.contract.providers.0: there is no provider "oracle"' }],
    ])
    expect((await put({}, 'x')).body.detail).toContain('expectedRevision')
    expect((await put([], 0)).status).toBe(422)
  })

  it('take effect on lists: a change makes a new revision and the comparison names what it changes', async () => {
    const api = await startApi()
    const { projectId, path, put } = await openProject(api)
    const list = { name: 'props.txt', text: 'prop: barrel\nitem: coin' }
    const plain = (await api.post<WishlistAccepted>(`${path}/wishlists`, list)).body
    const { options } = await api.catalogue.intake.loadRevision(projectId, plain.wishlistRevisionId)
    expect(options.settings).toBeUndefined()
    await put({ tagGroups: { mood: ['calm'] } }, 0)
    expect((await api.post<WishlistAccepted>(`${path}/wishlists`, list)).body.created).toBe(false)
    await put(
      {
        assetTypes: { item: { defaults: { size: { width: 24, height: 24 } } } },
        policies: { concurrency: 2 },
      },
      1,
    )
    const { difference } = (await api.post<WishlistDiff>(`${path}/wishlists/diff`, list)).body
    expect(difference.changed.map(({ key, words }) => [key, words])).toEqual([
      ['coin', 'size 16x16 -> 24x24'],
    ])
    expect(difference.unchanged).toBe(1)
    const changed = (await api.post<WishlistAccepted>(`${path}/wishlists`, list)).body
    expect(changed).toMatchObject({ created: true, revision: 2 })
    const kept = await api.catalogue.intake.loadRevision(projectId, changed.wishlistRevisionId)
    expect(kept.options.windowSize).toBe(2)
    expect(refineOrder(kept).specs.find(({ key }) => key === 'coin')?.size).toEqual({ width: 24, height: 24 })
  })
})
