import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { bundleContentId } from '../../../core/bundle/bundle-content-id.js'
import { togetherLimits } from '../../../core/review-together/together-limits.js'
import { decide, finishAsset, freshKey, generateRound, startRun } from '../../support/catalogue-scenario.js'

export function describeNotesAndTags(open: () => Catalogue): void {
  const start = async (keys: readonly string[] = ['moth']) => {
    const run = await startRun(open(), { project: freshKey(), keys, changes: { tags: ['night'] } })
    const spec = run.specs[0]!
    const { projectId, runId } = run
    const variants = await generateRound(open(), run, spec)
    const of = { projectId, runId, specRevisionId: spec.specRevisionId }
    const write = async (noteId: string, text: string, variantId: string | null = null) =>
      await open().notes.add({ ...of, noteId, variantId, author: 'ann', text })
    const tag = async (tags: readonly string[], expectedVersion: number) =>
      await open().specTags.save({
        ...{ projectId, runId, specId: spec.specId, tags, expectedVersion, taggedBy: 'ann' },
      })
    return { run, spec, variants, of, write, tag }
  }
  const typesOf = async (projectId: string) =>
    (await open().events.readAfter(projectId, 0, 500)).map(({ type }) => type)

  describe('notes of reviewers', () => {
    it('are on a spec or on a variant, oldest first; the same id twice is one note', async () => {
      const { of, variants, write } = await start()
      const first = await write('nte_1', 'wings too long')
      const second = await write('nte_2', 'this one', variants[1]!.variantId)
      expect(await write('nte_1', 'another text')).toEqual(first)
      const list = await open().notes.list({ ...of, isDeletedShown: false })
      expect(list).toEqual([first, second])
      expect(second).toMatchObject({ variantId: variants[1]!.variantId, author: 'ann', former: [] })
      expect((await typesOf(of.projectId)).filter((type) => type === 'noteAdded')).toHaveLength(2)
      const foreign = await start()
      await expect(foreign.write('nte_1', 'not mine')).rejects.toMatchObject({ type: 'Conflict' })
      await expect(write('nte_3', 'x', foreign.variants[0]!.variantId)).rejects.toMatchObject({
        type: 'NotFound',
      })
    })

    it('keep what an edit replaced and what was deleted', async () => {
      const { of, write } = await start()
      const { notes } = open()
      await write('nte_e1', 'one')
      expect(await notes.edit('nte_e1', 'two')).toMatchObject({ text: 'two', former: [{ text: 'one' }] })
      const same = await notes.edit('nte_e1', 'two')
      expect(same.former).toHaveLength(1)
      for (let at = 0; at < togetherLimits.noteFormerMax + 2; at++) await notes.edit('nte_e1', `text ${at}`)
      const edited = (await notes.find('nte_e1'))!
      expect(edited.former).toHaveLength(togetherLimits.noteFormerMax)
      expect(edited.former.at(-1)).toMatchObject({ text: `text ${togetherLimits.noteFormerMax}` })
      await notes.delete('nte_e1')
      await notes.delete('nte_e1')
      expect(await notes.list({ ...of, isDeletedShown: false })).toEqual([])
      const [gone] = await notes.list({ ...of, isDeletedShown: true })
      expect(gone?.deletedAt).not.toBeNull()
      await expect(notes.edit('nte_e1', 'three')).rejects.toMatchObject({ type: 'NotFound' })
      await expect(notes.delete('nte_none')).rejects.toMatchObject({ type: 'NotFound' })
      expect(await notes.find('nte_none')).toBeNull()
    })

    it('of a spec that a later revision carries are those of the run that owns it', async () => {
      const { run, spec, of, write } = await start(['moth'])
      const project = (await open().projects.find(run.projectId))!.key
      const changes = { tags: ['night'] }
      const later = await startRun(open(), { project, keys: ['moth', 'owl'], text: 'more', changes })
      expect(later.runId).not.toBe(run.runId)
      const note = await write('nte_c1', 'still holds')
      const { notes } = open()
      const seen = { runId: later.runId, specRevisionId: spec.specRevisionId, isDeletedShown: false }
      expect(await notes.list(seen)).toEqual([note])
      const answer = {
        ...of,
        runId: later.runId,
        noteId: 'nte_c2',
        variantId: null,
        author: 'b',
        text: 'yes',
      }
      expect((await notes.add(answer)).runId).toBe(run.runId)
    })
  })

  describe('tags of a review', () => {
    it('are saved under the version that was seen, with the former ones for undo', async () => {
      const { run, spec, tag } = await start()
      const { specTags } = open()
      const none = await specTags.find(run.projectId, spec.specId)
      expect(none).toMatchObject({ specKey: 'moth', tags: [], version: 0, former: null, taggedBy: null })
      expect(await specTags.ofRun(run.runId)).toEqual([])
      const first = await tag(['boss', 'undead'], 0)
      expect(first).toMatchObject({ version: 1, taggedBy: 'ann', former: { tags: [], version: 0 } })
      // An answer that was lost: the same again changes nothing.
      expect(await tag(['boss', 'undead'], 0)).toEqual(first)
      await expect(tag(['tree'], 0)).rejects.toMatchObject({ type: 'Conflict', details: { version: 1 } })
      const second = await tag(['tree'], 1)
      expect(second.former).toEqual({ tags: ['boss', 'undead'], version: 1 })
      const undone = await tag(second.former!.tags, 2)
      expect(undone).toMatchObject({ tags: ['boss', 'undead'], version: 3 })
      expect(await specTags.ofRun(run.runId)).toEqual([undone])
      const told = (await open().events.readAfter(run.projectId, 0, 500)).filter(
        ({ type }) => type === 'tagsChanged',
      )
      expect(told.map(({ data }) => [data['version'], data['tags']])).toEqual([
        [1, ['boss', 'undead']],
        [2, ['tree']],
        [3, ['boss', 'undead']],
      ])
      const foreign = open().specTags.find('prj_other', spec.specId)
      await expect(foreign).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('one of two who tag at the same moment is refused', async () => {
      const { run, spec } = await start()
      const save = async (name: string) =>
        await open().specTags.save({
          ...{ projectId: run.projectId, runId: run.runId, specId: spec.specId },
          ...{ tags: [name], expectedVersion: 0, taggedBy: name },
        })
      const ends = await Promise.allSettled(['a', 'b', 'c', 'd'].map(save))
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it('find the asset in the library, by tag and by word, together with words of its own', async () => {
      const { run, spec, variants, tag } = await start()
      await decide(open(), run, spec, variants[0]!, `dec_${freshKey()}`)
      await finishAsset(open(), run, spec, variants[0]!)
      await tag(['Cave-Boss'], 0)
      const { projectId } = run
      const { shelf } = open()
      const keys = async (query: { words?: string[]; tag?: string }) =>
        (await shelf.search({ projectId, words: [], limit: 10, ...query })).items.map(({ key }) => key)
      expect(await keys({ tag: 'cave-boss' })).toEqual(['moth'])
      expect(await keys({ tag: 'night' })).toEqual(['moth'])
      expect(await keys({ words: ['bos', 'moth'] })).toEqual(['moth'])
      expect(await keys({ words: ['boss', 'owl'] })).toEqual([])
      const [item] = (await shelf.search({ projectId, words: [], limit: 10 })).items
      expect(item?.tags).toEqual(['night', 'Cave-Boss'])
      expect((await shelf.find(item!.assetId))?.tags).toEqual(['night', 'Cave-Boss'])
    })

    it('are frozen with a bundle: other tags later are another bundle, and the first stays as it was', async () => {
      const { run, spec, variants, tag } = await start(['moth', 'owl'])
      await decide(open(), run, spec, variants[0]!, `dec_${freshKey()}`)
      await finishAsset(open(), run, spec, variants[0]!)
      const { bundles } = open()
      const freeze = async () => {
        const contentIdOf = (target: string, assets: readonly FrozenAsset[]) =>
          bundleContentId(target, assets)
        const { projectId, runId } = run
        const order = { projectId, runId, targets: [freshKey()], kind: 'provisional' as const, start: false }
        return (await bundles.freeze({ ...order, contentIdOf }))[0]!
      }
      const tagsOf = async (contentId: string) =>
        (await bundles.loadFrozen(contentId)).assets.map(({ asset, spec: { tags } }) => [asset.specKey, tags])
      const plain = await freeze()
      await tag(['boss'], 0)
      const { projectId, runId } = run
      const owl = { projectId, runId, specId: run.specs[1]!.specId, expectedVersion: 0, taggedBy: 'ann' }
      await open().specTags.save({ ...owl, tags: ['bird', 'night'] })
      const tagged = await freeze()
      await tag(['tree'], 1)
      expect(await tagsOf(plain.contentId)).toEqual([
        ['moth', ['night']],
        ['owl', ['night']],
      ])
      expect(await tagsOf(tagged.contentId)).toEqual([
        ['moth', ['night', 'boss']],
        ['owl', ['night', 'bird']],
      ])
      const { assets } = await bundles.loadFrozen(tagged.contentId)
      expect(bundleContentId(tagged.target, assets)).toBe(tagged.contentId)
    })
  })
}
