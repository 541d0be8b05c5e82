import { expect, test } from 'vitest'
import type { ReadingPage } from '../../core/http/compose-reading.js'
import type { WishlistAccepted } from '../../core/http/http-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { startApi, type TestApi } from './api-fixture.js'

/** Submits a list and keeps what refinement makes of it; the path of its reading. */
async function submit(api: TestApi, name: string, text: string): Promise<string> {
  const { projectId } = await api.catalogue.projects.ensure({ key: 'camp', name: 'Camp' })
  const { body } = await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/wishlists`, { name, text })
  const revision = await api.catalogue.intake.loadRevision(projectId, body.wishlistRevisionId)
  await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
  await api.catalogue.runs.setStage(body.runId, 'generating')
  return `/api/v1/runs/${body.runId}/reading`
}

const story = [
  '# Salt Road',
  '',
  '## Props (24x24)',
  '- clay jar; the same jar broken',
  '- salt lamp, walk 0 frames',
  '',
  'Everything has a one-pixel dark outline. Something is odd about the moon tonight.',
].join('\n')

test('every sentence of a free text is told with its specs, rules, problems and notes', async () => {
  const api = await startApi()
  const { body } = await api.get<ReadingPage>(await submit(api, 'salt.md', story))
  expect(body).toMatchObject({ name: 'salt.md', revision: 1, kind: 'prose', nextCursor: null })
  expect(body.total).toBe(body.lines.length)
  const at = (line: number) => body.lines.filter((one) => one.line === line)
  expect(at(4).flatMap(({ keys }) => keys)).toEqual(['clay-jar', 'clay-jar-broken'])
  expect(at(5)[0]).toMatchObject({ outcome: 'spec', keys: ['salt-lamp'], problems: [{ line: 5 }] })
  expect(at(7).map(({ outcome }) => outcome)).toEqual(['constraint', 'not-understood'])
  expect(body.lines.map(({ line }) => line)).toEqual(body.lines.map(({ line }) => line).sort((a, b) => a - b))
  expect(at(7).map(({ notes }) => notes)).toEqual([[], []])
  expect(at(1)[0]).toMatchObject({ outcome: 'note', meaning: expect.stringContaining('title') })
  expect(body.counts).toMatchObject({ 'not-understood': 1, problem: 1 })
})

test('of a list each line is what its spec or problem makes it, and its comments are rules', async () => {
  const api = await startApi()
  const text = '# 24x24 unless said otherwise\nprop: tent\nno category here\n\nprop: tent\n'
  const { body } = await api.get<ReadingPage>(await submit(api, 'camp.txt', text))
  expect(body.lines.map(({ line, outcome, keys }) => [line, outcome, ...keys])).toEqual([
    [1, 'constraint'],
    [2, 'spec', 'tent'],
    [3, 'problem'],
    [5, 'spec', 'tent-2'],
  ])
  expect(body.lines[3]?.notes[0]?.message).toContain('line 2')
})

test('what a model added later shows at its line', async () => {
  const api = await startApi()
  const path = await submit(api, 'salt.md', story)
  const run = await api.catalogue.runs.find(path.split('/')[4] ?? '')
  const note = { file: 'salt.md', line: 7, message: 'proposed by llm:x', kind: 'proposal' as const }
  await api.catalogue.intake.addNotes({ ...run!, notes: [note] })
  const { body } = await api.get<ReadingPage>(path)
  expect(body.lines.flatMap(({ notes }) => notes)).toContainEqual(note)
})

test('a long list comes in pages, and a filter leaves what was not understood', async () => {
  const api = await startApi()
  const lines = Array.from({ length: 240 }, (_, index) =>
    index % 100 === 7 ? 'Something is odd about the moon tonight.' : `- jar ${index}`,
  )
  const path = await submit(api, 'long.md', ['## Props', ...lines].join('\n'))
  const first = await api.get<ReadingPage>(`${path}?limit=200`)
  expect(first.body.lines).toHaveLength(200)
  expect(first.body.nextCursor).toBe(200)
  const last = await api.get<ReadingPage>(`${path}?limit=200&cursor=${first.body.total - 1}`)
  expect([last.body.lines.length, last.body.nextCursor]).toEqual([1, null])
  const open = await api.get<ReadingPage>(`${path}?filter=not-understood`)
  expect(open.body.lines).toHaveLength(first.body.counts['not-understood'])
  expect(open.body.lines.every(({ outcome }) => outcome === 'not-understood')).toBe(true)
  const wrong = await api.get(`${path}?filter=lost`)
  expect([wrong.status, wrong.body.detail]).toEqual([422, expect.stringContaining('not-understood')])
})
