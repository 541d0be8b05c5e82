import { mkdir, mkdtemp, readdir, readFile, rm, symlink, unlink, writeFile, cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createProjectFolders } from '../../adapters/postgres/project-folders.js'
import type { Catalogue } from '../../core/catalogue.js'
import { createRaster } from '../../core/raster/raster.js'
import { createTestDatabase, type TestDatabase } from '../support/test-database.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'
import {
  buildRunOptions,
  buildSpec,
  decide,
  holderOf,
  planJobs,
  resultOf,
  startRun,
  type ScenarioRun,
  type ScenarioSpec,
} from '../support/catalogue-scenario.js'
import { send, startApi, token, type TestApi } from '../api/api-fixture.js'
import { callCli } from './call-cli.js'

let database: TestDatabase
let catalogue: Catalogue
let folder: string
const store = createMemoryObjectStore()
const ids = createUuidMint()

/** A picture of its own for every number. */
async function paint(number: number): Promise<Uint8Array> {
  const raster = createRaster(4, 4)
  raster.data.fill(255)
  raster.data[0] = number
  return await sharpImageCodec.encodePng(raster)
}

const lore = '# Tents\r\nThey lean.\n'

/** A list whose barrel is approved and finished, whose tent was rejected, and whose coin is still looked at. */
async function makeProject(): Promise<ScenarioRun> {
  const run = await startRun(catalogue, {
    project: 'camp',
    keys: ['barrel', 'coin', 'tent'],
    text: 'prop: barrel\r\n',
  })
  const { projectId } = run
  await catalogue.settings.save({ projectId, expectedRevision: 0, settings: { scenario: 'a camp' } })
  await catalogue.settings.save({
    projectId,
    expectedRevision: 1,
    settings: {
      style: 'dusk',
      stylePresets: { dusk: { negative: 'neon', palette: 'ash' } },
      palettes: { ash: ['#101010'] },
    },
  })
  const profile = { target: 'pixi', scale: 2, atlas: { paddingPx: 4 } }
  await catalogue.bundles.saveProfile({ projectId, name: 'phone', profile: { target: 'pixi' } })
  await catalogue.bundles.saveProfile({ projectId, name: 'phone', profile })
  await catalogue.documents.put({ projectId, name: 'Camp lore.md', text: lore, addedBy: 'local' })
  await catalogue.documents.put({ projectId, name: 'camp-lore.txt', text: 'wet', addedBy: 'local' })
  for (const [number, spec] of run.specs.entries()) {
    const jobs = planJobs(run, spec)
    const holder = holderOf(run, spec)
    await catalogue.generation.reserve({ ...holder, cap: 1000, jobs, costMicros: 10 })
    for (const job of jobs) {
      const { sha256 } = await store.put(await paint(number * 10 + job.variantIndex))
      await catalogue.generation.complete({ ...resultOf(job), sha256 })
    }
    const made = await catalogue.generation.variantsOfRound(run.runId, spec.specRevisionId, 1)
    const scores = made.map(({ variantId }) => ({ variantId, score: 0.5, checks: [] }))
    await catalogue.generation.saveScores({ ...holder, scores })
    await catalogue.generation.release(holder)
    await catalogue.runs.setSpecStage({ ...holder, stage: 'reviewing', round: 1 })
    const first = made[0]!
    if (spec.specKey === 'barrel') {
      await decide(catalogue, run, spec, first, ids.mint('decision'), { note: 'good rim' })
      const { sha256, sizeBytes } = await store.put(await paint(100))
      await catalogue.library.saveAssetVersion({
        ...{
          ...holder,
          specId: spec.specId,
          specKey: spec.specKey,
          variantId: first.variantId,
          sha256,
          sizeBytes,
        },
        ...{ width: 4, height: 4, trim: { x: 0, y: 0, width: 4, height: 4 } },
        processing: { backgroundRemoval: null, scale: 1, palette: [], steps: ['reduce'] },
      })
      await catalogue.runs.setSpecStage({ ...holder, stage: 'done', round: 1 })
    }
    if (spec.specKey === 'tent') {
      await decide(catalogue, run, spec, first, ids.mint('decision'), {
        ...{ verb: 'reject', verdict: 'rejected', reason: 'leans' },
      } as const)
      await catalogue.runs.setSpecStage({ ...holder, stage: 'rejected', round: 1 })
    }
    if (spec.specKey === 'coin') await talkAbout(run, spec, made[1]!.variantId)
  }
  return run
}

/** A note on the spec that was edited, one on a variant that was deleted, tags that were changed, and reviewers. */
async function talkAbout(run: ScenarioRun, spec: ScenarioSpec, variantId: string): Promise<void> {
  const { projectId, runId } = run
  const note = { ...holderOf(run, spec), author: 'ada' }
  const [first, second] = [ids.mint('note'), ids.mint('note')]
  await catalogue.notes.add({ ...note, noteId: first, variantId: null, text: 'too small' })
  await catalogue.notes.edit(first, 'far too small')
  await catalogue.notes.add({ ...note, noteId: second, variantId, text: 'better' })
  await catalogue.notes.delete(second)
  const tagged = { projectId, runId, specId: spec.specId, taggedBy: 'ada' }
  await catalogue.specTags.save({ ...tagged, tags: ['loot'], expectedVersion: 0 })
  await catalogue.specTags.save({ ...tagged, tags: ['loot', 'gold'], expectedVersion: 1 })
  const assigned = { projectId, runId, assignedBy: 'local' }
  await catalogue.assignments.assign({ ...assigned, handle: 'ada' })
  await catalogue.assignments.assign({ ...assigned, handle: 'bob', specKeys: ['coin'] })
}

async function campId(): Promise<string> {
  return (await catalogue.projects.list()).find(({ key }) => key === 'camp')!.projectId
}

async function openApi(): Promise<TestApi> {
  return await startApi({
    deps: {
      catalogue,
      store,
      examineUpload: createUploadExaminer(),
      folders: createProjectFolders({ pool: database.pool, ids }),
    },
  })
}

const call = (api: TestApi, ...args: string[]) => callCli(api, folder, args)

async function readTree(dir: string): Promise<Map<string, string>> {
  const found = await readdir(join(folder, dir), { recursive: true, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = files
    .sort()
    .map(async (file) => [file.slice(join(folder, dir).length + 1), await readFile(file, 'latin1')] as const)
  return new Map(await Promise.all(read))
}

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids })
  folder = await mkdtemp(join(tmpdir(), 'assetloom-folder-'))
  await makeProject()
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

describe('project export and import', () => {
  it('writes the same bytes each time, and leaves a folder alone that has something in it', async () => {
    const api = await openApi()
    expect(await call(api, 'project', 'export', 'one', '--project', 'camp')).toMatchObject({ code: 0 })
    await mkdir(join(folder, 'two'))
    expect(await call(api, 'project', 'export', 'two', '--project', 'camp')).toMatchObject({ code: 0 })
    const tree = await readTree('one')
    expect(await readTree('two')).toEqual(tree)
    const texts = [...tree.keys()].filter((path) => !path.startsWith('files/'))
    expect(texts).toEqual([
      ...['asset-types', 'checkpoints', 'export-profiles', 'loras', 'palettes', 'styles'].map(
        (name) => `catalogs/${name}.json`,
      ),
      ...['documents/camp-lore-2.txt', 'documents/camp-lore.md', 'documents/index.json'],
      'jobs/list.r1.json',
      ...['project/history.json', 'project/project.json', 'spec-lists/index.json', 'spec-lists/list.txt'],
      ...['barrel', 'coin', 'tent'].map((key) => `specs/${key}.json`),
    ])
    expect(tree.size - texts.length).toBe(8)
    expect(tree.get('spec-lists/list.txt')).toBe('prop: barrel\r\n')
    expect(tree.get('documents/camp-lore.md')).toBe(lore)
    const again = await call(api, 'project', 'export', 'two', '--project', 'camp')
    expect(again.code).toBe(5)
    expect(again.err).toContain('has something in it')
    expect((await readdir(folder)).sort()).toEqual(['one', 'two'])
  })

  it('brings settings, lists, specs, pictures and decisions back, and the same folder again changes nothing', async () => {
    const api = await openApi()
    const imported = await call(api, 'project', 'import', 'one', '--project', 'camp-2', '--json')
    expect(imported.err).toContain('1 runs were not over')
    const { projectId, created, counts } = JSON.parse(imported.out)
    expect({ created, counts }).toEqual({
      created: true,
      counts: { settings: 2, lists: 1, documents: 2, specs: 3, runs: 1, variants: 6, assets: 1 },
    })
    const settings = await catalogue.settings.newest(projectId)
    expect(settings).toMatchObject({
      revision: 2,
      settings: { style: 'dusk', palettes: { ash: ['#101010'] } },
    })
    expect(await catalogue.documents.list(projectId)).toEqual(await catalogue.documents.list(await campId()))
    const [run] = await catalogue.runs.list({ projectId, limit: 10 })
    expect(run).toMatchObject({ stage: 'cancelled', wishlistName: 'list.txt', wishlistRevision: 1 })
    const decisions = await catalogue.review.decisionsOfRun(run!.runId)
    expect(decisions.map(({ verdict, reason, note }) => [verdict, reason, note])).toEqual([
      ['approved', null, 'good rim'],
      ['rejected', 'leans', null],
    ])
    const { specs } = await catalogue.runs.readSpecs(run!.runId, 0, 10)
    expect(specs.map(({ specKey, stage }) => [specKey, stage])).toEqual([
      ['barrel', 'done'],
      ['coin', 'cancelled'],
      ['tent', 'rejected'],
    ])
    const image = await send(
      `${api.url}/api/v1/projects/${projectId}/images/${(await store.put(await paint(100))).sha256}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    )
    expect(image.status).toBe(200)
    const again = await call(api, 'project', 'import', 'one', '--project', 'camp-2', '--json')
    expect(JSON.parse(again.out)).toMatchObject({ projectId, created: false })
    expect(await catalogue.review.decisionsOfRun(run!.runId)).toHaveLength(2)
    // Names, orders and texts are those of before; only ids and what was not over differ.
    await call(api, 'project', 'export', 'three', '--project', 'camp-2')
    const [before, after] = [await readTree('one'), await readTree('three')]
    expect([...after.keys()]).toEqual([...before.keys()])
    for (const path of before.keys())
      if (!/^(?:jobs|project)\//.test(path)) expect(after.get(path), path).toBe(before.get(path))
  })

  it('brings back what people said, how they tagged it and who was to review', async () => {
    const { projectId } = (await catalogue.projects.list()).find(({ key }) => key === 'camp-2')!
    const [run] = await catalogue.runs.list({ projectId, limit: 1 })
    const { runId } = run!
    const { specs } = await catalogue.runs.readSpecs(runId, 0, 10)
    const { specId, specRevisionId } = specs.find(({ specKey }) => specKey === 'coin')!
    const notes = await catalogue.notes.list({ runId, specRevisionId, isDeletedShown: true })
    const [, second] = (await catalogue.review.listVariants({ runId, limit: 10 })).variants.filter(
      (one) => one.specKey === 'coin',
    )
    const when = expect.stringMatching(/^\d{4}-/) as unknown
    expect(notes).toMatchObject([
      { text: 'far too small', author: 'ada', variantId: null, editedAt: when, deletedAt: null },
      { text: 'better', author: 'ada', variantId: second!.variantId, deletedAt: when },
    ])
    expect(notes[0]!.former).toEqual([{ text: 'too small', replacedAt: when }])
    const tags = { tags: ['loot', 'gold'], version: 2, taggedBy: 'ada', former: { tags: ['loot'] } }
    expect(await catalogue.specTags.find(projectId, specId)).toMatchObject(tags)
    expect(await catalogue.assignments.ofRun(runId)).toMatchObject([
      { specKey: null, handle: 'ada', assignedBy: 'local' },
      { specKey: 'coin', handle: 'bob', assignedBy: 'local' },
    ])
  })

  it('gives equal files when what came back is exported and imported once more', async () => {
    const api = await openApi()
    expect(await call(api, 'project', 'export', 'once', '--project', 'camp-2')).toMatchObject({ code: 0 })
    expect(await call(api, 'project', 'import', 'once', '--project', 'camp-4')).toMatchObject({ code: 0 })
    expect(await call(api, 'project', 'export', 'twice', '--project', 'camp-4')).toMatchObject({ code: 0 })
    const [once, twice] = [await readTree('once'), await readTree('twice')]
    expect([...twice.keys()]).toEqual([...once.keys()])
    // The key is another one, because two projects of one key cannot be; and decisions have ids of their project.
    const withoutIds = (text: string | undefined) =>
      text?.replaceAll(/camp-\d/g, 'camp').replaceAll(/"dec_[0-9a-f-]+"/g, '"dec"')
    for (const [path, text] of once) expect(withoutIds(twice.get(path)), path).toBe(withoutIds(text))
    expect(await catalogue.bundles.listProfiles(await campId())).toMatchObject([
      { name: 'phone', version: 2 },
    ])
    const { projectId } = (await catalogue.projects.list()).find(({ key }) => key === 'camp-4')!
    expect(await catalogue.bundles.listProfiles(projectId)).toEqual(
      await catalogue.bundles.listProfiles(await campId()),
    )
  })

  it('makes a project in which approvals carry over to the next revision of the list', async () => {
    const { projectId } = (await catalogue.projects.list()).find(({ key }) => key === 'camp-2')!
    const { runId, wishlistRevisionId, revision } = await catalogue.intake.submitWishlist({
      ...{ projectId, name: 'list.txt', text: 'prop: barrel\nprop: lamp\n', options: buildRunOptions() },
    })
    await catalogue.intake.saveRefinement({
      ...{ projectId, wishlistRevisionId, runId, problems: [], notes: [] },
      specs: [buildSpec('barrel'), buildSpec('lamp')],
    })
    expect(revision).toBe(2)
    expect(await catalogue.runs.carried(runId)).toMatchObject({ specs: 1, approved: 1 })
    const api = await openApi()
    expect(await call(api, 'project', 'export', 'four', '--project', 'camp-2')).toMatchObject({ code: 0 })
    const carried = await call(api, 'project', 'import', 'four', '--project', 'camp-3', '--json')
    expect(JSON.parse(carried.out).counts).toMatchObject({ lists: 1, runs: 2, specs: 4 })
    const [newest] = await catalogue.runs.list({ projectId: JSON.parse(carried.out).projectId, limit: 1 })
    expect(await catalogue.runs.carried(newest!.runId)).toMatchObject({ specs: 1, approved: 1 })
  })

  it('refuses a project with other lists', async () => {
    const api = await openApi()
    const other = await call(api, 'project', 'import', 'one', '--project', 'camp')
    expect(other.code).toBe(5)
    expect(other.err).toContain('NEW-KEY')
  })

  it('leaves documents alone that say something else', async () => {
    const api = await openApi()
    const { projectId } = await catalogue.projects.ensure({ key: 'told', name: 'told' })
    await catalogue.documents.put({ projectId, name: 'Camp lore.md', text: 'dry', addedBy: 'local' })
    const other = await call(api, 'project', 'import', 'one', '--project', 'told')
    expect(other.code).toBe(5)
    expect(other.err).toContain('the project has another document Camp lore.md')
    expect((await catalogue.documents.list(projectId)).map(({ sizeBytes }) => sizeBytes)).toEqual([3])
    expect(await catalogue.runs.list({ projectId, limit: 1 })).toEqual([])
  })

  const projects = async () => (await catalogue.projects.list()).length

  it.each<[string, (dir: string) => Promise<void>, string]>([
    [
      'a changed picture',
      async (dir) => await writeFile(await anyPicture(dir), 'not it'),
      'do not give its name',
    ],
    ['a missing picture', async (dir) => await unlink(await anyPicture(dir)), 'is missing from the folder'],
    [
      'a link in place of a file',
      async (dir) => {
        await unlink(join(dir, 'specs/coin.json'))
        await symlink('/etc/hostname', join(dir, 'specs/coin.json'))
      },
      'specs/coin.json is no plain file',
    ],
    [
      'a link in place of a folder',
      async (dir) => {
        await rm(join(dir, 'jobs'), { recursive: true })
        await symlink('/tmp', join(dir, 'jobs'))
      },
      'jobs is no plain file',
    ],
    [
      'a path that leaves the folder',
      async (dir) => await edit(dir, 'spec-lists/index.json', 'spec-lists/list.txt', '../../../etc/passwd'),
      'spec-lists/index.json:1: lists.0.revisions.0.path: "../../../etc/passwd" is no list of this folder',
    ],
    [
      'a member of a wrong kind',
      async (dir) => await edit(dir, 'specs/coin.json', '"variants": 2', '"variants": "many"'),
      'specs/coin.json:1: revisions.0.content.variants',
    ],
    [
      'a setting that is not known',
      async (dir) => await edit(dir, 'catalogs/styles.json', '"negative"', '"negativ"'),
      'catalogs/styles.json:1: dusk.negativ: is not known',
    ],
    [
      'a document that is no text',
      async (dir) => await writeFile(join(dir, 'documents/camp-lore.md'), 'tents\n\x07lean'),
      'documents/camp-lore.md:1: documents.0: Camp lore.md is no plain text: line 2',
    ],
    [
      'a document that lies elsewhere',
      async (dir) => await edit(dir, 'documents/index.json', 'documents/camp-lore.md', 'specs/coin.json'),
      'documents/index.json:1: documents.0.path: "specs/coin.json" is no document of this folder',
    ],
    [
      'what is named and not there',
      async (dir) => await edit(dir, 'jobs/list.r1.json', '"specRevision": 1', '"specRevision": 7'),
      'specs/barrel.json has no revision 7',
    ],
    [
      'a note on what is not there',
      async (dir) =>
        await edit(
          dir,
          'jobs/list.r1.json',
          '"index": 1,\n        "round": 1\n      }',
          '"index": 9,\n        "round": 1\n      }',
        ),
      'reviewNotes.1.variant: is no variant of the run',
    ],
    [
      'a tag that is too long',
      async (dir) => await edit(dir, 'specs/coin.json', '"gold"', `"${'g'.repeat(61)}"`),
      'specs/coin.json:1: reviewTags.1.tags.1',
    ],
    ['no JSON', async (dir) => await edit(dir, 'project/project.json', '{', '['), 'project/project.json'],
  ])('refuses %s with its place, and makes no project', async (_what, spoil, message) => {
    const api = await openApi()
    const dir = await mkdtemp(join(folder, 'spoilt-'))
    await cp(join(folder, 'one'), dir, { recursive: true })
    await spoil(dir)
    const before = await projects()
    const refused = await call(api, 'project', 'import', dir, '--project', 'spoilt')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(message)
    expect(await projects()).toBe(before)
  })

  it('is refused by the API, too, when the pictures were not sent', async () => {
    const api = await openApi()
    const tree = await readTree('one')
    const texts = Object.fromEntries([...tree].filter(([path]) => !/\.png$/.test(path)))
    const { projectId } = await catalogue.projects.ensure({ key: 'bare', name: 'bare' })
    const answer = await api.post(`/api/v1/projects/${projectId}/import`, { texts })
    expect(answer.status).toBe(409)
    expect(answer.body.type).toContain('missing-files')
    expect(await catalogue.runs.list({ projectId, limit: 1 })).toEqual([])
  })
})

async function anyPicture(dir: string): Promise<string> {
  const name = (await readdir(join(dir, 'files'))).find((one) => one.endsWith('.png'))
  return join(dir, 'files', name ?? '')
}

async function edit(dir: string, path: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(dir, path), 'utf8')
  expect(text).toContain(from)
  await writeFile(join(dir, path), text.replace(from, to))
}
