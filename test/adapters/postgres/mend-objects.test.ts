import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mendObjects } from '../../../adapters/keeping/mend-objects.js'
import { openFilesystemObjectStore } from '../../../adapters/object-store/filesystem-object-store.js'
import { objectPath } from '../../../adapters/object-store/object-path.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { ObjectStore } from '../../../core/ports.js'
import { createCountingIds } from '../../support/counting-ids.js'
import { planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

let database: TestDatabase
let catalogue: Catalogue
let folder = ''
let store: ObjectStore
let backupStore: ObjectStore

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids: createCountingIds() })
  folder = await mkdtemp(join(tmpdir(), 'assetloom-mend-'))
  store = await openFilesystemObjectStore({ root: join(folder, 'store') })
  backupStore = await openFilesystemObjectStore({ root: join(folder, 'backup') })
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('mending objects', () => {
  it('takes from the backup what it has, paints again what can be, and names what is lost for good', async () => {
    const run = await startRun(catalogue, { project: 'mend', keys: ['a'] })
    const [spec] = run.specs
    const jobs = planJobs(run, spec!, 1, 4)
    await catalogue.generation.reserve({
      ...run,
      ...{ specRevisionId: spec!.specRevisionId, cap: 9, jobs, costMicros: 0 },
    })
    const plans = [
      { text: 'sound', provider: 'procedural' },
      { text: 'in the backup', provider: 'hosted' },
      { text: 'painted again', provider: 'procedural' },
      { text: 'gone', provider: 'hosted' },
    ]
    const hashes: string[] = []
    for (const [nth, { text, provider }] of plans.entries()) {
      const { sha256 } = await store.put(bytesOf(text))
      hashes.push(sha256)
      await catalogue.generation.complete({ ...resultOf(jobs[nth]!), sha256, provider })
    }
    await backupStore.put(bytesOf('in the backup'))
    for (const sha256 of hashes.slice(1)) await writeFile(objectPath(join(folder, 'store'), sha256), 'rot')
    const painted: string[] = []
    const mend = async (perform: boolean) =>
      await mendObjects({
        ...{ databaseUrl: database.url, store, backupStore, run: perform, onProgress: () => undefined },
        openCatalogue: () => catalogue,
        deterministicProviders: ['procedural'],
        repair: {
          variant: async (_catalogue, variant) => {
            painted.push(variant.sha256)
            await store.put(bytesOf('painted again'))
          },
          asset: async () => undefined,
        },
      })
    const dry = await mend(false)
    expect(dry).toMatchObject({ checked: 4, damaged: 3, restored: 1, remade: 1, bundles: [] })
    expect(painted).toEqual([])
    await expect(store.get(hashes[1]!)).rejects.toMatchObject({ type: 'CorruptObject' })
    const done = await mend(true)
    expect({ ...done, lost: dry.lost }).toEqual(dry)
    expect(done.lost).toEqual([expect.stringMatching(/^variant .* of a: hosted does not give/)])
    expect(painted).toEqual([hashes[2]])
    for (const at of [0, 1, 2])
      expect(Buffer.from(await store.get(hashes[at]!)).toString()).toBe(plans[at]!.text)
    expect(await mend(true)).toMatchObject({ damaged: 1, restored: 0, remade: 0 })
  })
})
