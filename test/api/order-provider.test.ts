import { expect, test } from 'vitest'
import type { WishlistAccepted, WishlistDiff } from '../../core/http/http-api.js'
import type { EstimateView } from '../../core/http/spending-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { ProjectRow } from '../../core/ports.js'
import type { RunOptions } from '../../core/run-options.js'
import { send, startApi, token, type TestApi } from './api-fixture.js'

const list = { name: 'props.txt', text: 'prop: barrel\nsound: coin, 0.3 s' }
const withComfyui = { deps: { providers: ['procedural', 'comfyui'] } }

async function startProject(api: TestApi): Promise<{ projectId: string; path: string }> {
  const { body } = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
  return { projectId: body.projectId, path: `/api/v1/projects/${body.projectId}` }
}

/** Submits and refines, as wishlistRun would. */
async function submit(api: TestApi, projectId: string, body: object) {
  const answer = await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/wishlists`, body)
  const { wishlistRevisionId, runId, revision } = answer.body
  const row = await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
  const refined = refineOrder(row)
  await api.catalogue.intake.saveRefinement({ ...row, ...refined })
  await api.catalogue.runs.setStage(runId, 'generating')
  return { runId, revision, options: row.options, refined, answer: answer.body }
}

const makers = ({ specs }: ReturnType<typeof refineOrder>) => specs.map(({ provider }) => provider)

test('a list that names no provider goes to the ComfyUI that is configured, and its estimate says so', async () => {
  const api = await startApi(withComfyui)
  const { projectId, path } = await startProject(api)
  const { body: estimate } = await api.post<EstimateView>(`${path}/wishlists/estimate`, list)
  expect(estimate.providers.map(({ provider }) => provider)).toEqual(['comfyui', 'procedural'])
  expect(estimate.warnings.join(' ')).toMatch(
    /1 asset names no provider: made by the ComfyUI of COMFYUI_URLS/,
  )
  const first = await submit(api, projectId, { ...list, drafts: 2 })
  expect(makers(first.refined)).toEqual(['comfyui', 'procedural'])
  expect(first.options).toMatchObject({ provider: 'comfyui', providerBy: 'default', drafts: 2 })
  expect((await submit(api, projectId, { ...list, drafts: 2 })).runId).toBe(first.runId)
  const named = await submit(api, projectId, { ...list, name: 'named.txt', provider: 'procedural' })
  expect(makers(named.refined)).toEqual(['procedural', 'procedural'])
  expect(named.options.providerBy).toBeUndefined()
})

test('the settings of a project name the provider before that, for lists and for single assets', async () => {
  const api = await startApi(withComfyui)
  const { projectId, path } = await startProject(api)
  const settings = {
    defaults: { provider: 'procedural' },
    assetTypes: { sfx: { defaults: { provider: 'sdxl' } } },
  }
  const saved = await send(`${api.url}${path}/settings`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ settings, expectedRevision: 0 }),
  })
  expect(saved.status).toBe(200)
  const { refined, options } = await submit(api, projectId, list)
  expect(makers(refined)).toEqual(['procedural', 'comfyui'])
  expect(options.provider).toBe('procedural')
  const one = { project: 'desert', category: 'prop', prompt: 'tent' }
  const { body } = await api.post<WishlistAccepted>('/api/v1/generate', one)
  expect(body.chosenProvider).toMatchObject({ provider: 'procedural' })
  const drafted = await api.post<WishlistAccepted>('/api/v1/generate', {
    ...{ ...one, provider: 'comfyui', drafts: 3 },
  })
  expect((await api.catalogue.runs.find(drafted.body.runId))!.options).toMatchObject({ drafts: 3 })
  expect(await api.post('/api/v1/generate', { ...one, drafts: 3 })).toMatchObject({
    ...{ status: 409, body: { detail: 'procedural makes no drafts.' } },
  })
})

test('a list stays with who made its newest revision when a ComfyUI comes or goes', async () => {
  const providers = ['procedural']
  const api = await startApi({ deps: { providers } })
  const { projectId, path } = await startProject(api)
  const before = await submit(api, projectId, list)
  expect(Object.keys(before.options)).not.toContain('providerBy')
  const told = (options: RunOptions) => options.providerBy

  providers.push('comfyui')
  const more = { ...list, text: `${list.text}\nprop: tent` }
  const { body: diff } = await api.post<WishlistDiff>(`${path}/wishlists/diff`, more)
  expect(diff.difference).toMatchObject({ unchanged: 2, changed: [], added: [{ key: 'tent' }] })
  const stays = await submit(api, projectId, more)
  expect([told(stays.options), ...makers(stays.refined)]).toEqual(['earlier', ...Array(3).fill('procedural')])
  expect(stays.refined.notes[0]!.message).toMatch(/earlier revision.*--provider comfyui/)
  expect((await submit(api, projectId, more)).runId).toBe(stays.runId)
  const anew = await submit(api, projectId, { ...more, provider: 'comfyui' })
  expect(makers(anew.refined)).toEqual(Array(3).fill('comfyui'))

  const other = await submit(api, projectId, { ...list, name: 'other.txt' })
  expect(told(other.options)).toBe('default')
  providers.pop()
  expect((await submit(api, projectId, { ...list, name: 'other.txt' })).runId).toBe(other.runId)
  expect(told((await submit(api, projectId, { ...list, name: 'third.txt' })).options)).toBeUndefined()
})
