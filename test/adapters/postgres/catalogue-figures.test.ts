import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogueFigures, readCatalogueFigures } from '../../../adapters/postgres/catalogue-figures.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../../adapters/postgres/postgres-pool.js'
import type { SlowQuery } from '../../../adapters/postgres/slow-queries.js'
import { generateRound, holderOf, planJobs, startRun } from '../../support/catalogue-scenario.js'
import { createCountingIds } from '../../support/counting-ids.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function readFigures(): Promise<Map<string, { labels: object; value: number }[]>> {
  const found = await readCatalogueFigures(database.pool, 5_000)
  return new Map([...found].map(([{ name }, rows]) => [name.replace('assetloom_', ''), [...rows]]))
}

describe('the figures of the catalogue', () => {
  test('have names of their own, and every statement works on an empty database', async () => {
    expect(new Set(catalogueFigures.map(({ name }) => name)).size).toBe(catalogueFigures.length)
    const figures = await readFigures()
    expect(figures.size).toBe(catalogueFigures.length)
    expect(figures.get('outbox_oldest_seconds')).toEqual([{ labels: {}, value: 0 }])
    expect(figures.get('runs')).toEqual([])
    expect(figures.get('schema_info')).toHaveLength(1)
  })

  test('tell what is there: stages, what waits, what is not settled, what was wasted', async () => {
    const catalogue = createPostgresCatalogue(database.pool, { ids: createCountingIds() })
    const run = await startRun(catalogue, { project: 'figures', keys: ['barrel'] })
    const [spec] = run.specs
    if (!spec) throw new Error('the scenario has no spec')
    const jobs = planJobs(run, spec)
    await catalogue.generation.reserve({ ...holderOf(run, spec), cap: 1, jobs, costMicros: 5 })
    await catalogue.generation.beginExecution(jobs[0]?.jobId ?? '')
    await catalogue.generation.beginExecution(jobs[0]?.jobId ?? '')
    const before = await readFigures()
    expect(before.get('reservations_unsettled')).toEqual([{ labels: {}, value: 2 }])
    expect(before.get('reservation_oldest_seconds')?.[0]?.value).toBeGreaterThan(0)
    expect(before.get('job_executions_wasted')).toEqual([{ labels: {}, value: 1 }])
    expect(before.get('permits')).toEqual([{ labels: { state: 'held' }, value: 1 }])
    expect(before.get('cost_micros')).toEqual([{ labels: { kind: 'reserve', currency: 'USD' }, value: 10 }])
    await catalogue.generation.release(holderOf(run, spec))

    const variants = await generateRound(catalogue, run, spec)
    await catalogue.runs.setSpecStage({
      runId: run.runId,
      specRevisionId: spec.specRevisionId,
      stage: 'reviewing',
      round: 1,
    })
    await database.pool.query("UPDATE runs SET stage = 'generating'")
    const [variant] = variants
    if (!variant) throw new Error('the round has no variant')
    const message = {
      decisionId: 'dec_1',
      variantId: variant.variantId,
      verb: 'approve' as const,
      expectedVersion: 0,
      reviewer: 'local',
    }
    await catalogue.review.requestDecision({ ...holderOf(run, spec), message })
    const after = await readFigures()
    expect(after.get('reservations_unsettled')).toEqual([{ labels: {}, value: 0 }])
    expect(after.get('reviews_waiting')).toEqual([{ labels: {}, value: 1 }])
    expect(after.get('review_oldest_seconds')?.[0]?.value).toBeGreaterThan(0)
    expect(after.get('decisions_pending')).toEqual([{ labels: {}, value: 1 }])
    expect(after.get('variants')).toEqual([{ labels: { verdict: 'undecided' }, value: variants.length }])
    // A review waits for a person: that is no run that hangs.
    expect(after.get('run_oldest_idle_seconds')).toEqual([{ labels: {}, value: 0 }])
  })

  test('are given up at the deadline, and the connection is whole afterwards', async () => {
    await expect(readCatalogueFigures(database.pool, 0)).rejects.toThrow('within 0 ms')
    expect((await readFigures()).size).toBe(catalogueFigures.length)
  })
})

describe('slow queries', () => {
  test('are told with their text and without their values, once, whichever way they were sent', async () => {
    const told: SlowQuery[] = []
    const pool = createPostgresPool({
      connectionString: database.url,
      slowQueryMs: 15,
      onSlowQuery: (query) => told.push(query),
    })
    try {
      await pool.query('SELECT 1')
      await pool.query('SELECT pg_sleep($1),\n  $2::text', [0.03, 'a secret name'])
      const client = await pool.connect()
      await client.query('SELECT pg_sleep($1)', [0.03]).finally(() => client.release())
    } finally {
      await pool.end()
    }
    const slept = told.filter(({ statement }) => statement.includes('pg_sleep'))
    expect(slept.map(({ statement }) => statement)).toEqual([
      'SELECT pg_sleep($1), $2::text',
      'SELECT pg_sleep($1)',
    ])
    expect(JSON.stringify(told)).not.toContain('secret')
  })
})
