import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { hashOf } from '../../../core/hash.js'
import type { AssetLook } from '../../../core/library-ports.js'
import { labOfHex } from '../../../core/library/measure-look.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import {
  buildRunOptions,
  buildSpec,
  decide,
  finishAsset,
  freshKey,
  generateRound,
  holderOf,
  type ScenarioRun,
  startRun,
  type ScenarioSpec,
} from '../../support/catalogue-scenario.js'

const lookOf = (hex: string): AssetLook => ({
  colours: [{ hex, share: 1, lab: labOfHex(hex) }],
  hasTransparency: true,
})

/** Three specs; two are approved and finished, with equal bytes. */
async function stage(catalogue: Catalogue) {
  const { projectId } = await catalogue.projects.ensure({ key: freshKey(), name: 'shelf' })
  const given: Partial<AssetSpec>[] = [
    { key: 'water-barrel', prompt: { positive: 'oak/iron water barrel', negative: '' }, tags: ['Camp site'] },
    { key: 'barrel-2', prompt: { positive: 'ein Fass, 樽', negative: '' }, assetType: 'item' },
    { key: 'lamp' },
  ]
  const { wishlistRevisionId, runId } = await catalogue.intake.submitWishlist({
    ...{ projectId, name: 'list.txt', text: 'shelf', options: buildRunOptions() },
  })
  const specs = given.map((changes) => buildSpec(changes.key!, changes))
  await catalogue.intake.saveRefinement({
    projectId,
    wishlistRevisionId,
    runId,
    specs,
    problems: [],
    notes: [],
  })
  const page = await catalogue.runs.readSpecs(runId, 0, 10)
  const run: ScenarioRun = { projectId, wishlistRevisionId, runId, specs: page.specs }
  const finished = []
  for (const [nth, spec] of page.specs.slice(0, 2).entries())
    finished.push(await approve(catalogue, run, spec, nth === 0 ? '#94583a' : '#39545b'))
  return { run, projectId, finished }
}

async function approve(catalogue: Catalogue, run: ScenarioRun, spec: ScenarioSpec, hex: string) {
  const [first] = await generateRound(catalogue, run, spec)
  await decide(catalogue, run, spec, first!, `dec-${spec.specId}`, { reason: 'good edges' })
  return await catalogue.library.saveAssetVersion({
    ...holderOf(run, spec),
    ...{ specId: spec.specId, specKey: spec.specKey, variantId: first!.variantId },
    ...{ sha256: hashOf('equal bytes'), sizeBytes: 9, width: 32, height: 32 },
    trim: { x: 0, y: 0, width: 32, height: 32 },
    processing: { backgroundRemoval: null, scale: 1, palette: [], steps: ['cut'] },
    look: lookOf(hex),
  })
}

export function describeShelf(open: () => Catalogue): void {
  describe('the shelf of approved assets', () => {
    it('is searched by words, type, tag and colour, page by page, and says what has the same bytes', async () => {
      const { projectId, finished } = await stage(open())
      const search = async (query: object) => {
        const { items } = await open().shelf.search({ projectId, words: [], limit: 10, ...query })
        return items.map(({ key }) => key)
      }
      expect(await search({})).toEqual(['barrel-2', 'water-barrel'])
      expect(await search({ words: ['barr', 'iron'] })).toEqual(['water-barrel'])
      expect(await search({ words: ['2'] })).toEqual(['barrel-2'])
      expect(await search({ words: ['樽'] })).toEqual(['barrel-2'])
      expect(await search({ words: ['site'] })).toEqual(['water-barrel'])
      expect(await search({ words: ['arrel'] })).toEqual([])
      expect(await search({ type: 'item' })).toEqual(['barrel-2'])
      expect(await search({ tag: 'camp SITE' })).toEqual(['water-barrel'])
      expect(await search({ colour: labOfHex('#905538') })).toEqual(['water-barrel'])
      expect(await search({ words: ["'", ':*', '%'] })).toEqual([])
      const first = await open().shelf.search({ projectId, words: [], limit: 1 })
      expect(first).toMatchObject({ nextCursor: 'barrel-2', items: [{ sameBytesAs: ['water-barrel'] }] })
      expect(await search({ cursor: 'barrel-2' })).toEqual(['water-barrel'])
      expect(first.items[0]).toMatchObject({
        ...{ assetId: finished[1]!.assetId, version: 1, versions: 1, origin: 'software', placeholder: true },
        look: { hasTransparency: true, colours: [{ hex: '#39545b' }] },
      })
    })

    it('knows each version with its decisions, and hides what was withdrawn', async () => {
      const { projectId, run, finished } = await stage(open())
      const { assetId, variantId } = finished[0]!
      const asset = await open().shelf.find(assetId)
      expect(asset).toMatchObject({ key: 'water-barrel', projectId, prompt: 'oak/iron water barrel' })
      expect(asset?.versions).toMatchObject([
        {
          version: 1,
          variantId,
          verdict: 'approved',
          decisions: [{ reviewer: 'local', reason: 'good edges' }],
        },
      ])
      await decide(open(), run, run.specs[0]!, { variantId, version: 1 }, 'dec-withdraw', {
        verb: 'reject',
        verdict: 'rejected',
      })
      const { items } = await open().shelf.search({ projectId, words: [], limit: 10 })
      expect(items.map(({ key }) => key)).toEqual(['barrel-2'])
      expect((await open().shelf.find(assetId))?.versions[0]?.decisions).toHaveLength(2)
      expect(await open().shelf.find('ast_none')).toBeNull()
    })
  })

  describe('an asset of several approved variants', () => {
    it('shows its primary, and after a newer review what that one approved', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['crate'] })
      const { projectId } = run
      const spec = run.specs[0]!
      const shown = async () => {
        const { items } = await open().shelf.search({ projectId, words: [], limit: 10 })
        return items.map(({ variantId, version, versions }) => ({ variantId, version, versions }))
      }
      const [first, second] = await generateRound(open(), run, spec)
      await decide(open(), run, spec, first!, `dec_a_${run.runId}`)
      await decide(open(), run, spec, second!, `dec_b_${run.runId}`, { marks: { primaryRank: -1 } })
      await finishAsset(open(), run, spec, first!)
      await finishAsset(open(), run, spec, second!)
      expect(await shown()).toEqual([{ variantId: first!.variantId, version: 1, versions: 2 }])

      const marks = { primaryRank: 1, rankBefore: -1 }
      const { variantId } = second!
      await decide(open(), run, spec, { variantId, version: 1 }, `dec_c_${run.runId}`, {
        ...{ verb: 'primary', marks },
      })
      expect(await shown()).toEqual([{ variantId, version: 2, versions: 2 }])

      const again = await startRun(open(), {
        ...{ project: (await open().projects.find(projectId))!.key, keys: ['crate'], text: 'another list' },
        changes: { prompt: { positive: 'a crate with nails', negative: '' } },
      })
      expect(again.projectId).toBe(projectId)
      const [other] = await generateRound(open(), again, again.specs[0]!)
      await decide(open(), again, again.specs[0]!, other!, `dec_a_${again.runId}`)
      await finishAsset(open(), again, again.specs[0]!, other!)
      expect(await shown()).toEqual([{ variantId: other!.variantId, version: 3, versions: 3 }])
    })
  })

  describe('a trace', () => {
    it('goes from the line to the finished asset, for a variant of that variant alone', async () => {
      const { projectId, finished, run } = await stage(open())
      const { assetId, variantId, specId } = finished[0]!
      const { traces } = open()
      const whole = await traces.resolve(projectId, 'water-barrel')
      expect(whole).toEqual({ projectId, specId, key: 'water-barrel', assetId, variantId: null })
      expect(await traces.resolve(null, assetId)).toEqual(whole)
      const one = await traces.resolve(null, variantId)
      expect(one).toEqual({ ...whole!, variantId })
      expect(await traces.resolve(projectId, 'no-such-key')).toBeNull()
      expect(await traces.resolve(freshKey(), variantId)).toBeNull()
      const kindsOf = async (subject: typeof whole) =>
        (await traces.steps(subject!, 100)).map(({ kind }) => kind)
      expect((await kindsOf(one)).toSorted()).toEqual(
        ['listed', 'specified', 'planned', 'generated', 'scored', 'decided', 'finished'].toSorted(),
      )
      expect((await kindsOf(whole)).filter((kind) => kind === 'generated')).toHaveLength(2)
      const told = await traces.steps(one!, 100)
      expect(told.find(({ kind }) => kind === 'listed')?.data).toMatchObject({ runId: run.runId, line: 1 })
      expect(told.find(({ kind }) => kind === 'decided')?.data).toMatchObject({ reviewer: 'local' })
      expect(await traces.steps(one!, 3)).toHaveLength(3)
      const times = told.map(({ at }) => at)
      expect(times).toEqual(times.toSorted())
    })
  })

  describe('an upload', () => {
    it('belongs to its project; the same again is the first one', async () => {
      const { projectId } = await open().projects.ensure({ key: freshKey(), name: 'uploads' })
      const row = {
        ...{ projectId, sha256: hashOf('art'), mediaType: 'image/png' as const, sizeBytes: 5 },
        ...{ width: 8, height: 9, transparent: true, durationMs: null },
      }
      const saved = await open().uploads.save(row)
      expect(saved).toMatchObject(row)
      expect(await open().uploads.save(row)).toEqual(saved)
      expect(await open().uploads.find(projectId, row.sha256)).toEqual(saved)
      expect(await open().uploads.find(freshKey(), row.sha256)).toBeNull()
    })
  })
}
