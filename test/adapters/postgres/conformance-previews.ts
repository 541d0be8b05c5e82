import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { hashOf } from '../../../core/hash.js'
import { previewCutter, type PreviewRow } from '../../../core/previews/preview-ports.js'
import { freshKey, holderOf, planJobs, resultOf, startRun } from '../../support/catalogue-scenario.js'

export function describePreviews(open: () => Catalogue): void {
  const start = async () => {
    const { generation } = open()
    const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
    const spec = run.specs[0]!
    const jobs = planJobs(run, spec)
    await generation.reserve({ ...holderOf(run, spec), cap: 8, jobs, costMicros: 0 })
    const variants = []
    for (const job of jobs) variants.push(await generation.complete(resultOf(job)))
    const rowOf = (
      variantId: string,
      kind: PreviewRow['kind'],
      more: Partial<PreviewRow> = {},
    ): PreviewRow => ({
      ...{ projectId: run.projectId, variantId, kind, sha256: hashOf({ variantId, kind }) },
      ...{ width: 64, height: 48, sizeBytes: 900, cutter: previewCutter, ...more },
    })
    return { projectId: run.projectId, variants, rowOf }
  }

  describe('previews', () => {
    it('are found by their variants, and a picture of their project is theirs', async () => {
      const { projectId, variants, rowOf } = await start()
      const { previews, library } = open()
      const [one, two] = variants.map(({ variantId }) => variantId)
      const rows = [
        rowOf(one!, 'cutout'),
        rowOf(one!, 'thumb', { width: 32, height: 24 }),
        rowOf(two!, 'cutout'),
      ]
      expect(await previews.ofVariants([one!, two!])).toEqual([])
      await previews.save(rows)
      expect(await previews.ofVariants([one!])).toEqual(rows.slice(0, 2))
      expect(await previews.ofVariants([two!, one!])).toHaveLength(3)
      expect(await previews.ofVariants([])).toEqual([])
      expect(await library.ownsImage(projectId, rows[0]!.sha256)).toBe(true)
      const other = await start()
      expect(await library.ownsImage(other.projectId, rows[0]!.sha256)).toBe(false)
    })

    it('are replaced by newer ones, and those of another cutter count as none', async () => {
      const { variants, rowOf } = await start()
      const { previews } = open()
      const { variantId } = variants[0]!
      await previews.save([rowOf(variantId, 'cutout', { cutter: 'scissors/0' })])
      expect(await previews.ofVariants([variantId])).toEqual([])
      const newer = rowOf(variantId, 'cutout', { sha256: hashOf('newer'), width: 128 })
      await previews.save([newer])
      expect(await previews.ofVariants([variantId])).toEqual([newer])
    })

    it('of a variant that is not there, or not in their project, are not kept', async () => {
      const { variants, rowOf } = await start()
      const { projectId } = await start()
      const { previews } = open()
      const { variantId } = variants[0]!
      const nobody = `var_${'0'.repeat(36)}`
      await previews.save([rowOf(variantId, 'cutout', { projectId }), rowOf(nobody, 'thumb')])
      expect(await previews.ofVariants([variantId, nobody])).toEqual([])
    })
  })
}
