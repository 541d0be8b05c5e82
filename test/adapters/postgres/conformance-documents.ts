import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { documentLimits } from '../../../core/documents/check-document.js'
import { sha256Hex } from '../../../core/hash.js'
import { buildRunOptions } from '../../support/catalogue-scenario.js'

export function describeDocuments(open: () => Catalogue): void {
  describe('design documents of projects', () => {
    const by = { addedBy: 'local' }

    it('are kept by name; a text that was replaced or removed is still read by its hash', async () => {
      const { projects, documents } = open()
      const { projectId } = await projects.ensure({ key: 'documented', name: 'documented' })
      const first = await documents.put({ projectId, name: 'lore.md', text: '# Sluice\r\nbrass', ...by })
      expect(first).toMatchObject({ change: 'added', row: { sizeBytes: 15, addedBy: 'local' } })
      const again = await documents.put({ projectId, name: 'lore.md', text: '# Sluice\r\nbrass', ...by })
      expect(again).toEqual({ row: first.row, change: 'unchanged' })
      await documents.put({ projectId, name: 'Ände.txt', text: 'über', ...by })
      const second = await documents.put({ projectId, name: 'lore.md', text: 'iron', ...by })
      expect(second.change).toBe('replaced')
      expect((await documents.list(projectId)).map(({ name }) => name)).toEqual(['lore.md', 'Ände.txt'])
      expect(await documents.find(projectId, 'lore.md')).toEqual({ ...second.row, text: 'iron' })
      const refs = [second.row, first.row, { name: 'lore.md', sha256: sha256Hex('never') }]
      const texts = (await documents.readVersions(projectId, refs)).map(({ text }) => text)
      expect(texts.toSorted()).toEqual(['# Sluice\r\nbrass', 'iron'])
      expect(await documents.remove(projectId, 'lore.md')).toBe(true)
      expect(await documents.remove(projectId, 'lore.md')).toBe(false)
      expect(await documents.find(projectId, 'lore.md')).toBeNull()
      expect(await documents.readVersions(projectId, refs)).toHaveLength(2)
      // What was there before comes back as it was.
      const back = await documents.put({ projectId, name: 'lore.md', text: 'iron', ...by })
      expect([back.change, back.row.sha256]).toEqual(['added', second.row.sha256])
      expect(await documents.readVersions('prj_other', refs)).toEqual([])
    })

    it('that a list was handed in with are kept with its revision, and not told with every run', async () => {
      const { projects, intake, runs } = open()
      const { projectId } = await projects.ensure({ key: 'told-of', name: 'told-of' })
      const documents = [{ name: 'lore.md', sha256: sha256Hex('lore') }]
      const list = { projectId, name: 'list.txt', text: 'gizmo: crank' }
      const { runId, wishlistRevisionId } = await intake.submitWishlist({
        ...{ ...list, options: { ...buildRunOptions(), documents } },
      })
      const revision = await intake.loadRevision(projectId, wishlistRevisionId)
      expect(revision.options.documents).toEqual(documents)
      expect((await runs.find(runId))?.options).not.toHaveProperty('documents')
      const changed = await intake.submitWishlist({ ...list, options: buildRunOptions() })
      expect(changed).toMatchObject({ created: true, revision: 2 })
    })

    it('are bounded in number and bytes, and so are those that were replaced', async () => {
      const { projects, documents } = open()
      const { projectId } = await projects.ensure({ key: 'wordy', name: 'wordy' })
      const { bytesMax, totalBytesMax, documentsMax, formerMax } = documentLimits
      const long = 'x'.repeat(bytesMax)
      for (let n = 0; n < totalBytesMax / bytesMax; n++)
        await documents.put({ projectId, name: `long-${n}.md`, text: long, ...by })
      const more = documents.put({ projectId, name: 'more.md', text: 'x', ...by })
      await expect(more).rejects.toMatchObject({ type: 'Conflict' })
      for (const { name } of await documents.list(projectId)) await documents.remove(projectId, name)
      const texts = Array.from({ length: formerMax + 3 }, (_, n) => `text ${n}`)
      for (const text of texts) await documents.put({ projectId, name: 'often.md', text, ...by })
      const refs = texts.map((text) => ({ name: 'often.md', sha256: sha256Hex(text) }))
      expect(await documents.readVersions(projectId, refs)).toHaveLength(formerMax + 1)
      for (let n = 1; n < documentsMax; n++)
        await documents.put({ projectId, name: `short-${n}.md`, text: 'x', ...by })
      await expect(documents.put({ projectId, name: 'z.md', text: 'x', ...by })).rejects.toMatchObject({
        type: 'Conflict',
      })
      const unknown = { projectId: 'prj_none', name: 'a.md', text: 'x', ...by }
      await expect(documents.put(unknown)).rejects.toMatchObject({ type: 'NotFound' })
    })
  })
}
