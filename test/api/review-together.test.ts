import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type {
  AssignmentList,
  ClaimList,
  NoteList,
  PresenceList,
  ReviewQueuePage,
  RunTags,
  SpecTagsView,
} from '../../core/http/review-api.js'
import type { NoteRow } from '../../core/review-together/note-ports.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import { send, startApi, stageReview, token, type TestApi } from './api-fixture.js'

const call = <T>(
  api: TestApi,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) =>
  send<T>(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      ...{ authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const stage = async (specKeys: readonly string[] = ['axe', 'bow', 'cup']) => {
  const api = await startApi()
  const staged = await stageReview(api, { specKeys, variantsPerSpec: 2 })
  const { projectId } = staged.project
  const run = `/runs/${staged.runId}`
  return { api, staged, run, scope: { projectId, runId: staged.runId } }
}

describe('claims', () => {
  test('take the next that nobody has; others are seen; mine alone are given back', async () => {
    const { api, run, scope } = await stage()
    await api.catalogue.claims.take({ ...scope, handle: 'ben', count: 1, leaseMs: 60_000 })
    const taken = await call<ClaimList>(api, 'POST', `${run}/claims`, { count: 1 })
    expect(taken.status).toBe(200)
    expect(taken.body.claims).toMatchObject([{ specKey: 'bow', handle: 'local' }])
    const rest = await call<ClaimList>(api, 'POST', `${run}/claims`, {})
    expect(rest.body.claims.map(({ specKey }) => specKey)).toEqual(['cup'])
    const seen = await call<ClaimList>(api, 'GET', `${run}/claims`)
    expect(seen.body.claims.map(({ handle }) => handle)).toEqual(['ben', 'local', 'local'])
    const renewed = await call<ClaimList>(api, 'POST', `${run}/claims/renew`, {})
    expect(renewed.body.claims).toHaveLength(2)
    const one = await call(api, 'DELETE', `${run}/claims?specKey=cup`)
    expect(one.body).toEqual({ released: 1 })
    expect((await call(api, 'DELETE', `${run}/claims`)).body).toEqual({ released: 1 })
    expect((await call<ClaimList>(api, 'GET', `${run}/claims`)).body.claims).toHaveLength(1)
  })

  test('sent twice under one Idempotency-Key are taken once', async () => {
    const { api, run } = await stage()
    const key = { 'idempotency-key': 'take-1' }
    const first = await call<ClaimList>(api, 'POST', `${run}/claims`, { count: 1 }, key)
    const again = await call<ClaimList>(api, 'POST', `${run}/claims`, { count: 1 }, key)
    expect(again.body).toEqual(first.body)
    expect((await call<ClaimList>(api, 'GET', `${run}/claims`)).body.claims).toHaveLength(1)
  })

  test('ask for a usable number, in a run that exists', async () => {
    const { api, run } = await stage(['axe'])
    for (const count of [0, 101, 1.5, '3']) {
      const refused = await call(api, 'POST', `${run}/claims`, { count })
      expect(refused.status, String(count)).toBe(422)
      expect(refused.body.detail).toContain('"count"')
    }
    expect((await call(api, 'POST', `/runs/run_${randomUUID()}/claims`, {})).status).toBe(404)
  })
})

describe('presence', () => {
  test('is said and answered with who is there, and is gone when it was not said for a while', async () => {
    const { api, run } = await stage()
    const said = await call<PresenceList>(api, 'PUT', `${run}/presence`, { specKey: 'axe' })
    expect(said.status).toBe(200)
    expect(said.body.presences).toMatchObject([{ handle: 'local', specKey: 'axe' }])
    api.clock.nowMs += togetherLimits.presenceKeepMs - 1
    expect((await call<PresenceList>(api, 'GET', `${run}/presence`)).body.presences).toHaveLength(1)
    api.clock.nowMs += 1
    expect((await call<PresenceList>(api, 'GET', `${run}/presence`)).body.presences).toEqual([])
    await call(api, 'PUT', `${run}/presence`, { specKey: null })
    const left = await call<PresenceList>(api, 'DELETE', `${run}/presence`)
    expect(left.body).toEqual({ presences: [], keepMs: togetherLimits.presenceKeepMs })
    expect((await call(api, 'PUT', `${run}/presence`, { specKey: 'No Key' })).status).toBe(422)
  })

  test('reaches the event streams of its project that ask for it, and no log', async () => {
    const { api, run, scope } = await stage()
    const abort = new AbortController()
    const open = async (query: string) => {
      const response = await fetch(`${api.url}/api/v1/events?projectId=${scope.projectId}${query}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: abort.signal,
      })
      return response.body!.pipeThrough(new TextDecoderStream()).getReader()
    }
    const reader = await open('&presence=1')
    let raw = ''
    const readUntil = async (text: string) => {
      while (!raw.includes(text)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`the stream ended before ${text}`)
        raw += value
      }
    }
    await readUntil('retry:')
    await call(api, 'PUT', `${run}/presence`, { specKey: 'bow' })
    await readUntil('event: presence')
    await readUntil('"specKey":"bow"')
    expect(raw).toContain('"handle":"local"')
    const events = await api.catalogue.events.readAfter(scope.projectId, 0, 500)
    expect(JSON.stringify(events)).not.toContain('presence')
    abort.abort()
  })
})

describe('notes', () => {
  const notes = '/specs/axe/notes'

  test('are written, changed and deleted by their author', async () => {
    const { api, run, staged } = await stage()
    const noteId = `nte_${randomUUID()}`
    const first = await call<NoteRow>(api, 'POST', run + notes, { noteId, text: 'too dark' })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ noteId, author: 'local', text: 'too dark', variantId: null })
    const again = await call<NoteRow>(api, 'POST', run + notes, { noteId, text: 'too dark' })
    expect(again.body).toEqual(first.body)
    const { variantId } = staged.variants[0]!
    await call(api, 'POST', run + notes, { text: 'this one', variantId })
    const edited = await call<NoteRow>(api, 'PUT', `${run}${notes}/${noteId}`, { text: 'darker' })
    expect(edited.body).toMatchObject({ text: 'darker', former: [{ text: 'too dark' }] })
    const list = async (query = '') =>
      (await call<NoteList>(api, 'GET', run + notes + query)).body.notes.map(({ text }) => text)
    expect(await list()).toEqual(['darker', 'this one'])
    expect((await call(api, 'DELETE', `${run}${notes}/${noteId}`)).status).toBe(204)
    expect(await list()).toEqual(['this one'])
    expect(await list('?deleted=true')).toEqual(['darker', 'this one'])
    expect((await call(api, 'PUT', `${run}${notes}/${noteId}`, { text: 'x' })).status).toBe(404)
  })

  test("of others, of other specs and on other specs' variants are refused", async () => {
    const { api, run, scope, staged } = await stage()
    const { specRevisionId } = staged.variants[0]!
    const noteId = `nte_${randomUUID()}`
    const theirs = { ...scope, specRevisionId, noteId, variantId: null, author: 'ben', text: 'mine' }
    await api.catalogue.notes.add(theirs)
    const foreign = await call(api, 'PUT', `${run}${notes}/${noteId}`, { text: 'yours' })
    expect([foreign.status, foreign.body.detail]).toEqual([403, expect.stringContaining('by ben')])
    expect((await call(api, 'DELETE', `${run}${notes}/${noteId}`)).status).toBe(403)
    expect((await call(api, 'DELETE', `${run}/specs/bow/notes/${noteId}`)).status).toBe(404)
    expect((await call(api, 'POST', run + notes, { noteId, text: 'taken' })).status).toBe(409)
    const { variantId } = staged.variants.at(-1)!
    expect((await call(api, 'POST', run + notes, { text: 'x', variantId })).status).toBe(404)
    expect((await call(api, 'GET', `${run}/specs/none/notes`)).status).toBe(404)
  })

  test('have 1 to 2,000 characters', async () => {
    const { api, run } = await stage()
    for (const text of ['', '  \n ', 'x'.repeat(2_001), 'a\u0000b', 7]) {
      const refused = await call(api, 'POST', run + notes, { text })
      expect(refused.status).toBe(422)
      expect(refused.body.detail).toContain('"text"')
    }
    expect((await call(api, 'POST', run + notes, { text: 'x'.repeat(2_000) })).status).toBe(201)
  })
})

describe('tags of a spec', () => {
  const tags = '/specs/axe/tags'

  test('are saved under the version that was seen, and undone by saving the former ones', async () => {
    const { api, run, scope } = await stage()
    const settings = { tagGroups: { danger: ['boss', 'minion'] } }
    await api.catalogue.settings.save({ projectId: scope.projectId, expectedRevision: 0, settings })
    const none = await call<SpecTagsView>(api, 'GET', run + tags)
    expect(none.body).toMatchObject({ version: 0, tags: [], own: [], groups: settings.tagGroups })
    expect(none.headers.get('etag')).toBe('"0"')
    const saved = await call<SpecTagsView>(api, 'PUT', run + tags, {
      ...{ tags: ['boss', ' my  own ', 'boss'], expectedVersion: 0 },
    })
    expect(saved.body).toMatchObject({ tags: ['boss', 'my own'], version: 1, taggedBy: 'local' })
    const late = await call(api, 'PUT', run + tags, { tags: ['tree'], expectedVersion: 0 })
    expect(late.status).toBe(409)
    const { tags: former } = saved.body.former!
    const undone = await call<SpecTagsView>(api, 'PUT', run + tags, { tags: former, expectedVersion: 1 })
    expect(undone.body).toMatchObject({ tags: [], version: 2 })
    const all = await call<RunTags>(api, 'GET', `${run}/tags`)
    expect(all.body.specs.map(({ specKey, version }) => [specKey, version])).toEqual([['axe', 2]])
  })

  test('are refused with another ETag than theirs, and when they are too many or too long', async () => {
    const { api, run } = await stage()
    const body = { tags: ['boss'], expectedVersion: 0 }
    const other = await call(api, 'PUT', run + tags, body, { 'if-match': '"7"' })
    expect([other.status, other.headers.get('etag')]).toEqual([412, '"0"'])
    expect((await call(api, 'PUT', run + tags, body, { 'if-match': '"0"' })).status).toBe(200)
    const many = Array.from({ length: 41 }, (_, at) => `tag ${at}`)
    for (const wrong of [many, ['x'.repeat(61)], [' '], ['a\nb'], 'boss'])
      expect((await call(api, 'PUT', run + tags, { tags: wrong, expectedVersion: 1 })).status).toBe(422)
    expect((await call(api, 'GET', `${run}/specs/none/tags`)).status).toBe(404)
  })
})

describe('assignments', () => {
  test('of the run and of specs are made, seen in the queue and taken back', async () => {
    const { api, run } = await stage()
    const put = async (body: unknown) => await call<AssignmentList>(api, 'PUT', `${run}/assignment`, body)
    const whole = await put({ handle: 'local' })
    expect(whole.body.assignments).toMatchObject([{ specKey: null, handle: 'local', assignedBy: 'local' }])
    await put({ handle: 'local', specKeys: ['bow'] })
    expect((await put({ handle: null })).body.assignments).toEqual([])
    const stranger = await put({ handle: 'nobody' })
    expect([stranger.status, stranger.body.detail]).toEqual([409, expect.stringContaining('no member')])
    expect((await put({ handle: 'local', specKeys: ['none'] })).status).toBe(404)
    expect((await put({ handle: 'local', specKeys: [] })).status).toBe(422)
  })
})

describe('the review queue', () => {
  test('shows what waits for me over all projects, in pages', async () => {
    const { api, run, scope } = await stage()
    await stageReview(api, { specKeys: ['dog'], key: 'other' })
    const read = async (query: string) =>
      (await call<ReviewQueuePage>(api, 'GET', `/review-queue${query}`)).body
    const all = await read('')
    expect(all.items.map(({ specKey }) => specKey).toSorted()).toEqual(['axe', 'bow', 'cup', 'dog'])
    await api.catalogue.claims.take({ ...scope, handle: 'ben', count: 1, leaseMs: 60_000 })
    const mine = await read(`?mine=true&projectId=${scope.projectId}`)
    expect(mine.items.map(({ specKey }) => specKey)).toEqual(['bow', 'cup'])
    const first = await read('?limit=3')
    expect([first.items.length, first.total]).toEqual([3, 4])
    expect((await read(`?limit=3&cursor=${first.nextCursor}`)).items).toHaveLength(1)
    const claimed = await read(`?projectId=${scope.projectId}&limit=1`)
    expect(claimed.items).toMatchObject([{ specKey: 'axe', claimedBy: 'ben' }])
    expect((await call(api, 'GET', '/review-queue?cursor=x')).status).toBe(409)
    expect((await call(api, 'GET', '/review-queue?mine=maybe')).status).toBe(422)
    expect(run).toContain('run_')
  })
})
