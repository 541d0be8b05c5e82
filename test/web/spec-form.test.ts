import { describe, expect, it } from 'vitest'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { specChangesSchema } from '../../core/spec-edits/spec-edit.schema.js'
import { placeProblem } from '../../clients/web/place-problem.js'
import { readSpecForm } from '../../clients/web/read-spec-form.js'
import { changeOf, sayEffect } from '../../clients/web/spec-changes.js'
import { fieldsOf, formOf, type SpecForm } from '../../clients/web/spec-form.js'
import type { SpecView } from '../../clients/http/assetloom-client.js'
import { options } from './run-options.js'

const list = [
  '## Characters',
  '- marrow the ferryman, 48x48: idle (4 frames, 6 fps, loops)',
  '## UI',
  '- button: normal, hover, pressed, nine-slice, 8 px corners, 48x32',
  '## Background',
  '- forest, 3 parallax layers: sky, hills, trees',
  '## Sounds',
  '- door creak, 0.3 s',
].join('\n')
const { specs } = refineOrder({ name: 'list.md', text: list, options })

const specOf = (type: string): AssetSpec => {
  const spec = specs.find((one) => one.assetType === type)
  if (spec === undefined) throw new Error(`the list has no ${type}`)
  return spec
}
const readWith = (type: string, typed: Partial<SpecForm>) => {
  const before = specOf(type)
  const { after, faults } = readSpecForm(before, { ...formOf(before), ...typed })
  return { after, faults, change: changeOf(before, after, null) }
}

describe('the form of a spec', () => {
  it.each(['character', 'ui', 'backdrop', 'sfx'])('shows a %s and reads the same one back', (type) => {
    const { after, faults, change } = readWith(type, {})
    expect(faults).toEqual([])
    expect(after).toEqual(specOf(type))
    expect(change).toBeNull()
  })

  it('has the lines that fit the kind of asset', () => {
    expect(fieldsOf(specOf('sfx'))).toEqual(['prompt', 'negative', 'sound', 'variants', 'tags'])
    expect(fieldsOf(specOf('ui'))).toContain('nineSlice')
    expect(fieldsOf(specOf('character'))).not.toContain('nineSlice')
  })

  it('makes edits that the API takes, of nothing but what was typed', () => {
    const { change } = readWith('character', {
      ...{
        positive: 'an older ferryman',
        width: '64',
        palette: '#E0B45C 101010',
        tags: 'boss, undead, boss',
      },
      animations: [{ name: 'walk', frames: '6', fps: '12.5', loop: true }],
    })
    expect(change?.set).toEqual({
      prompt: { positive: 'an older ferryman' },
      size: { width: 64, height: 48 },
      palette: ['#e0b45c', '#101010'],
      tags: ['boss', 'undead'],
      animations: [{ name: 'walk', frames: 6, fps: 12.5, loop: true }],
    })
    expect(specChangesSchema.safeParse(change?.set).success).toBe(true)
    const still = readWith('ui', { frames: 'still', hasNineSlice: false }).change
    expect(still?.set).toEqual({ states: null, nineSlice: null })
    expect(specChangesSchema.safeParse(still?.set).success).toBe(true)
    const sound = readWith('sfx', { minSeconds: '0.2', maxSeconds: '0.6' }).change
    expect(sound?.set).toEqual({ sound: { durationMs: { min: 200, max: 600 } } })
  })

  it('gives up what is as the list writes it again', () => {
    const written = specOf('character')
    const edited = { ...written, variants: 2, prompt: { ...written.prompt, positive: 'x' } }
    expect(changeOf(edited, written, written)).toEqual({
      key: written.key,
      unset: ['variants', 'prompt.positive'],
    })
  })

  it.each<[string, Partial<SpecForm>, string, string]>([
    ['character', { positive: ' ' }, 'prompt', 'Say in a few words'],
    ['character', { width: '3' }, 'size', 'Width is a whole number from 4 to 1024'],
    ['character', { height: '' }, 'size', 'Height is a whole number'],
    ['character', { variants: '17' }, 'variants', '1 to 16'],
    ['character', { palette: '#12345' }, 'palette', 'write it like #e0b45c'],
    ['character', { pivotX: '1.5' }, 'pivot', 'X is a number from 0 to 1'],
    ['character', { animations: [] }, 'frames', 'Add an animation'],
    [
      'character',
      { animations: [{ name: 'Walk', frames: '1', fps: '1', loop: true }] },
      'frames',
      'walk-left',
    ],
    ['character', { animations: [{ name: 'a', frames: '65', fps: '0', loop: true }] }, 'frames', '1 to 64'],
    ['ui', { states: 'normal' }, 'frames', '2 to 64 names'],
    ['ui', { states: 'a, b, a' }, 'frames', 'a stands twice'],
    ['ui', { left: '30', right: '30' }, 'nineSlice', 'leave nothing of 48 px'],
    ['sfx', { minSeconds: '2', maxSeconds: '1' }, 'sound', 'swap them'],
    ['sfx', { maxSeconds: '121' }, 'sound', '0.01 to 120'],
  ])('says what to do about a %s with %j', (type, typed, field, words) => {
    expect(readWith(type, typed).faults[0]).toMatchObject({
      field,
      message: expect.stringContaining(words),
    })
  })
})

describe('what the API refuses', () => {
  const problem = { type: '', title: '', status: 422 }
  it('is shown at its line', () => {
    const said = (member: string, message: string) => ({
      ...{ file: 'edits', line: 1, hint: 'Shorten it.', member, message },
    })
    const pieces = [
      said('edits.0.set.prompt.negative', 'marrow: set.prompt.negative: is too long'),
      said('edits.0.set.size.width', 'marrow: set.size.width: is too big'),
      said('edits', 'edits: the list has 2,001 edits'),
    ]
    const placed = placeProblem({ ...problem, detail: 'Nothing was changed.', problems: pieces })
    expect(placed.rest).toBe(true)
    expect(placed.faults).toEqual([
      { field: 'negative', message: 'prompt.negative: is too long. Shorten it.' },
      { field: 'size', message: 'size.width: is too big. Shorten it.' },
    ])
    expect(placeProblem({ ...problem, detail: 'Too many.' })).toEqual({ faults: [], rest: true })
  })
})

describe('what saving will do', () => {
  const look = (specKey: string, stage: string) => ({ specKey, stage }) as SpecView
  const all = [look('a', 'done'), look('b', 'done'), look('c', 'reviewing')]
  it('is said in counts before it is done', () => {
    expect(sayEffect(new Set(['c']), all, false)).toBe('1 spec is made again, 2 stay with their approvals.')
    expect(sayEffect(new Set(['a']), all, false)).toBe('1 spec is made again, 2 stay, 1 of them approved.')
    expect(sayEffect(new Set(['a', 'b', 'c']), all, false)).toBe('3 specs are made again.')
    expect(sayEffect(new Set(['a']), all, true)).toContain(
      '1 spec changes, 2 stay as they are. Nothing is made',
    )
    expect(sayEffect(new Set(['a', 'b']), all, true, 1)).toContain('1 spec changes, 1 is left out, 1 stays')
  })
})
