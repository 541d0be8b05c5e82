import { expect, test } from 'vitest'
import { proposeSpecs } from '../../activities/propose-specs.js'
import type { RunView, WishlistAccepted, WishlistDiff } from '../../core/http/http-api.js'
import type {
  ProposalList,
  SpecDetail,
  SpecEditList,
  SpecEditsAccepted,
} from '../../core/http/spec-edits-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { ProjectRow } from '../../core/ports.js'
import type { LanguageModel } from '../../core/refinement/refinement-ports.js'
import { startApi, type TestApi } from './api-fixture.js'

const list = { name: 'props.txt', text: 'prop: barrel, 32x32\nprop: tent\ngizmo: iron crank' }

interface Submitted {
  readonly runId: string
  readonly wishlistRevisionId: string
}

async function startList(api: TestApi, body: object = {}) {
  const { body: project } = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
  const path = `/api/v1/projects/${project.projectId}/wishlists`
  const first = await submit(api, path, { ...list, ...body })
  return { path, projectId: project.projectId, first }
}

async function submit(api: TestApi, path: string, body: object): Promise<WishlistAccepted> {
  const { body: accepted } = await api.post<WishlistAccepted>(path, body)
  await refine(api, path.split('/').at(-2) ?? '', accepted)
  return accepted
}

/** What wishlistRun does before anything is made. */
async function refine(api: TestApi, projectId: string, { runId, wishlistRevisionId }: Submitted) {
  const revision = await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
  await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
  await api.catalogue.runs.setStage(runId, 'generating')
}

const wide = { edits: [{ key: 'barrel', set: { size: { width: 48, height: 40 } } }] }

test('an edit is a new revision in which only the edited spec is made again, and dropping it undoes it', async () => {
  const api = await startApi()
  const { first, projectId } = await startList(api)
  const edited = await api.post<SpecEditsAccepted>(`/api/v1/runs/${first.runId}/edits`, {
    ...wide,
    expectedRevision: 1,
  })
  expect(edited.status).toBe(202)
  expect(edited.headers.get('location')).toBe(`/api/v1/runs/${edited.body.runId}`)
  expect(edited.body).toMatchObject({
    revision: 2,
    created: true,
    held: false,
    difference: { added: [], removed: [], unchanged: 1, changed: [{ words: 'size 32x32 -> 48x40' }] },
  })
  expect(api.gateway.delivered.at(-1)).toMatchObject({ kind: 'startWishlistRun', runId: edited.body.runId })
  await refine(api, projectId, edited.body)
  expect(await api.catalogue.runs.carried(edited.body.runId)).toMatchObject({
    specs: 1,
    runIds: [first.runId],
  })
  const shown = await api.get<SpecDetail>(`/api/v1/runs/${edited.body.runId}/specs/barrel`)
  expect(shown.body).toMatchObject({
    spec: { size: { width: 48, height: 40 }, source: { line: 1 } },
    written: { size: { width: 32, height: 32 } },
    edit: { state: 'applied', words: 'size 32x32 -> 48x40' },
    origin: 'list',
    refinedBy: 'rules',
    revisions: [
      { revision: 2, words: 'size 32x32 -> 48x40' },
      { revision: 1, words: '' },
    ],
  })
  const again = await api.post<SpecEditsAccepted>(`/api/v1/runs/${edited.body.runId}/edits`, wide)
  expect([again.status, again.body.runId, again.body.created]).toEqual([200, edited.body.runId, false])
  const undone = await api.post<SpecEditsAccepted>(`/api/v1/runs/${edited.body.runId}/edits`, {
    edits: [{ key: 'barrel', drop: true }],
  })
  await refine(api, projectId, undone.body)
  expect(undone.body).toMatchObject({ revision: 3, difference: { unchanged: 1 } })
  expect(await api.catalogue.runs.carried(undone.body.runId)).toMatchObject({ specs: 2 })
  const edits = await api.get<SpecEditList>(`/api/v1/runs/${undone.body.runId}/edits`)
  expect(edits.body).toEqual({ runId: undone.body.runId, revision: 3, edits: [], newest: null })
})

test('a spec begins from an upload of its project, which has to be a picture that fits', async () => {
  const api = await startApi({ deps: { providers: ['procedural', 'comfyui'] } })
  const { first, projectId } = await startList(api, { provider: 'comfyui' })
  const keep = async (digit: string, side: number | null) => {
    const sha256 = digit.repeat(64)
    const mediaType = side === null ? 'audio/ogg' : 'image/png'
    await api.catalogue.uploads.save({
      ...{ projectId, sha256, mediaType, sizeBytes: 1, width: side, height: side, transparent: false },
      durationMs: side === null ? 100 : null,
    })
    return sha256
  }
  const [picture, mask, other, sound] = [
    await keep('1', 64),
    await keep('2', 64),
    await keep('3', 32),
    await keep('4', null),
  ]
  const path = `/api/v1/runs/${first.runId}/edits`
  const edit = async (reference: unknown, key = 'barrel') =>
    await api.post<SpecEditsAccepted & { detail: string }>(path, { edits: [{ key, set: { reference } }] })
  const variation = { sha256: picture, use: 'variation', strength: 0.4 }
  const refused = await Promise.all([
    ...[edit({ ...variation, sha256: 'f'.repeat(64) }), edit({ ...variation, sha256: sound })],
    ...[edit({ sha256: picture, use: 'inpaint', mask: other }), edit({ sha256: picture, use: 'inpaint' })],
    ...[edit({ ...variation, mask }), edit({ ...variation, strength: 2 })],
  ])
  expect(refused.map(({ status, body }) => [status, body.detail])).toEqual([
    [409, 'Nothing was changed: barrel: set.reference.sha256: it was not uploaded to this project.'],
    [409, 'Nothing was changed: barrel: set.reference.sha256: it is no picture.'],
    [409, 'Nothing was changed: barrel: set.reference.mask: it has 32x32 px and its picture 64x64.'],
    [409, 'Nothing was changed: barrel: set.reference.mask: repainting a part needs a mask.'],
    [409, 'Nothing was changed: barrel: set.reference.mask: variation takes no mask.'],
    [422, expect.stringContaining('set.reference.strength')],
  ])
  const edited = await edit(variation)
  expect(edited.body).toMatchObject({
    ...{ created: true, difference: { changed: [{ key: 'barrel', words: 'reference' }], unchanged: 1 } },
  })
  await refine(api, projectId, edited.body)
  const shown = await api.get<SpecDetail>(`/api/v1/runs/${edited.body.runId}/specs/barrel`)
  expect(shown.body.spec.reference).toEqual(variation)
  const back = await api.post<SpecEditsAccepted>(`/api/v1/runs/${edited.body.runId}/edits`, {
    edits: [{ key: 'barrel', set: { reference: null } }],
  })
  expect(back.body.difference).toMatchObject({ changed: [{ words: 'reference' }] })
  // A list names its pictures itself: by hash, or by the names that come with it.
  const lists = `/api/v1/projects/${projectId}/wishlists`
  const text = `prop: cart, reference=${picture}\nprop: sled, reference=art/sled.png`
  const more = { name: 'more.txt', text, provider: 'comfyui' }
  const strange = await api.post(lists, { ...more, pictures: { 'art/sled.png': 'f'.repeat(64) } })
  expect(strange.status).toBe(409)
  const listed = await api.post<WishlistAccepted>(lists, { ...more, pictures: { 'art/sled.png': mask } })
  const kept = await api.catalogue.intake.loadRevision(projectId, listed.body.wishlistRevisionId)
  expect(refineOrder(kept).specs.map(({ key, reference }) => [key, reference?.sha256])).toEqual([
    ['cart', picture],
    ['sled', mask],
  ])
  // Sent again without them, as a page does, it has those that it had.
  const longer = await api.post<WishlistAccepted>(lists, { ...more, text: `${text}\nprop: post` })
  const again = await api.catalogue.intake.loadRevision(projectId, longer.body.wishlistRevisionId)
  expect(again.options.pictures).toEqual(kept.options.pictures)
})

test('an edit keeps the settings of its revision, unless it asks for those that the project has now', async () => {
  const api = await startApi()
  const { first, projectId } = await startList(api)
  const settings = { artDirection: 'warm ink' }
  await api.catalogue.settings.save({ projectId, expectedRevision: 0, settings })
  const edits = `/api/v1/runs/${first.runId}/edits`
  const edited = await api.post<SpecEditsAccepted>(edits, wide)
  expect(edited.body).toMatchObject({ revision: 2, difference: { unchanged: 1 } })
  await refine(api, projectId, edited.body)
  const onward = `/api/v1/runs/${edited.body.runId}/edits`
  const settled = await api.post<SpecEditsAccepted>(onward, { edits: [], settings: 'current' })
  expect([settled.status, settled.body]).toMatchObject([
    202,
    { revision: 3, difference: { changed: [{ key: 'barrel' }, { key: 'tent' }], unchanged: 0 } },
  ])
  await refine(api, projectId, settled.body)
  const shown = await api.get<SpecDetail>(`/api/v1/runs/${settled.body.runId}/specs/barrel`)
  expect(shown.body.spec).toMatchObject({ size: { width: 48, height: 40 } })
  expect(shown.body.spec.prompt.positive).toContain('warm ink')
  expect((await api.post(onward, { edits: [] })).status).toBe(422)
  expect((await api.post(onward, { edits: [], settings: 'newer' })).status).toBe(422)
})

test('a list that has moved on takes no edits, and says which revision does', async () => {
  const api = await startApi()
  const { first, projectId } = await startList(api)
  const path = `/api/v1/runs/${first.runId}/edits`
  const both = await Promise.all([
    api.post<SpecEditsAccepted>(path, wide),
    api.post<SpecEditsAccepted>(path, { edits: [{ key: 'tent', remove: true }] }),
  ])
  const [won, lost] = both[0].status === 202 ? both : [both[1], both[0]]
  expect(won.status).toBe(202)
  const newest = { newestRevision: 2, newestRunId: won.body.runId }
  expect(lost).toMatchObject({
    status: 409,
    body: { type: 'urn:assetloom:problem:list-moved-on', details: newest },
  })
  const early = await api.post(`/api/v1/runs/${won.body.runId}/edits`, wide)
  expect(early).toMatchObject({ status: 409, body: { type: 'urn:assetloom:problem:list-is-read' } })
  await refine(api, projectId, won.body)
  expect((await api.post(path, wide)).status).toBe(409)
  const later = await api.post(`/api/v1/runs/${won.body.runId}/edits`, { ...wide, expectedRevision: 1 })
  expect(later.status).toBe(409)
  expect((await api.get<SpecEditList>(path)).body.newest).toEqual({ revision: 2, runId: won.body.runId })
})

test('edits that cannot be used are told one by one with member and hint, and nothing is kept', async () => {
  const api = await startApi()
  const { first } = await startList(api)
  const path = `/api/v1/runs/${first.runId}/edits`
  const problemsOf = async (status: number, ...edits: unknown[]) => {
    const { body, ...answer } = await api.post(path, { edits })
    expect([answer.status, body.type]).toEqual([status, 'urn:assetloom:problem:unusable-edits'])
    for (const { hint, message } of body.problems ?? [])
      expect([hint, message].every((text) => text.length > 3)).toBe(true)
    return (body.problems ?? []).map(({ member }) => member)
  }
  expect(
    await problemsOf(
      422,
      { key: 'barrel', set: { size: { width: 5000, height: 2 } } },
      { key: 'barrel', set: { colour: 'red' } },
      { key: 'Barrel', drop: true },
      { key: 'tent', set: { prompt: { positive: 'a\u0000b' } } },
      'tent',
    ),
  ).toEqual([
    'edits.0.set.size.width',
    'edits.0.set.size.height',
    'edits.1.set.colour',
    'edits.2.key',
    'edits.3.set.prompt.positive',
    'edits.4.set',
  ])
  expect(await problemsOf(422, { key: 'tent' })).toEqual(['edits.0.set'])
  // What is sound in itself and does not fit the list as it stands, or this service, is a conflict.
  expect(await problemsOf(409, { key: 'nowhere', set: { variants: 2 } })).toEqual(['edits.0.key'])
  expect(await problemsOf(409, { key: 'tent', set: { provider: 'dream' } })).toEqual(['edits.0.set.provider'])
  expect(await problemsOf(409, { key: 'tent', set: { states: ['a', 'a'] } })).toEqual(['edits.0.set.states'])
  const add = { assetType: 'prop', prompt: { positive: 'tent' } }
  expect(await problemsOf(409, { key: 'tent', add })).toEqual(['edits.0.add'])
  expect((await api.post(path, { edits: [] })).status).toBe(422)
  expect((await api.post(path, { edits: [{ key: 'tent', drop: true }], more: 1 })).status).toBe(422)
  expect(await api.catalogue.runs.list({ limit: 10 })).toHaveLength(1)
})

test('edits stay with the list when it is submitted again, wait while their spec is gone, and can be given up', async () => {
  const api = await startApi()
  const { path, first, projectId } = await startList(api)
  const edited = await api.post<SpecEditsAccepted>(`/api/v1/runs/${first.runId}/edits`, wide)
  await refine(api, projectId, edited.body)
  expect((await submit(api, path, list)).runId).toBe(edited.body.runId)
  expect((await api.post<WishlistDiff>(`${path}/diff`, list)).body).toMatchObject({ isSame: true })
  const without = await submit(api, path, { ...list, text: 'prop: tent' })
  const waiting = await api.get<SpecEditList>(`/api/v1/runs/${without.runId}/edits`)
  expect(waiting.body.edits).toMatchObject([{ key: 'barrel', state: 'waiting' }])
  const back = await submit(api, path, list)
  expect(await api.catalogue.runs.carried(back.runId)).toMatchObject({ specs: 2 })
  const none = await submit(api, path, { ...list, edits: [] })
  const { body } = await api.get<SpecDetail>(`/api/v1/runs/${none.runId}/specs/barrel`)
  expect(body).toMatchObject({ spec: { size: { width: 32, height: 32 } }, edit: null, written: null })
})

test('a held list is edited before anything is made: the held run before it ends, and the new one is held', async () => {
  const api = await startApi()
  const { path, first, projectId } = await startList(api, { hold: true })
  expect((await api.get<RunView>(`/api/v1/runs/${first.runId}`)).body).toMatchObject({ paused: true })
  // The same list, not held, is the same list: it is resumed, not handed in again.
  expect(await submit(api, path, list)).toMatchObject({ runId: first.runId, created: false, held: true })
  const edited = await api.post<SpecEditsAccepted>(`/api/v1/runs/${first.runId}/edits`, wide)
  expect(edited.body).toMatchObject({ held: true, cancelledRunId: first.runId })
  expect(api.gateway.delivered.slice(-2)).toMatchObject([
    { kind: 'startWishlistRun', runId: edited.body.runId },
    { kind: 'signalRun', runId: first.runId, signal: 'cancelRun' },
  ])
  await refine(api, projectId, edited.body)
  expect(await api.catalogue.runs.carried(edited.body.runId)).toMatchObject({ specs: 0 })
  expect(await api.catalogue.runs.find(first.runId)).toMatchObject({ stage: 'cancelled' })
  expect(await api.catalogue.runs.find(edited.body.runId)).toMatchObject({ paused: true })
  // Resumed: what is edited from now on goes on at once, beside what is being made.
  await api.catalogue.runs.setPaused(edited.body.runId, false)
  const later = await api.post<SpecEditsAccepted>(`/api/v1/runs/${edited.body.runId}/edits`, {
    edits: [{ key: 'tent', set: { variants: 2 } }],
  })
  expect(later.body).toMatchObject({ held: false })
  expect(later.body).not.toHaveProperty('cancelledRunId')
  expect(await api.catalogue.runs.find(later.body.runId)).toMatchObject({ paused: false })
})

/** Proposes one prop for the line that the rules left open. */
function fakeModel(): LanguageModel & { asked: number } {
  const model = {
    name: 'tiny',
    asked: 0,
    complete: async () => {
      model.asked += 1
      const proposal = { lines: [3], assetType: 'prop', name: 'iron crank', prompt: 'iron crank of a sluice' }
      return { text: JSON.stringify({ proposals: [proposal] }), isCutOff: false }
    },
  }
  return model as LanguageModel & { asked: number }
}

test('a proposal of a model is accepted or declined, and no edit asks the model again', async () => {
  const api = await startApi()
  const { first, projectId } = await startList(api)
  const languageModel = fakeModel()
  const propose = async ({ wishlistRevisionId }: Submitted) =>
    await proposeSpecs({ catalogue: api.catalogue, languageModel })({
      ...{ projectId, wishlistRevisionId, openLines: [3] },
    })
  await propose(first)
  const runPath = (run: Submitted) => `/api/v1/runs/${run.runId}`
  const open = await api.get<ProposalList>(`${runPath(first)}/proposals`)
  expect(open.body.proposals).toMatchObject([
    { key: 'iron-crank', lines: [3], refinedBy: 'llm:tiny', state: 'open', spec: { assetType: 'prop' } },
  ])
  expect((await api.get<RunView>(runPath(first))).body.notes).not.toContainEqual(
    expect.objectContaining({ proposal: expect.anything() as unknown }),
  )
  const keys = ['iron-crank']
  const declined = await api.post<ProposalList>(`${runPath(first)}/proposals/decline`, { keys })
  expect(declined.body.proposals).toMatchObject([{ state: 'declined' }])
  const unknown = await api.post(`${runPath(first)}/proposals/accept`, { keys: ['iron-crank', 'x'] })
  expect([unknown.status, unknown.body.problems?.[0]?.member]).toEqual([409, 'keys.1'])
  const other = await api.post<SpecEditsAccepted>(`${runPath(first)}/edits`, wide)
  await refine(api, projectId, other.body)
  await propose(other.body)
  expect(languageModel.asked).toBe(1)
  const still = await api.get<ProposalList>(`${runPath(other.body)}/proposals`)
  expect(still.body.proposals).toMatchObject([{ state: 'declined' }])
  const accepted = await api.post<SpecEditsAccepted>(`${runPath(other.body)}/proposals/accept`, { keys })
  expect([accepted.status, accepted.body.difference.added.map(({ key }) => key)]).toEqual([202, keys])
  await refine(api, projectId, accepted.body)
  const run = await api.get<RunView>(runPath(accepted.body))
  expect([run.body.problems, run.body.counts.specs]).toEqual([[], 3])
  const spec = await api.get<SpecDetail>(`${runPath(accepted.body)}/specs/iron-crank`)
  expect(spec.body).toMatchObject({
    ...{ origin: 'model', refinedBy: 'llm:tiny', written: null },
    spec: { prompt: { positive: 'iron crank of a sluice' }, source: { line: 3 } },
  })
  const now = await api.get<ProposalList>(`${runPath(accepted.body)}/proposals`)
  expect(now.body.proposals).toMatchObject([{ state: 'accepted' }])
  const twice = await api.post<SpecEditsAccepted>(`${runPath(accepted.body)}/proposals/accept`, { keys })
  expect([twice.status, twice.body.runId]).toEqual([200, accepted.body.runId])
})

test('two edits of one spec in one list are a 409 that names the second; an edit that takes away and sets is a 422', async () => {
  const api = await startApi()
  const { path } = await startList(api)
  const [name, text] = ['twice.txt', 'prop: barrel']
  const wider = { key: 'barrel', set: { variants: 2 } }
  const twice = await api.post<{ problems: { member: string }[] }>(path, {
    ...{ name, text, edits: [wider, { key: 'barrel', remove: true }] },
  })
  expect([twice.status, twice.body.problems.map(({ member }) => member)]).toEqual([409, ['edits.1.key']])
  const both = await api.post<{ detail: string }>(path, { name, text, edits: [{ ...wider, remove: true }] })
  expect(both.status).toBe(422)
  expect(both.body.detail).toContain('edits.0.remove')
})
