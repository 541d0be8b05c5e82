import { describe, expect, it } from 'vitest'
import { projectContentId } from '../../../core/bundle/project-content-id.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { BundleKind, SpecStanding } from '../../../core/bundle-ports.js'
import { placeholderIdentity } from '../../../core/provisional/placeholder-asset.js'
import {
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  startRun,
  type ScenarioRun,
} from '../../support/catalogue-scenario.js'

export function describeProvisionalBundles(open: () => Catalogue): void {
  const freeze = async (run: ScenarioRun, kind?: BundleKind) => {
    const [bundle] = await open().bundles.freeze({
      ...{ projectId: run.projectId, runId: run.runId, targets: ['generic'], start: true },
      ...(kind === undefined ? {} : { kind }),
      contentIdOf: projectContentId(run.projectId, kind),
    })
    return bundle!
  }
  const approveFirst = async (run: ScenarioRun) => {
    const spec = run.specs[0]!
    const [variant] = await generateRound(open(), run, spec)
    await decide(open(), run, spec, variant!, `dec_${variant!.variantId}`)
    await finishAsset(open(), run, spec, variant!)
  }
  const startRows = async ({ projectId }: ScenarioRun) =>
    (await open().outbox.lease(1000, 1)).filter(({ message }) => message.projectId === projectId)

  describe('a provisional set', () => {
    it('has every spec by key, and what is approved as it is', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['urn', 'b-arrow', 'b'] })
      await approveFirst(run)
      const bundle = await freeze(run, 'provisional')
      expect(bundle).toMatchObject({ kind: 'provisional', state: 'building' })
      expect(await freeze(run, 'provisional')).toEqual(bundle)
      const { assets } = await open().bundles.loadFrozen(bundle.contentId)
      expect(assets.map(({ spec, provisional }) => [spec.key, provisional])).toEqual([
        ['b', true],
        ['b-arrow', true],
        ['urn', undefined],
      ])
      expect(assets[0]?.asset.sha256).toBe(placeholderIdentity(assets[0]!.spec))
      expect(assets[0]?.decision.decidedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      const messages = (await startRows(run)).map(({ message }) => message)
      expect(messages.filter(({ kind }) => kind === 'startBundleRun')).toMatchObject([{ prepares: true }])
    })

    it('shows what was painted for it, is another bundle than the approved set, and ends no review', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['urn', 'axe'] })
      await approveFirst(run)
      await open().runs.setSpecStage({ ...holderOf(run, run.specs[0]!), stage: 'done', round: 1 })
      const bundle = await freeze(run, 'provisional')
      const { specId } = run.specs[1]!
      const picture = { specId, sha256: 'e'.repeat(64), sizeBytes: 77 }
      for (let time = 0; time < 2; time++) await open().bundles.savePictures(bundle.contentId, [picture])
      const { assets } = await open().bundles.loadFrozen(bundle.contentId)
      expect(assets[0]?.asset).toMatchObject({ specKey: 'axe', sha256: 'e'.repeat(64), sizeBytes: 77 })
      expect(await open().bundles.frozenSpecRevisions(bundle.contentId)).toEqual([])
      await open().bundles.publish(bundle.contentId)
      const later = await freeze(run)
      expect(later.kind).toBeUndefined()
      expect(later.bundleId).not.toBe(bundle.bundleId)
      const loaded = await open().bundles.loadFrozen(later.contentId)
      expect(loaded.previousContentId).toBe(bundle.contentId)
      expect(loaded.assets.map(({ spec }) => spec.key)).toEqual(['urn'])
      expect(await open().bundles.frozenSpecRevisions(later.contentId)).toHaveLength(1)
      await expect(open().bundles.savePictures('f'.repeat(64), [])).rejects.toMatchObject({
        type: 'NotFound',
      })
    })

    it('is built again with what has to be painted', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['urn'] })
      const { contentId } = await freeze(run, 'provisional')
      await open().bundles.publish(contentId)
      for (const { outboxId } of await startRows(run)) await open().outbox.close(outboxId)
      expect(await open().bundles.rebuild(contentId)).toBe(true)
      expect((await startRows(run)).map(({ message }) => message)).toMatchObject([{ prepares: true }])
    })

    it('that is judged is not kept when the judge throws', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['urn', 'axe'] })
      await open().runs.setSpecStage({
        ...{ ...holderOf(run, run.specs[0]!), stage: 'failed', round: 1, failure: 'no painter' },
      })
      let seen: readonly SpecStanding[] = []
      const refused = open().bundles.freeze({
        ...{ projectId: run.projectId, runId: run.runId, targets: ['generic'], start: true },
        ...{ kind: 'release', contentIdOf: projectContentId(run.projectId, 'release') },
        judge: (_, specs) => {
          seen = specs
          throw new Error('no')
        },
      })
      await expect(refused).rejects.toThrow('no')
      expect(seen).toEqual([
        { key: 'axe', stage: 'waiting', failure: null },
        { key: 'urn', stage: 'failed', failure: 'no painter' },
      ])
      expect(await open().bundles.listOfRun(run.runId)).toEqual([])
    })
  })
  describe('an export profile', () => {
    it('is kept by name with a version, and a bundle keeps the one that it was frozen with', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['urn'] })
      const { projectId, runId } = run
      const profile = { target: 'generic', scale: 2 }
      const first = await open().bundles.saveProfile({ projectId, name: 'x2', profile })
      expect(first).toMatchObject({ name: 'x2', version: 1, profile })
      expect(await open().bundles.saveProfile({ projectId, name: 'x2', profile })).toEqual(first)
      await approveFirst(run)
      const named = { ...profile, name: 'x2' }
      const [bundle] = await open().bundles.freeze({
        ...{ projectId, runId, targets: ['generic'], start: true, profile: named },
        contentIdOf: projectContentId(projectId, undefined, named),
      })
      const changed = { ...profile, scale: 3 }
      await open().bundles.saveProfile({ projectId, name: 'b', profile })
      expect(await open().bundles.saveProfile({ projectId, name: 'x2', profile: changed })).toMatchObject({
        version: 2,
      })
      expect((await open().bundles.listProfiles(projectId)).map(({ name }) => name)).toEqual(['b', 'x2'])
      const { contentId } = bundle!
      const loaded = await open().bundles.loadFrozen(contentId)
      expect(loaded.bundle.profile).toEqual(named)
      const specId = run.specs[0]!.specId
      const picture = { specId, sha256: 'd'.repeat(64), sizeBytes: 5 }
      await open().bundles.savePictures(contentId, [picture])
      const later = await open().bundles.loadFrozen(contentId)
      expect(later.pictures).toEqual([picture])
      // Art that is approved stays what it is: only the bundle shows it larger.
      expect(later.assets).toEqual(loaded.assets)
      const messages = (await startRows(run)).map(({ message }) => message)
      expect(messages.filter(({ kind }) => kind === 'startBundleRun')).toMatchObject([{ prepares: true }])
      expect(await open().bundles.removeProfile(projectId, 'x2')).toBe(true)
      expect(await open().bundles.removeProfile(projectId, 'x2')).toBe(false)
    })
  })
}
