import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mergeSpecEdits } from '../../../core/spec-edits/merge-spec-edits.js'
import { specEditSchema, type SpecEdit } from '../../../core/spec-edits/spec-edit.schema.js'
import type { SpecEditChange } from '../../../core/http/spec-edits-api.js'

const wide = { width: 48, height: 32 }

it('changes of one spec add up member by member and can be taken back one by one', () => {
  const first = mergeSpecEdits(
    [],
    [
      { key: 'well', set: { size: wide, prompt: { positive: 'deep well' } } },
      { key: 'barrel', remove: true },
    ],
  )
  expect(first.problems).toEqual([])
  expect(first.edits.map(({ key }) => key)).toEqual(['barrel', 'well'])
  const second = mergeSpecEdits(first.edits, [
    { key: 'well', set: { prompt: { negative: 'text' }, variants: 2 }, unset: ['size', 'prompt.positive'] },
    { key: 'barrel', remove: false },
  ]).edits
  expect(second).toEqual([{ key: 'well', set: { prompt: { negative: 'text' }, variants: 2 } }])
  expect(mergeSpecEdits(second, [{ key: 'well', unset: ['prompt', 'variants'] }]).edits).toEqual([])
  expect(mergeSpecEdits(second, [{ key: 'well', set: null }]).edits).toEqual([])
  expect(mergeSpecEdits(second, [{ key: 'well', drop: true }]).edits).toEqual([])
})

it('an added spec keeps what was added when its changes are given up, and is gone when it is removed', () => {
  const add = { assetType: 'prop', prompt: { positive: 'tent' } } as const
  const { edits } = mergeSpecEdits(
    [],
    [
      { key: 'tent', add },
      { key: 'tent', set: { variants: 3 } },
    ],
  )
  expect(edits).toEqual([{ key: 'tent', add, set: { variants: 3 } }])
  expect(mergeSpecEdits(edits, [{ key: 'tent', set: null }]).edits).toEqual([{ key: 'tent', add }])
  expect(mergeSpecEdits(edits, [{ key: 'tent', remove: true }]).edits).toEqual([])
})

it('a change that cannot be meant is a problem and changes nothing', () => {
  const before: SpecEdit[] = [{ key: 'well', set: { variants: 2 } }]
  const changes: SpecEditChange[] = [
    { key: 'well' },
    { key: 'well', unset: ['constructor'] },
    { key: 'well', unset: ['size.width'] },
    { key: 'well', drop: true, set: { variants: 3 } },
    { key: 'well', remove: true, set: { variants: 3 } },
  ]
  const { edits, problems } = mergeSpecEdits(before, changes)
  expect(edits).toEqual(before)
  expect(problems.map(({ key, member }) => [key, member])).toEqual([
    ['well', 'set'],
    ['well', 'unset'],
    ['well', 'unset'],
    ['well', 'drop'],
    ['well', 'remove'],
  ])
})

const key = fc.constantFrom('a', 'b', 'c')
const anyChange: fc.Arbitrary<SpecEditChange> = fc.oneof(
  fc.record({ key, set: fc.record({ variants: fc.integer({ min: 1, max: 16 }) }) }),
  fc.record({ key, set: fc.record({ prompt: fc.record({ positive: fc.constant('x') }) }) }),
  fc.record({ key, set: fc.constant(null) }),
  fc.record({ key, unset: fc.subarray(['variants', 'prompt', 'prompt.positive']) }),
  fc.record({ key, remove: fc.boolean() }),
  fc.record({ key, drop: fc.constant(true as const) }),
  fc.record({ key, add: fc.constant({ assetType: 'prop' as const, prompt: { positive: 'p' } }) }),
)

it('whatever is changed, edits are valid, sorted, one a key, and a last change sent again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { minLength: 1, maxLength: 12 }), (changes) => {
      const { edits } = mergeSpecEdits([], changes)
      for (const edit of edits) expect(specEditSchema.safeParse(edit).success).toBe(true)
      const keys = edits.map((edit) => edit.key)
      expect(keys).toEqual([...new Set(keys)].sort())
      // Removing takes an added spec away first, and the key of the list after that.
      const last = changes.slice(-1).filter(({ remove }) => remove !== true)
      expect(mergeSpecEdits(edits, last).edits).toEqual(edits)
    }),
  )
})
