import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { keepingLock } from '../../../adapters/keeping/back-up.js'
import { collectGarbage } from '../../../adapters/keeping/collect-garbage.js'
import { openFilesystemObjectStore } from '../../../adapters/object-store/filesystem-object-store.js'
import { folderKeeping } from '../../../adapters/object-store/folder-keeping.js'
import { objectPath } from '../../../adapters/object-store/object-path.js'
import { deleteOldObject, returnSetAside } from '../../../adapters/object-store/sweep-objects.js'
import { withAdvisoryLock } from '../../../adapters/postgres/advisory-lock.js'
import { columnsWithoutObjects, objectReferences } from '../../../adapters/postgres/object-references.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import { setProjectRetention } from '../../../adapters/postgres/retention.js'
import type { Catalogue } from '../../../core/catalogue.js'
import { hashOf } from '../../../core/hash.js'
import { createCountingIds } from '../../support/counting-ids.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'
import { planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

vi.setConfig({ testTimeout: 90_000 })
let database: TestDatabase
let catalogue: Catalogue
let root = ''
let projects = 0
const hourMs = 3_600_000

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids: createCountingIds() })
  root = await mkdtemp(join(tmpdir(), 'assetloom-gc-'))
})
afterAll(async () => {
  await database.drop()
  await rm(root, { recursive: true, force: true })
})

const sweep = (run: boolean, graceMs = 24 * hourMs, now = () => new Date()) =>
  collectGarbage({ databaseUrl: database.url, keeping: folderKeeping(root), graceMs, run, now })

async function store(text: string, ageHours: number): Promise<string> {
  const objects = await openFilesystemObjectStore({ root })
  const { sha256 } = await objects.put(new TextEncoder().encode(text))
  const at = new Date(Date.now() - ageHours * hourMs)
  await utimes(objectPath(root, sha256), at, at)
  return sha256
}

const isThere = async (sha256: string) => (await openFilesystemObjectStore({ root })).has(sha256)

/** One place of each kind refers to an object of its own. */
async function referToAll(
  hashes: readonly [string, string, string, string],
  ownHash = hashes[3],
  jobHash = hashes[3],
): Promise<void> {
  const [variantHash, assetHash, pageHash, fileHash] = hashes
  projects += 1
  const run = await startRun(catalogue, { project: `gc-${projects}`, keys: ['a'] })
  const spec = run.specs[0]!
  const [job] = planJobs(run, spec)
  await catalogue.generation.reserve({
    ...run,
    specRevisionId: spec.specRevisionId,
    cap: 9,
    jobs: [job!],
    costMicros: 0,
  })
  const { variantId } = await catalogue.generation.complete({ ...resultOf(job!), sha256: variantHash })
  await catalogue.library.saveAssetVersion({
    ...{ projectId: run.projectId, runId: run.runId, ...spec, variantId, sha256: assetHash },
    ...{ sizeBytes: 1, width: 1, height: 1, trim: { x: 0, y: 0, width: 1, height: 1 } },
    processing: { backgroundRemoval: null, scale: 1, palette: [], steps: [] },
  })
  const atlasContentId = hashOf(run.runId)
  const pages = [{ sha256: pageHash, sizeBytes: 1, width: 1, height: 1 }]
  await catalogue.bundles.saveAtlas(run.projectId, { atlasContentId, pages, frames: [] })
  const [bundle] = await catalogue.bundles.freeze({
    ...{ projectId: run.projectId, runId: run.runId, targets: ['generic'], start: false },
    contentIdOf: () => hashOf({ bundle: run.runId }),
  })
  await catalogue.bundles.saveFiles(bundle!.contentId, [{ path: 'a.png', sha256: fileHash, sizeBytes: 1 }])
  const own = { specId: spec.specId, sha256: ownHash, sizeBytes: 1 }
  await catalogue.bundles.savePictures(bundle!.contentId, [own])
  const { projectId } = run
  const jobId = `job_${run.runId}`
  const step = { jobId, parentJobId: null, position: '1', type: 'score', input: {}, notes: [] } as const
  await catalogue.chains.submit({ projectId, chainId: jobId, steps: [step] })
  const output = { images: [{ name: 'a.png', sha256: jobHash }] }
  await catalogue.chains.settle({ projectId, jobId, stage: 'done', output })
}

describe('garbage collection', () => {
  it('knows every column that could name an object', async () => {
    const { rows } = await database.pool.query<{ place: string }>(
      `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
       WHERE table_schema = current_schema() AND (data_type IN ('json', 'jsonb', 'bytea')
         OR column_name ~ 'sha256|object|picture_hash') AND data_type <> 'timestamp with time zone'
         AND table_name <> 'schema_migrations'
         AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')`,
    )
    const known = [
      ...objectReferences.map(({ table, column }) => `${table}.${column}`),
      ...Object.keys(columnsWithoutObjects),
    ]
    expect(rows.map(({ place }) => place).toSorted()).toEqual(known.toSorted())
  })

  it('whatever is referred to from wherever stays, the old rest goes, the young rest stays', async () => {
    let nth = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ referred: fc.boolean(), ageHours: fc.integer({ min: 0, max: 100 }) }), {
          minLength: 4,
          maxLength: 12,
        }),
        async (plans) => {
          const objects = []
          for (const { referred, ageHours } of plans)
            objects.push({ referred, ageHours, sha256: await store(`object ${nth++}`, ageHours) })
          const kept = objects.filter(({ referred }) => referred).map(({ sha256 }) => sha256)
          for (let at = 0; at < kept.length; at += 4) {
            const [a = '', b = a, c = a, d = a] = kept.slice(at, at + 4)
            await referToAll([a, b, c, d])
          }
          const counted = await sweep(false)
          for (const { sha256 } of objects) expect(await isThere(sha256)).toBe(true)
          const report = await sweep(true)
          expect(report.objects).toEqual(counted.objects)
          for (const { sha256, referred, ageHours } of objects)
            expect(await isThere(sha256), `${referred} ${ageHours}`).toBe(referred || ageHours < 24)
        },
      ),
      { numRuns: 8 },
    )
  })

  it('each kind of reference alone keeps its object', async () => {
    const texts = ['variant', 'asset', 'page', 'file', 'placeholder', 'job']
    const hashes = await Promise.all(texts.map((text) => store(`the ${text}`, 90)))
    await referToAll(hashes.slice(0, 4) as [string, string, string, string], hashes[4], hashes[5])
    await sweep(true)
    expect(await Promise.all(hashes.map(isThere))).toEqual(texts.map(() => true))
  })

  it('an object that is stored again is young, also when the sweep has it in its hand', async () => {
    const sha256 = await store('again', 90)
    const objects = await openFilesystemObjectStore({ root })
    await objects.put(new TextEncoder().encode('again'))
    await sweep(true)
    expect(await isThere(sha256)).toBe(true)
    expect(await deleteOldObject(objectPath(root, sha256), Date.now() - 24 * hourMs)).toBe(false)
    expect(await isThere(sha256)).toBe(true)
    expect(await readdir(join(objectPath(root, sha256), '..'))).toEqual([sha256])
  })

  it('an object that a killed sweep had set aside comes back and is judged again', async () => {
    const sha256 = await store('set aside', 1)
    const path = objectPath(root, sha256)
    const bytes = new TextEncoder().encode('set aside')
    await rm(path)
    await writeFile(`${path}.swept`, bytes)
    await returnSetAside(root)
    expect((await stat(path)).size).toBe(bytes.length)
  })

  it('stands back while a backup is under way', async () => {
    await withAdvisoryLock(database.pool, keepingLock, async () => {
      await expect(sweep(true)).rejects.toMatchObject({ type: 'Conflict' })
    })
  })

  it('removes expired keys, delivered messages and old events, but no number that the next event counts from', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'rows', name: 'rows' })
    const run = async (text: string) => await database.pool.query(text, [projectId])
    for (const nth of [1, 2, 3])
      await catalogue.events.append({ projectId, runId: null, type: 'runStageChanged', data: { nth } })
    await run(`UPDATE events SET at = now() - interval '200 days' WHERE project_id = $1`)
    await run(`INSERT INTO outbox (project_id, dedupe_key, kind, message, closed_at) VALUES
      ($1, 'old', 'signalRun', '{}', now() - interval '31 days'), ($1, 'new', 'signalRun', '{}', now()),
      ($1, 'open', 'signalRun', '{}', NULL)`)
    await run(`INSERT INTO idempotency_keys (project_id, key, request_hash, lease_until, expires_at)
      VALUES ($1, 'gone', 'h', now(), now() - interval '1 s'), ($1, 'held', 'h', now(), now() + interval '1 h')`)
    await run(`INSERT INTO documents (project_id, name, sha256, text, added_by, removed_at)
      VALUES ($1, 'a.md', 'old', 'x', 'local', now() - interval '8 days'), ($1, 'a.md', 'new', 'y', 'local', now()),
        ($1, 'a.md', 'now', 'z', 'local', NULL)`)
    const expired = { idempotencyKeys: 1, outbox: 1, events: 2, formerDocuments: 1 }
    expect((await sweep(false)).rows).toEqual(expired)
    expect((await sweep(true)).rows).toEqual(expired)
    expect((await sweep(true)).rows).toEqual({ idempotencyKeys: 0, outbox: 0, events: 0, formerDocuments: 0 })
    expect(await catalogue.events.lastSeq(projectId)).toBe(3)
    const left = await run('SELECT dedupe_key FROM outbox WHERE project_id = $1 ORDER BY 1')
    expect(left.rows).toEqual([{ dedupe_key: 'new' }, { dedupe_key: 'open' }])
  })

  it('retention gives up what nobody chose when all runs of the project are over; approvals and reasons stay', async () => {
    const run = await startRun(catalogue, { project: 'kept', keys: ['a'] })
    const [spec] = run.specs
    const jobs = planJobs(run, spec!, 1, 4)
    const drafts = planJobs(run, spec!, 1, 2).map((job) => ({
      ...job,
      jobId: hashOf({ draft: job.jobId }),
      stage: 'draft' as const,
    }))
    const round = { ...run, specRevisionId: spec!.specRevisionId, round: 1 }
    await catalogue.generation.reserve({ ...round, cap: 9, jobs: [...jobs, ...drafts], costMicros: 0 })
    const draftHashes = await Promise.all(['chosen', 'left'].map((text) => store(`draft ${text}`, 90)))
    for (const [nth, job] of drafts.entries())
      await catalogue.drafts.complete({ ...resultOf(job), sha256: draftHashes[nth]! })
    const scores = drafts.map(({ jobId }) => ({ jobId, score: 0.5, checks: [] }))
    await catalogue.drafts.choose({ ...round, scores, chosen: [drafts[0]!.jobId] })
    const hashes = await Promise.all(
      ['approved', 'rejected', 'notChosen', 'undecided'].map((text) => store(`r ${text}`, 90)),
    )
    for (const [nth, verdict] of ['approved', 'rejected', 'notChosen', 'undecided'].entries()) {
      const { variantId } = await catalogue.generation.complete({
        ...resultOf(jobs[nth]!),
        sha256: hashes[nth]!,
      })
      await database.pool.query('UPDATE variants SET verdict = $2 WHERE variant_id = $1', [
        variantId,
        verdict,
      ])
    }
    const there = async () => await Promise.all(hashes.map(isThere))
    const end = (days: number) =>
      database.pool.query(
        `UPDATE runs SET stage = 'done', finished_at = now() - $2 * interval '1 day' WHERE run_id = $1`,
        [run.runId, days],
      )
    await sweep(true)
    expect(await there()).toEqual([true, true, true, true])
    await setProjectRetention(database.pool, 'kept', { unchosenDays: 7 })
    expect((await sweep(true)).unchosenPictures).toBe(0)
    await end(6)
    expect((await sweep(true)).unchosenPictures).toBe(0)
    await end(8)
    expect((await sweep(false)).unchosenPictures).toBe(3)
    expect((await sweep(true)).unchosenPictures).toBe(3)
    expect(await there()).toEqual([true, true, false, false])
    expect(await Promise.all(draftHashes.map(isThere))).toEqual([true, false])
    const { rows } = await database.pool.query(
      'SELECT verdict FROM variants WHERE run_id = $1 AND picture_removed_at IS NOT NULL ORDER BY 1',
      [run.runId],
    )
    expect(rows).toEqual([{ verdict: 'notChosen' }, { verdict: 'undecided' }])
    const told = await catalogue.review.listVariants({ runId: run.runId, limit: 10 })
    expect(told.variants.map(({ pictureRemovedAt }) => pictureRemovedAt !== undefined)).toEqual([
      ...[false, false],
      ...[true, true],
    ])
    await setProjectRetention(database.pool, 'kept', { keepRejected: false })
    await sweep(true)
    expect(await there()).toEqual([true, false, false, false])
    await expect(setProjectRetention(database.pool, 'nobody', {})).rejects.toMatchObject({ type: 'NotFound' })
  })
})
