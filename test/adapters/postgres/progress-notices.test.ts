import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { shrinkPreview } from '../../../adapters/imaging/shrink-preview.js'
import { listenForEvents } from '../../../adapters/postgres/event-listener.js'
import { createProgressTeller } from '../../../adapters/postgres/progress-notices.js'
import type { JobProgress } from '../../../core/generation/job-progress.js'
import { readProgressNotice, type ProgressNotice } from '../../../core/generation/progress-notice.schema.js'
import { buildPng } from '../../support/build-png.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => await database.drop())

const of = (value: number, more: Partial<JobProgress> = {}): JobProgress => ({
  ...{ projectId: 'prj_1', runId: 'run_1', specRevisionId: 'spr_1', jobId: 'job', specKey: 'knight' },
  ...{ round: 1, variantIndex: 0, phase: 'running', node: '5', value, max: 30, ...more },
})

it('what a job says reaches every listener, not more often than people can see, with a small picture', async () => {
  const heard: ProgressNotice[] = []
  const listener = await listenForEvents(
    database.url,
    () => undefined,
    (payload) => heard.push(readProgressNotice(payload)!),
  )
  try {
    let nowMs = 0
    const tell = createProgressTeller({ pool: database.pool, shrink: shrinkPreview, now: () => nowMs })
    for (let step = 1; step <= 20; step++) tell(of(step))
    await vi.waitFor(() => expect(heard).toHaveLength(1), 30_000)
    expect(heard[0]).toMatchObject({ specKey: 'knight', phase: 'running', value: 1, max: 30 })
    nowMs = 1_000
    const rows = Buffer.concat(Array.from({ length: 512 }, () => Buffer.alloc(1 + 512 * 4, 0)))
    const bytes = buildPng({ width: 512, height: 512, bitDepth: 8, colourType: 6 }, rows)
    // A second picture within half a second is left out; the step that comes with it is not.
    tell(of(21, { preview: { mime: 'image/png', bytes } }))
    nowMs = 1_300
    tell(of(22, { preview: { mime: 'image/png', bytes } }))
    await vi.waitFor(() => expect(heard.some(({ preview }) => preview !== undefined)).toBe(true), 30_000)
    const pictures = heard.flatMap(({ preview }) => preview ?? [])
    expect(pictures).toEqual([expect.stringMatching(/^data:image\/jpeg;base64,/)])
    tell(of(30, { phase: 'saving' }))
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ phase: 'saving' }), 30_000)
    expect(heard.map(({ value }) => value)).toEqual(expect.arrayContaining([1, 21, 22, 30]))
    expect(heard.length).toBeLessThanOrEqual(5)
  } finally {
    await listener.close()
  }
})

it('a database that is away holds nothing up', async () => {
  const query = vi.fn(async () => await Promise.reject(new Error('away')))
  const tell = createProgressTeller({ pool: { query } as never, shrink: async () => null })
  tell(of(1))
  await vi.waitFor(() => expect(query).toHaveBeenCalledTimes(1))
  tell(of(2, { phase: 'saving' }))
  await vi.waitFor(() => expect(query).toHaveBeenCalledTimes(2))
})
