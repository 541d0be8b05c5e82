import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { buildRunOptions, buildSpec, freshKey, startRun } from '../../support/catalogue-scenario.js'

const eventsOf = async (catalogue: Catalogue, projectId: string) =>
  (await catalogue.events.readAfter(projectId, 0, 1000)).map(({ type }) => type)

export function describeIntake(open: () => Catalogue): void {
  describe('projects', () => {
    it('finds a project by its key or creates it', async () => {
      const key = freshKey()
      const [one, two] = await Promise.all([
        open().projects.ensure({ key, name: 'First' }),
        open().projects.ensure({ key, name: 'Second' }),
      ])
      expect(two).toEqual(one)
      expect(await open().projects.find(one.projectId)).toEqual(one)
      expect(await open().projects.list()).toContainEqual(one)
      expect(await open().projects.find('prj_unknown')).toBeNull()
    })
  })

  describe('wishlists', () => {
    it('gives the run that is there when the same list comes twice or at once', async () => {
      const { projectId } = await open().projects.ensure({ key: freshKey(), name: 'p' })
      const input = { projectId, name: 'list.txt', text: 'props: barrel', options: buildRunOptions() }
      const answers = await Promise.all(
        [1, 2, 3, 4].map(async () => await open().intake.submitWishlist(input)),
      )
      expect(answers.filter(({ created }) => created)).toHaveLength(1)
      expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
      expect((await open().intake.submitWishlist(input)).created).toBe(false)
      expect(await open().runs.list({ projectId, limit: 10 })).toHaveLength(1)
      expect(await eventsOf(open(), projectId)).toEqual(['runCreated'])
    })

    it('makes another revision and run for other text, other options or another project', async () => {
      const { projectId } = await open().projects.ensure({ key: freshKey(), name: 'p' })
      const other = await open().projects.ensure({ key: freshKey(), name: 'q' })
      const input = { projectId, name: 'list.txt', text: 'props: barrel', options: buildRunOptions() }
      const first = await open().intake.submitWishlist(input)
      const runs = await Promise.all([
        open().intake.submitWishlist({ ...input, text: 'props: crate' }),
        open().intake.submitWishlist({ ...input, options: buildRunOptions({ seed: 2 }) }),
        open().intake.submitWishlist({ ...input, projectId: other.projectId }),
      ])
      expect(runs.every(({ created }) => created)).toBe(true)
      expect(new Set([first, ...runs].map(({ runId }) => runId)).size).toBe(4)
      const a = await open().intake.loadRevision(projectId, first.wishlistRevisionId)
      const b = await open().intake.loadRevision(projectId, runs[0]?.wishlistRevisionId ?? '')
      expect(b.wishlistId).toBe(a.wishlistId)
      expect(a).toMatchObject({ text: 'props: barrel', runId: first.runId, problems: [], notes: [] })
      expect(a.options).toEqual(buildRunOptions())
    })

    it('writes the outbox row that starts the run', async () => {
      const { projectId } = await open().projects.ensure({ key: freshKey(), name: 'p' })
      const submitted = await open().intake.submitWishlist({
        projectId,
        name: 'list.txt',
        text: 'props: barrel',
        options: buildRunOptions(),
      })
      const leased = await open().outbox.lease(1000, 60_000)
      const own = leased.filter(({ message }) => message.projectId === projectId)
      expect(own.map(({ message }) => message)).toEqual([
        {
          kind: 'startWishlistRun',
          projectId,
          wishlistRevisionId: submitted.wishlistRevisionId,
          runId: submitted.runId,
        },
      ])
    })

    it('refuses an unknown project and hides revisions of another one', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['barrel'] })
      const other = await open().projects.ensure({ key: freshKey(), name: 'q' })
      await expect(
        open().intake.submitWishlist({
          projectId: 'prj_unknown',
          name: 'a',
          text: 'b',
          options: buildRunOptions(),
        }),
      ).rejects.toMatchObject({ type: 'NotFound' })
      await expect(open().intake.loadRevision(other.projectId, run.wishlistRevisionId)).rejects.toMatchObject(
        { type: 'NotFound' },
      )
      const specRevisionId = run.specs[0]?.specRevisionId ?? ''
      await expect(open().runs.loadSpec(other.projectId, specRevisionId)).rejects.toMatchObject({
        type: 'NotFound',
      })
    })
  })

  describe('refinement', () => {
    const problem = { file: 'list.txt', line: 23, message: 'unknown category', hint: 'write props:' }
    const note = { file: 'list.txt', line: 1, message: 'size taken from the comment' }

    it('keeps specs in input order, with problems and notes, and says so once', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: [] })
      const input = {
        projectId: run.projectId,
        wishlistRevisionId: run.wishlistRevisionId,
        runId: run.runId,
        specs: ['zebra', 'apple', 'mule'].map((key) => buildSpec(key)),
        problems: [problem],
        notes: [note],
      }
      expect(await open().intake.saveRefinement(input)).toEqual({ specs: 3, problems: 1, notes: 1 })
      const first = await open().runs.readSpecs(run.runId, 0, 10)
      expect(await open().intake.saveRefinement(input)).toEqual({ specs: 3, problems: 1, notes: 1 })
      expect(await open().runs.readSpecs(run.runId, 0, 10)).toEqual(first)
      expect(first.specs.map(({ specKey }) => specKey)).toEqual(['zebra', 'apple', 'mule'])
      const revision = await open().intake.loadRevision(run.projectId, run.wishlistRevisionId)
      expect(revision).toMatchObject({ problems: [problem], notes: [note] })
      const spec = first.specs[1]
      const apple = spec?.specRevisionId ?? ''
      expect(await open().runs.loadSpec(run.projectId, apple)).toEqual(buildSpec('apple'))
      const found = await open().runs.loadSpecs(run.projectId, [apple, 'spr_nobody'])
      expect([...found]).toEqual([[apple, buildSpec('apple')]])
      expect((await open().runs.loadSpecs('prj_other', [apple])).size).toBe(0)
      // The empty list that startRun saved, and the real one.
      expect(await eventsOf(open(), run.projectId)).toEqual([
        'runCreated',
        'wishlistRefined',
        'wishlistRefined',
      ])
    })

    it('adds notes behind those of a revision, each once, also when its run is under way', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['barrel'] })
      const { projectId, wishlistRevisionId, runId } = run
      await open().runs.setStage(runId, 'generating')
      const proposal = { ...note, line: 4, message: 'proposed', kind: 'proposal' as const }
      const add = (...notes: (typeof proposal)[]) =>
        open().intake.addNotes({ projectId, wishlistRevisionId, notes })
      const eventsBefore = (await eventsOf(open(), projectId)).length
      await Promise.all([add(proposal), add(proposal), add({ ...proposal, line: 5 })])
      const { notes } = await open().intake.loadRevision(projectId, wishlistRevisionId)
      expect(notes.map(({ line, kind }) => [line, kind]).sort(([a], [b]) => Number(a) - Number(b))).toEqual([
        [4, 'proposal'],
        [5, 'proposal'],
      ])
      expect((await eventsOf(open(), projectId)).length).toBe(eventsBefore + 2)
      expect(await open().intake.specsOfRevision(projectId, wishlistRevisionId)).toHaveLength(1)
      const other = await startRun(open(), { project: freshKey(), keys: [] })
      await expect(
        open().intake.addNotes({ projectId: other.projectId, wishlistRevisionId, notes: [proposal] }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('keeps the revision of an unchanged spec in a later list and makes one of a changed spec', async () => {
      const project = freshKey()
      const before = await startRun(open(), { project, keys: ['barrel', 'crate'], text: 'one' })
      const after = await startRun(open(), { project, keys: [], text: 'two' })
      await open().intake.saveRefinement({
        projectId: after.projectId,
        wishlistRevisionId: after.wishlistRevisionId,
        runId: after.runId,
        specs: [
          buildSpec('crate', { size: { width: 64, height: 64 } }),
          buildSpec('barrel', { source: { file: 'list.txt', line: 9, text: 'moved' } }),
        ],
        problems: [],
        notes: [],
      })
      const { specs } = await open().runs.readSpecs(after.runId, 0, 10)
      expect(specs[1]?.specRevisionId).toBe(before.specs[0]?.specRevisionId)
      expect(specs[0]?.specId).toBe(before.specs[1]?.specId)
      expect(specs[0]?.specRevisionId).not.toBe(before.specs[1]?.specRevisionId)
    })

    it('replaces the list while the run refines and leaves it alone afterwards', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['barrel', 'crate'] })
      const input = {
        projectId: run.projectId,
        wishlistRevisionId: run.wishlistRevisionId,
        runId: run.runId,
        problems: [],
        notes: [],
      }
      await open().intake.saveRefinement({ ...input, specs: [buildSpec('crate'), buildSpec('urn')] })
      const keysOf = async () =>
        (await open().runs.readSpecs(run.runId, 0, 10)).specs.map(({ specKey }) => specKey)
      expect(await keysOf()).toEqual(['crate', 'urn'])
      await open().runs.setStage(run.runId, 'generating')
      expect(await open().intake.saveRefinement({ ...input, specs: [buildSpec('lamp')] })).toEqual({
        specs: 2,
        problems: 0,
        notes: 0,
      })
      expect(await keysOf()).toEqual(['crate', 'urn'])
    })

    it('takes 2,000 specs at once and reads them page by page', async () => {
      const keys = Array.from({ length: 2_000 }, (_, index) => `prop-${index}`)
      const run = await startRun(open(), { project: freshKey(), keys })
      expect(run.specs.map(({ specKey }) => specKey)).toEqual(keys)
      expect(await open().runs.settled(run.runId)).toMatchObject({ settled: 0, total: 2_000 })
      expect((await open().runs.settled(run.runId)).open).toHaveLength(1_000)
    })

    it('refuses two specs with one key, and a run of another project', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: [] })
      const other = await open().projects.ensure({ key: freshKey(), name: 'q' })
      const input = { ...run, problems: [], notes: [] }
      await expect(
        open().intake.saveRefinement({ ...input, specs: [buildSpec('urn'), buildSpec('urn')] }),
      ).rejects.toMatchObject({ type: 'InvalidInput' })
      await expect(
        open().intake.saveRefinement({ ...input, projectId: other.projectId, specs: [] }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })
  })
}
