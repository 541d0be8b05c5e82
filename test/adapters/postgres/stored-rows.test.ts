import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUuidMint } from '../../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import { inTransaction, queryPool } from '../../../adapters/postgres/transaction.js'
import { isIdOf } from '../../../core/ids.js'
import type { Catalogue } from '../../../core/catalogue.js'
import {
  buildDecision,
  buildRunOptions,
  decide,
  generateRound,
  holderOf,
  planJobs,
  startRun,
} from '../../support/catalogue-scenario.js'
import { createTestDatabase } from '../../support/test-database.js'
import type { TestDatabase } from '../../support/test-database.js'

let database: TestDatabase
let catalogue: Catalogue

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids: createUuidMint() })
})
afterAll(async () => await database.drop())

describe('rows', () => {
  it('have ids of their kind that sort by the time they were minted', async () => {
    const ids = createUuidMint()
    const minted = Array.from({ length: 500 }, () => ids.mint('variant'))
    expect(minted.every((id) => isIdOf('variant', id))).toBe(true)
    expect([...minted].sort()).toEqual(minted)
  })

  it('of runs tell which revision of their list they are of', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'revised', name: 'revised' })
    const submit = (name: string, text: string) =>
      catalogue.intake.submitWishlist({ projectId, name, text, options: buildRunOptions() })
    for (const text of ['prop: tent', 'prop: tall tent']) await submit('camp.txt', text)
    const other = await submit('docks.txt', 'prop: crane')
    const runs = await catalogue.runs.list({ projectId, limit: 10 })
    expect(runs.map((run) => [run.wishlistName, run.wishlistRevision])).toEqual([
      ['docks.txt', 1],
      ['camp.txt', 2],
      ['camp.txt', 1],
    ])
    expect((await catalogue.runs.find(other.runId))?.wishlistRevision).toBe(1)
  })

  it('of decisions are never changed or deleted', async () => {
    const run = await startRun(catalogue, { project: 'append-only', keys: ['barrel'] })
    const [spec] = run.specs
    if (!spec) throw new Error('no spec')
    const [variant] = await generateRound(catalogue, run, spec)
    if (!variant) throw new Error('no variant')
    await decide(catalogue, run, spec, variant, 'dec_1')
    for (const statement of [`UPDATE decisions SET reviewer = 'x'`, 'DELETE FROM decisions'])
      await expect(queryPool(database.pool, statement)).rejects.toThrow(/append-only/)
    const rival = queryPool(
      database.pool,
      `INSERT INTO decisions (decision_id, variant_id, version, project_id, run_id, spec_revision_id, verb, verdict, reviewer)
       SELECT 'dec_2', variant_id, version, project_id, run_id, spec_revision_id, verb, verdict, reviewer FROM decisions`,
    )
    await expect(rival).rejects.toMatchObject({ type: 'Conflict' })
  })

  it('of the ledger settle a reservation once', async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM ledger_entries WHERE kind = $1',
      ['commit'],
    )
    expect(rows[0]?.n).toBeGreaterThan(0)
    await expect(
      queryPool(
        database.pool,
        `INSERT INTO ledger_entries (job_id, kind, project_id, run_id, spec_revision_id, cost_micros)
         SELECT job_id, 'refund', project_id, run_id, spec_revision_id, 1 FROM ledger_entries WHERE kind = 'commit'`,
      ),
    ).rejects.toMatchObject({ type: 'Conflict' })
  })

  it('cannot hold NUL or half characters: content is refused, words around it are cleaned', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'binary', name: 'binary' })
    await expect(
      catalogue.intake.submitWishlist({
        projectId,
        name: 'a',
        text: 'PNG\u0000',
        options: buildRunOptions(),
      }),
    ).rejects.toMatchObject({ type: 'InvalidInput' })
    const run = await startRun(catalogue, { project: 'binary', keys: ['barrel'] })
    const [spec] = run.specs
    if (!spec) throw new Error('no spec')
    const [variant] = await generateRound(catalogue, run, spec)
    if (!variant) throw new Error('no variant')
    await catalogue.review.recordDecisions({
      ...holderOf(run, spec),
      specId: spec.specId,
      decisions: [buildDecision(variant, 'dec_odd', { note: 'a\u0000b\uD800c', reviewer: 'x\u0000' })],
    })
    expect(await catalogue.review.decisionsOf(variant.variantId)).toMatchObject([
      { note: 'ab\uFFFDc', reviewer: 'x' },
    ])
    expect(
      await catalogue.review.refuseDecision({
        ...holderOf(run, spec),
        decisionId: '\u0000'.repeat(10) + 'y'.repeat(10_000),
        reason: 'Malformed',
        message: 'z\u0000',
        reviewer: 'signal:\uDC00',
      }),
    ).toEqual({ applied: false })
    await catalogue.runs.setStage(run.runId, 'failed', `boom\u0000${'!'.repeat(5_000)}`)
    expect((await catalogue.runs.find(run.runId))?.failure).toHaveLength(1_999)
  })
})

describe('the line for permits', () => {
  it('passes by one that has not asked for long, who keeps its place', async () => {
    const run = await startRun(catalogue, { project: 'silent', keys: ['a', 'b', 'c'] })
    const reserve = async (index: number, waitMs?: number) => {
      const spec = run.specs[index]
      if (!spec) throw new Error('no spec')
      const order = { ...holderOf(run, spec), cap: 1, jobs: planJobs(run, spec), costMicros: 0 }
      return await catalogue.generation.reserve(waitMs === undefined ? order : { ...order, waitMs })
    }
    const releaseOf = async (index: number) => {
      const spec = run.specs[index]
      if (!spec) throw new Error('no spec')
      await catalogue.generation.release(holderOf(run, spec))
    }
    expect((await reserve(0)).granted).toBe(true)
    expect((await reserve(1)).granted).toBe(false)
    expect((await reserve(2)).granted).toBe(false)
    await releaseOf(0)
    expect(await reserve(2)).toEqual({ granted: false, ahead: 1 })
    await queryPool(
      database.pool,
      `UPDATE permits SET asked_at = asked_at - interval '1 hour' WHERE spec_revision_id = $1`,
      [run.specs[1]?.specRevisionId],
    )
    // As ASSETGEN_WORKER_PROJECT_LOCK_TTL_MS may set it: an hour is then no silence.
    expect(await reserve(2, 7_200_000)).toEqual({ granted: false, ahead: 1 })
    expect((await reserve(2)).granted).toBe(true)
    expect((await reserve(1)).granted).toBe(false)
    expect((await reserve(0)).ahead).toBe(2)
    await releaseOf(2)
    expect((await reserve(1)).granted).toBe(true)
  })
})

describe('the outbox on PostgreSQL', () => {
  it('passes by a row that another drainer is leasing at this moment', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'drained', name: 'drained' })
    const add = async (runId: string) =>
      await catalogue.outbox.add({ kind: 'signalRun', projectId, runId, signal: 'pauseRun' }, runId)
    const [taken, free] = [await add('run_1'), await add('run_2')]
    await inTransaction(database.pool, async (tx) => {
      await tx.query('SELECT 1 FROM outbox WHERE outbox_id = $1 FOR UPDATE', [taken.outboxId])
      const leased = (await catalogue.outbox.lease(1000, 60_000)).map(({ outboxId }) => outboxId)
      expect(leased).toContain(free.outboxId)
      expect(leased).not.toContain(taken.outboxId)
    })
  })
})
