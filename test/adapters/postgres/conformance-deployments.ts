import { describe, expect, it } from 'vitest'
import { projectContentId } from '../../../core/bundle/project-content-id.js'
import type { Catalogue } from '../../../core/catalogue.js'
import { hashOf } from '../../../core/hash.js'
import {
  decide,
  finishAsset,
  freshKey,
  generateRound,
  startRun,
  type ScenarioRun,
} from '../../support/catalogue-scenario.js'

export function describeDeployments(open: () => Catalogue): void {
  const bundled = async () => {
    const run = await startRun(open(), { project: freshKey(), keys: ['urn', 'lamp'] })
    const spec = run.specs[0]!
    const [variant, other] = await generateRound(open(), run, spec)
    await decide(open(), run, spec, variant!, `dec_${variant!.variantId}`)
    await finishAsset(open(), run, spec, variant!)
    const [bundle] = await open().bundles.freeze({
      ...{ projectId: run.projectId, runId: run.runId, targets: ['generic'], start: false },
      contentIdOf: projectContentId(run.projectId),
    })
    const manifest = hashOf({ manifest: bundle!.bundleId })
    await open().bundles.saveFiles(bundle!.contentId, [
      { path: 'manifest.json', sha256: manifest, sizeBytes: 9 },
    ])
    return { run, spec, variant: variant!, other: other!, bundle: bundle!, manifest }
  }
  const told = ({ projectId }: ScenarioRun, bundleId: string, game: string) => ({
    deploymentId: `dpl_${freshKey()}`,
    ...{ projectId, bundleId, target: 'generic', game, folder: null },
    files: [
      { path: 'camp/urn.png', sha256: hashOf('urn'), key: 'urn' },
      { path: 'camp/atlas.png', sha256: hashOf('atlas'), key: null },
    ],
  })

  describe('a deployment', () => {
    it('is told once, of a bundle of its own project, found by its id or by its manifest', async () => {
      const { run, bundle, manifest } = await bundled()
      const { deployments } = open()
      expect(await deployments.findBundle(run.projectId, manifest)).toBe(bundle.bundleId)
      expect(await deployments.findBundle(run.projectId, bundle.bundleId)).toBe(bundle.bundleId)
      const input = told(run, bundle.bundleId, 'dusk')
      const [first, twin] = await Promise.all([deployments.record(input), deployments.record(input)])
      expect([first, twin].filter(({ created }) => created)).toHaveLength(1)
      expect(first.deployment).toEqual(twin.deployment)
      expect(first.deployment).toMatchObject({ ...input, runId: run.runId, undoneAt: null })
      await expect(deployments.record({ ...input, game: 'dawn' })).rejects.toMatchObject({ type: 'Conflict' })
      const { run: stranger } = await bundled()
      expect(await deployments.findBundle(stranger.projectId, bundle.bundleId)).toBeNull()
      const wrong = { ...told(stranger, bundle.bundleId, 'dusk') }
      await expect(deployments.record(wrong)).rejects.toMatchObject({ type: 'NotFound' })
      expect(await deployments.undo(stranger.projectId, input.deploymentId)).toBeNull()
    })

    it('is listed newest first and told by the trace of its assets, also that it was taken back', async () => {
      const { run, spec, variant, other, bundle } = await bundled()
      const { deployments, traces } = open()
      const inputs = ['dusk', 'dawn', 'noon'].map((game) => told(run, bundle.bundleId, game))
      for (const input of inputs) await deployments.record(input)
      const list = async (query: object) => {
        const { items, nextCursor } = await deployments.list({
          ...{ projectId: run.projectId, limit: 10 },
          ...query,
        })
        return { games: items.map(({ game }) => game), nextCursor, items }
      }
      const page = await list({ limit: 2 })
      expect([page.games, page.nextCursor]).toEqual([['noon', 'dawn'], inputs[1]!.deploymentId])
      expect(page.items[0]).toMatchObject({ files: 2, bundleId: bundle.bundleId })
      expect((await list({ limit: 2, cursor: page.nextCursor })).games).toEqual(['dusk'])
      expect((await list({ key: 'lamp' })).games).toEqual([])
      expect((await list({ key: 'urn', bundleId: bundle.bundleId })).games).toHaveLength(3)
      const undone = await deployments.undo(run.projectId, inputs[0]!.deploymentId)
      expect(await deployments.undo(run.projectId, inputs[0]!.deploymentId)).toEqual(undone)
      expect(undone?.undoneAt).toMatch(/Z$/)
      const kindsOf = async (variantId: string | null) => {
        const subject = {
          projectId: run.projectId,
          specId: spec.specId,
          key: 'urn',
          assetId: null,
          variantId,
        }
        const steps = await traces.steps(subject, 100)
        return steps.map(({ kind }) => kind).filter((kind) => kind === 'deployed' || kind === 'takenBack')
      }
      expect(await kindsOf(null)).toEqual(['deployed', 'deployed', 'deployed', 'takenBack'])
      expect(await kindsOf(variant.variantId)).toHaveLength(4)
      const subject = { ...{ projectId: run.projectId, specId: spec.specId }, key: 'urn', assetId: null }
      const step = (await traces.steps({ ...subject, variantId: null }, 100)).find(
        ({ kind }) => kind === 'deployed',
      )
      expect(step?.data).toMatchObject({ game: 'dusk', target: 'generic', files: ['camp/urn.png'] })
      expect(await kindsOf(other.variantId)).toEqual([])
    })
  })
}
