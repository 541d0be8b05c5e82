import { describe, expect, it } from 'vitest'
import { hashOf } from '../../../core/hash.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { VariantRow } from '../../../core/ports.js'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import type { ScenarioRun } from '../../support/catalogue-scenario.js'
import {
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  startRun,
} from '../../support/catalogue-scenario.js'

const contentIdOf = (target: string, assets: readonly FrozenAsset[]) =>
  hashOf({ target, assets: assets.map(({ asset }) => [asset.specKey, asset.sha256]) })

export function describeBundles(open: () => Catalogue): void {
  /** A run whose specs have variants, the one at `pick` approved and finished. */
  const startApproved = async (keys: string[], project = freshKey()) => {
    const run = await startRun(open(), { project, keys, text: `${keys.join()} ${freshKey()}` })
    const made: VariantRow[][] = []
    for (const spec of run.specs) {
      const variants = await generateRound(open(), run, spec)
      const [variant] = variants
      if (!variant) throw new Error('no variant')
      await decide(open(), run, spec, variant, `dec_${variant.variantId}`, {
        reviewer: `anna-${spec.specKey}`,
      })
      await finishAsset(open(), run, spec, variant)
      made.push(variants)
    }
    return { run, made }
  }
  const freeze = async (run: ScenarioRun, targets = ['generic'], start = false) =>
    await open().bundles.freeze({ ...run, targets, contentIdOf, start })
  const startRowsOf = async (projectId: string) =>
    (await open().outbox.lease(1000, 1)).filter(
      ({ message }) => message.projectId === projectId && message.kind === 'startBundleRun',
    )

  describe('a published bundle whose bytes were lost', () => {
    it('is building again, is started each time by a row of its own, and keeps when it was published', async () => {
      const { run } = await startApproved(['a'])
      const [bundle] = await freeze(run)
      if (!bundle) throw new Error('no bundle')
      const { contentId, bundleId } = bundle
      expect(await open().bundles.rebuild(contentId)).toBe(false)
      await open().bundles.publish(contentId)
      const first = (await open().bundles.find(bundleId))?.bundle.publishedAt
      for (const times of [1, 2]) {
        expect(await open().bundles.rebuild(contentId)).toBe(true)
        expect(await open().bundles.rebuild(contentId)).toBe(false)
        expect((await open().bundles.find(bundleId))?.bundle.state).toBe('building')
        const rows = await startRowsOf(run.projectId)
        expect(rows.map(({ message }) => message)).toMatchObject([{ kind: 'startBundleRun', contentId }])
        for (const { outboxId } of rows) await open().outbox.close(outboxId)
        await open().bundles.publish(contentId)
        expect((await open().bundles.find(bundleId))?.bundle, String(times)).toMatchObject({
          state: 'published',
          publishedAt: first,
        })
      }
      await expect(open().bundles.rebuild('f'.repeat(64))).rejects.toMatchObject({ type: 'NotFound' })
    })
  })

  describe('the library', () => {
    it('has one version a variant and shows the one that was finished last', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['barrel'] })
      const [spec] = run.specs
      if (!spec) throw new Error('no spec')
      const [a, b] = (await generateRound(open(), run, spec)) as [VariantRow, VariantRow]
      const [one, again] = await Promise.all([
        finishAsset(open(), run, spec, a),
        finishAsset(open(), run, spec, a),
      ])
      expect(again).toEqual(one)
      const two = await finishAsset(open(), run, spec, b)
      expect([one.version, two.version]).toEqual([1, 2])
      expect(two.assetId).toBe(one.assetId)
      expect(two).toMatchObject({
        specKey: 'barrel',
        sizeBytes: 321,
        trim: { x: 1, y: 2, width: 30, height: 29 },
      })
      expect(await finishAsset(open(), run, spec, a)).toEqual(one)
      expect((await open().runs.readSpec(run.runId, spec.specRevisionId))?.finishedVariantId).toBe(
        a.variantId,
      )
      const told = (await open().events.readAfter(run.projectId, 0, 100)).filter(
        ({ type }) => type === 'assetFinished',
      )
      expect(told.map(({ data }) => data['version'])).toEqual([1, 2])
    })

    it('refuses a variant of another spec or project', async () => {
      const { run, made } = await startApproved(['a', 'b'])
      const other = await startApproved(['a'])
      const [[variant]] = made as [[VariantRow]]
      const [specA, specB] = run.specs
      if (!specA || !specB) throw new Error('no specs')
      await expect(finishAsset(open(), run, specB, variant)).rejects.toMatchObject({ type: 'NotFound' })
      await expect(
        finishAsset(open(), { ...run, projectId: other.run.projectId }, specA, variant),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })
  })

  describe('a frozen set', () => {
    it('is sorted by key, complete, and the same when frozen again or at once', async () => {
      const { run } = await startApproved(['urn', 'barrel', 'b-arrow', 'b'])
      const frozen = await Promise.all([freeze(run), freeze(run), freeze(run)])
      expect(new Set(frozen.flat().map(({ bundleId }) => bundleId)).size).toBe(1)
      const [bundle] = frozen[0] ?? []
      expect(bundle).toMatchObject({
        state: 'building',
        target: 'generic',
        runId: run.runId,
        publishedAt: null,
      })
      const loaded = await open().bundles.loadFrozen(bundle?.contentId ?? '')
      expect(loaded.bundle).toEqual(bundle)
      expect(loaded.assets.map(({ asset }) => asset.specKey)).toEqual(['b', 'b-arrow', 'barrel', 'urn'])
      expect(bundle?.contentId).toBe(contentIdOf('generic', loaded.assets))
      for (const { asset, spec, variant, decision } of loaded.assets) {
        expect(spec.key).toBe(asset.specKey)
        expect(variant.variantId).toBe(asset.variantId)
        expect(variant.verdict).toBe('approved')
        expect(decision.reviewer).toBe(`anna-${asset.specKey}`)
        expect(decision.decidedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      }
    })

    it('leaves out what is not approved or not finished', async () => {
      const { run, made } = await startApproved(['a', 'b', 'c'])
      const [, b] = run.specs
      const [variant] = made[1] ?? []
      if (!b || !variant) throw new Error('no variant')
      await decide(open(), run, b, { ...variant, version: 1 }, `dec_undo_${variant.variantId}`, {
        verb: 'withdraw',
        verdict: 'undecided',
      })
      const [bundle] = await freeze(run)
      const { assets } = await open().bundles.loadFrozen(bundle?.contentId ?? '')
      expect(assets.map(({ asset }) => asset.specKey)).toEqual(['a', 'c'])
    })

    it('takes the lowest round and index where several variants are approved and finished', async () => {
      const { run, made } = await startApproved(['a'])
      const [spec] = run.specs
      const [first, second] = made[0] ?? []
      if (!spec || !first || !second) throw new Error('no variants')
      await decide(open(), run, spec, second, `dec_${second.variantId}`)
      await finishAsset(open(), run, spec, second)
      const [bundle] = await freeze(run)
      const { assets } = await open().bundles.loadFrozen(bundle?.contentId ?? '')
      expect(assets.map(({ variant }) => variant.variantId)).toEqual([first.variantId])
    })

    it('stays what it was when decisions change later; the next freeze is another bundle', async () => {
      const { run, made } = await startApproved(['a', 'b'])
      const [before] = await freeze(run)
      const loaded = await open().bundles.loadFrozen(before?.contentId ?? '')
      const [spec] = run.specs
      const [variant] = made[0] ?? []
      if (!spec || !variant) throw new Error('no variant')
      await decide(open(), run, spec, { ...variant, version: 1 }, `dec_undo_${variant.variantId}`, {
        verb: 'withdraw',
        verdict: 'undecided',
      })
      expect(await open().bundles.loadFrozen(before?.contentId ?? '')).toEqual(loaded)
      const [after] = await freeze(run)
      expect(after?.bundleId).not.toBe(before?.bundleId)
      expect(await open().bundles.listOfRun(run.runId)).toHaveLength(2)
    })

    it('gets one bundle a target, and an outbox row for each that is not published', async () => {
      const { run } = await startApproved(['a'])
      const bundles = await freeze(run, ['pixi', 'generic', 'pixi'], true)
      expect(bundles.map(({ target }) => target)).toEqual(['pixi', 'generic'])
      await freeze(run, ['pixi', 'generic'], true)
      const rows = await startRowsOf(run.projectId)
      expect(rows.map(({ message }) => message)).toEqual(
        bundles.map(({ contentId }) => ({
          kind: 'startBundleRun',
          projectId: run.projectId,
          runId: run.runId,
          contentId,
        })),
      )
      expect((await open().bundles.listOfRun(run.runId)).map(({ target }) => target)).toEqual([
        'generic',
        'pixi',
      ])
    })

    it('of equal content in another project is another bundle', async () => {
      const [one, two] = [await startApproved(['a']), await startApproved(['a'])]
      const [first] = await freeze(one.run)
      const [second] = await freeze(two.run)
      const [again] = await freeze(two.run)
      expect(second?.projectId).toBe(two.run.projectId)
      expect(second?.contentId).not.toBe(first?.contentId)
      expect(again).toEqual(second)
      await expect(
        open().bundles.freeze({
          ...one.run,
          projectId: two.run.projectId,
          targets: ['x'],
          contentIdOf,
          start: false,
        }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('of equal content in a later run of the project is the bundle that is there', async () => {
      const project = freshKey()
      const [one, two] = [await startApproved(['a'], project), await startApproved(['a'], project)]
      const [first] = await freeze(one.run)
      const [second] = await freeze(two.run)
      expect(second).toEqual(first)
      expect(await open().bundles.listOfRun(two.run.runId)).toEqual([first])
      const closable = await open().bundles.frozenSpecRevisions(first?.contentId ?? '')
      // The later run only carries the spec: its review belongs to the run that made it.
      expect(closable.map(({ runId }) => runId)).toEqual([one.run.runId])
    })

    it('names the specs that may be closed: settled ones of the set and rejected ones', async () => {
      const { run } = await startApproved(['a', 'b', 'c', 'd'])
      const [a, b, c, d] = run.specs
      if (!a || !b || !c || !d) throw new Error('no specs')
      await open().runs.setSpecStage({ ...holderOf(run, b), stage: 'reviewing', round: 1 })
      const unapprove = async (spec: typeof c) => {
        const [variant] = await open().generation.variantsOfRound(run.runId, spec.specRevisionId, 1)
        if (!variant) throw new Error('no variant')
        await decide(open(), run, spec, variant, `dec_no_${variant.variantId}`, {
          verb: 'reject',
          verdict: 'rejected',
        })
      }
      await unapprove(c)
      await unapprove(d)
      await open().runs.setSpecStage({ ...holderOf(run, c), stage: 'rejected', round: 1 })
      const [bundle] = await freeze(run)
      const closable = await open().bundles.frozenSpecRevisions(bundle?.contentId ?? '')
      expect(closable.map(({ specRevisionId }) => specRevisionId)).toEqual([
        a.specRevisionId,
        c.specRevisionId,
      ])
    })
  })

  describe('a bundle', () => {
    it('is published once with its files and stays published', async () => {
      const { run } = await startApproved(['a'])
      const [bundle] = await freeze(run)
      if (!bundle) throw new Error('no bundle')
      const { contentId, bundleId } = bundle
      const file = (path: string, digit: string) => ({ path, sha256: digit.repeat(64), sizeBytes: 9 })
      await open().bundles.saveFiles(contentId, [file('old.txt', 'a'), file('manifest.json', 'b')])
      const files = [file('manifest.json', 'c'), file('Zed.png', 'd'), file('images/a.png', 'e')]
      for (let time = 0; time < 2; time++) await open().bundles.saveFiles(contentId, files)
      for (let time = 0; time < 2; time++) await open().bundles.publish(contentId)
      await open().bundles.fail(contentId, 'too late')
      const found = await open().bundles.find(bundleId)
      expect(found?.bundle).toMatchObject({ state: 'published', failure: null })
      expect(found?.bundle.publishedAt).not.toBeNull()
      expect(found?.files).toEqual([files[1], files[2], files[0]])
      const told = (await open().events.readAfter(run.projectId, 0, 100)).filter(
        ({ type }) => type === 'bundlePublished',
      )
      expect(told.map(({ data }) => data)).toEqual([{ bundleId, target: 'generic', contentId }])
      expect(await freeze(run, ['generic'], true)).toEqual([found?.bundle])
      expect(await startRowsOf(run.projectId)).toEqual([])
    })

    it('that failed is built and started again by the next freeze', async () => {
      const { run } = await startApproved(['a'])
      const [bundle] = await freeze(run, ['generic'], true)
      if (!bundle) throw new Error('no bundle')
      const isBuilding = async () =>
        (await open().bundles.listBuilding(1000)).some(({ bundleId }) => bundleId === bundle.bundleId)
      expect(await isBuilding()).toBe(true)
      for (let time = 0; time < 2; time++) await open().bundles.fail(bundle.contentId, 'disk full')
      expect((await open().bundles.find(bundle.bundleId))?.bundle).toMatchObject({
        state: 'failed',
        failure: 'disk full',
      })
      expect(await isBuilding()).toBe(false)
      for (const row of await startRowsOf(run.projectId)) await open().outbox.close(row.outboxId)
      const [again] = await freeze(run, ['generic'], true)
      expect(again).toEqual({ ...bundle, state: 'building', failure: null })
      expect(await startRowsOf(run.projectId)).toHaveLength(1)
    })

    it('that is unknown is not found', async () => {
      expect(await open().bundles.find('bun_unknown')).toBeNull()
      await expect(open().bundles.loadFrozen('unknown')).rejects.toMatchObject({ type: 'NotFound' })
      await expect(open().bundles.publish('unknown')).rejects.toMatchObject({ type: 'NotFound' })
      await expect(open().bundles.saveFiles('unknown', [])).rejects.toMatchObject({ type: 'NotFound' })
      expect(await open().bundles.frozenSpecRevisions('unknown')).toEqual([])
    })
  })

  describe('an atlas', () => {
    it('is kept under its content id in its own project', async () => {
      const { projectId } = await open().projects.ensure({ key: freshKey(), name: 'p' })
      const other = await open().projects.ensure({ key: freshKey(), name: 'q' })
      const atlas = {
        atlasContentId: hashOf(projectId),
        pages: [{ sha256: 'a'.repeat(64), sizeBytes: 10, width: 64, height: 32 }],
        frames: ['zebra', 'apple'].map((key, index) => ({
          key,
          page: 0,
          x: index * 32,
          y: 0,
          width: 32,
          height: 32,
        })),
      }
      for (let time = 0; time < 2; time++) await open().bundles.saveAtlas(projectId, atlas)
      expect(await open().bundles.findAtlas(projectId, atlas.atlasContentId)).toEqual(atlas)
      expect(await open().bundles.findAtlas(other.projectId, atlas.atlasContentId)).toBeNull()
      expect(await open().bundles.findAtlas(projectId, 'unknown')).toBeNull()
    })

    it('pages, variants and finished frames are pictures of their own project only', async () => {
      const { run, made } = await startApproved(['barrel'])
      const { projectId } = run
      const other = await open().projects.ensure({ key: freshKey(), name: 'other' })
      const variant = made[0]?.[0]?.sha256 ?? ''
      const page = hashOf({ page: projectId })
      const pages = [{ sha256: page, sizeBytes: 10, width: 64, height: 32 }]
      await open().bundles.saveAtlas(projectId, { atlasContentId: hashOf(projectId), pages, frames: [] })
      for (const sha256 of [variant, hashOf({ finished: variant }), page]) {
        expect(await open().library.ownsImage(projectId, sha256)).toBe(true)
        expect(await open().library.ownsImage(other.projectId, sha256)).toBe(false)
      }
      expect(await open().library.ownsImage(projectId, hashOf('nothing'))).toBe(false)
    })
  })
}
