import { expect, test } from 'vitest'
import type {
  RunDifference,
  RunView,
  WishlistAccepted,
  WishlistDiff,
  WishlistList,
  WishlistRevisionView,
} from '../../core/http/http-api.js'
import { parseWishlistList } from '../../core/intake/parse-list.js'
import type { ProjectRow } from '../../core/ports.js'
import { startApi, type TestApi } from './api-fixture.js'

const before = { name: 'props.txt', text: 'prop: barrel\nprop: tall clay jar\nprop: well' }
const after = {
  name: 'props.txt',
  text: 'prop: well\nprop: barrel, 48x48\nprop: very tall clay jar\nprop: tent',
}

async function startProject(api: TestApi): Promise<string> {
  const { body } = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
  return `/api/v1/projects/${body.projectId}/wishlists`
}

/** Submits and refines, as wishlistRun would. */
async function submit(api: TestApi, path: string, list: typeof before): Promise<WishlistAccepted> {
  const { body } = await api.post<WishlistAccepted>(path, list)
  const projectId = path.split('/').at(-2) ?? ''
  const revision = await api.catalogue.intake.loadRevision(projectId, body.wishlistRevisionId)
  const { palette, variantsPerSpec, provider } = revision.options
  const refined = parseWishlistList({
    fileName: list.name,
    text: list.text,
    options: { palette, variantsPerSpec, provider },
  })
  await api.catalogue.intake.saveRefinement({ ...revision, ...refined })
  await api.catalogue.runs.setStage(body.runId, 'generating')
  return body
}

test('a list is compared with the newest revision of its name before anything is kept', async () => {
  const api = await startApi()
  const path = await startProject(api)
  const first = await api.post<WishlistDiff>(`${path}/diff`, before)
  expect(first.body).toMatchObject({ against: null, isSame: false, difference: { unchanged: 0 } })
  expect(first.body.difference.added).toHaveLength(3)
  const { runId, revision, difference } = await submit(api, path, before)
  expect([revision, difference]).toEqual([1, undefined])
  expect((await api.post<WishlistDiff>(`${path}/diff`, before)).body).toMatchObject({
    against: { revision: 1, runId },
    isSame: true,
    difference: { added: [], changed: [], removed: [], unchanged: 3 },
  })
  const changed = await api.post<WishlistDiff>(`${path}/diff`, { ...after, seed: 2 })
  expect(changed.body).toMatchObject({
    isSame: false,
    isOtherSeed: true,
    difference: {
      added: [{ key: 'very-tall-clay-jar', line: 3 }, { key: 'tent' }],
      changed: [{ key: 'barrel', words: 'size 32x32 -> 48x48', line: 2 }],
      removed: [{ key: 'tall-clay-jar' }],
      renames: [{ from: 'tall-clay-jar', to: 'very-tall-clay-jar', line: 3 }],
      unchanged: 1,
    },
  })
  expect(await api.catalogue.runs.list({ limit: 10 })).toHaveLength(1)
  expect((await api.post(`${path}/diff`, { name: 'x', text: '# nothing' })).status).toBe(409)
})

test('a run tells which revision of its list it is, what that changed, and which is newer', async () => {
  const api = await startApi()
  const path = await startProject(api)
  const one = await submit(api, path, before)
  const alone = await api.get<RunView>(`/api/v1/runs/${one.runId}`)
  expect(alone.body.revision).toBeUndefined()
  const two = await submit(api, path, after)
  expect(two).toMatchObject({ revision: 2, created: true, difference: { unchanged: 1 } })
  const { wishlists } = (await api.get<WishlistList>(path)).body
  expect(wishlists.map(({ runId, revision }) => [runId, revision])).toEqual([
    [two.runId, 2],
    [one.runId, 1],
  ])
  const older = await api.get<RunView>(`/api/v1/runs/${one.runId}`)
  expect(older.body.revision).toMatchObject({
    number: 1,
    difference: null,
    newest: { number: 2, runId: two.runId },
  })
  expect(older.body.sentence).toContain(`Revision 2 of this list is newer: ${two.runId}.`)
  const newer = await api.get<RunView>(`/api/v1/runs/${two.runId}`)
  expect(newer.body.revision).toEqual({
    number: 2,
    difference: { added: 2, changed: 1, removed: 1, unchanged: 1 },
    carried: { runIds: [one.runId], specs: 1, variants: 0, approved: 0 },
    newest: null,
  })
  const named = await api.get<RunDifference>(`/api/v1/runs/${two.runId}/difference`)
  expect(named.body.difference).toEqual(two.difference)
  expect((await api.get<RunDifference>(`/api/v1/runs/${one.runId}/difference`)).body).toEqual({
    difference: null,
  })
  const shown = await api.get<WishlistRevisionView>(`${path}/${one.wishlistRevisionId}`)
  expect([shown.body.text, shown.body.revisions.map((all) => all.revision)]).toEqual([before.text, [1, 2]])
})

test('a request that is sent twice with its key does not bring an older list back', async () => {
  const api = await startApi()
  const path = await startProject(api)
  const key = { 'idempotency-key': 'one' }
  const one = await api.post<WishlistAccepted>(path, before, key)
  const two = await api.post<WishlistAccepted>(path, after)
  const again = await api.post<WishlistAccepted>(path, before, key)
  expect(again.body).toEqual(one.body)
  expect(await api.catalogue.runs.list({ limit: 10 })).toHaveLength(2)
  const back = await api.post<WishlistAccepted>(path, before)
  expect(back.body).toMatchObject({ revision: 3, created: true })
  expect(new Set([one, two, back].map(({ body }) => body.runId)).size).toBe(3)
})

test('a carried spec is reopened in the run that made it', async () => {
  const api = await startApi()
  const path = await startProject(api)
  const one = await submit(api, path, before)
  const well = await api.catalogue.runs.findSpecByKey(one.runId, 'well')
  const { specRevisionId } = well!
  await api.catalogue.runs.setSpecStage({ runId: one.runId, specRevisionId, stage: 'rejected', round: 1 })
  await api.catalogue.runs.setSpecClosed(one.runId, specRevisionId, true)
  const two = await submit(api, path, after)
  expect((await api.post(`/api/v1/runs/${two.runId}/specs/well/reopen`)).status).toBe(202)
  expect(api.gateway.delivered.at(-1)).toMatchObject({
    kind: 'reopenAssetRun',
    runId: one.runId,
    specRevisionId,
  })
  expect(await api.catalogue.review.isSpecClosed(one.runId, specRevisionId)).toBe(false)
})
