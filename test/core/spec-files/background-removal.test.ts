import { describe, expect, it } from 'vitest'
import { refineOrder } from '../../../core/intake/refine-order.js'
import type { SpecEdit } from '../../../core/spec-edits/spec-edit.schema.js'
import { pictureSpec, problemsOf, readOne, readTexts } from './spec-text.js'

const byModel = 'post_processing: [{ action: remove_background, by: model }]'
const comfyui = { provider: 'comfyui', availableProviders: ['procedural', 'comfyui'] }

describe('who removes a background', () => {
  it('is said in a file; a provider without a model for it is noted, a wrong word refused at its place', () => {
    const spec = readOne(pictureSpec(byModel), comfyui)
    expect(spec).toMatchObject({ cutout: 'model', background: 'transparent' })
    expect(readOne(pictureSpec(byModel.replace('model', 'colour'))).cutout).toBeUndefined()
    const { notes } = readTexts({ 'one.yaml': pictureSpec(byModel) })
    expect(notes.map(({ message }) => message)).toContain(
      'procedural has no model for it: the background goes by its colours',
    )
    const [problem] = problemsOf({ 'one.yaml': pictureSpec(byModel.replace('model', 'magic')) })
    expect(problem).toMatch(/^one\.yaml:6.*colour.*model/)
  })

  it('is refused for what keeps its background', () => {
    const tile = pictureSpec(byModel).replace('category: prop', 'category: tile')
    const [problem] = problemsOf({ 'one.yaml': tile })
    expect(problem).toContain('no model removes the background of thing: its background stays')
  })

  it('is changed by an edit, taken back by null, and refused where there is no background to remove', () => {
    const options = {
      ...{ seed: 7, variantsPerSpec: null, provider: 'comfyui', review: 'person' as const },
      ...{ targets: ['godot' as const], palette: [], windowSize: 4, undoWindowMs: 60_000 },
    }
    const read = (set: SpecEdit['set'], text = 'prop: rain barrel, key=it') =>
      refineOrder({ name: 'list.txt', text, options: { ...options, specEdits: [{ key: 'it', set }] } })
    const edited = read({ cutout: 'model' })
    expect(edited.specs[0]).toMatchObject({ cutout: 'model' })
    expect(edited.edits).toEqual([{ key: 'it', state: 'applied', words: 'cutout' }])
    expect(read({ cutout: null }).specs[0]!.cutout).toBeUndefined()
    const tile = read({ cutout: 'model' }, 'tile: grass, key=it')
    expect(JSON.stringify([tile.edits, tile.problems])).toContain('its background stays')
  })
})
