import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'

export function describeProjectSettings(open: () => Catalogue): void {
  describe('settings of projects', () => {
    it('are kept as revisions; what holds already makes none, and a late save is a conflict', async () => {
      const { projects, settings } = open()
      const { projectId } = await projects.ensure({ key: 'settled', name: 'settled' })
      expect(await settings.newest(projectId)).toEqual({
        projectId,
        revision: 0,
        settings: {},
        createdAt: null,
      })
      const dusk = { stylePresets: { dusk: { negative: 'neon' } }, style: 'dusk' }
      const first = await settings.save({ projectId, expectedRevision: 0, settings: dusk })
      expect(first).toMatchObject({ projectId, revision: 1, settings: dusk })
      expect(await settings.save({ projectId, expectedRevision: 0, settings: dusk })).toEqual(first)
      expect(await settings.save({ projectId, expectedRevision: 1, settings: dusk })).toEqual(first)
      await settings.save({ projectId, expectedRevision: 1, settings: {} })
      await expect(
        settings.save({ projectId, expectedRevision: 1, settings: { scenario: 'a harbour' } }),
      ).rejects.toMatchObject({ type: 'Conflict', details: { revision: 2, expectedRevision: 1 } })
      expect((await settings.list(projectId, 10)).map(({ revision }) => revision)).toEqual([2, 1])
      expect(await settings.read(projectId, 1)).toEqual(first)
      expect(await settings.read(projectId, 3)).toBeNull()
      await expect(
        settings.save({ projectId: 'prj_none', expectedRevision: 0, settings: {} }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('saved by two at once have one winner', async () => {
      const { projects, settings } = open()
      const { projectId } = await projects.ensure({ key: 'contested', name: 'contested' })
      const saves = await Promise.allSettled(
        ['one', 'two', 'three'].map((scenario) =>
          settings.save({ projectId, expectedRevision: 0, settings: { scenario } }),
        ),
      )
      expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await settings.newest(projectId)).revision).toBe(1)
    })
  })
}
