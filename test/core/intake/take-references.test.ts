import { expect, test } from 'vitest'
import { findPictureNames } from '../../../core/intake/named-pictures.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import type { RunOptions } from '../../../core/run-options.js'

const [barrel, hole, tune] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string]
const options: RunOptions = {
  ...{ seed: 1, variantsPerSpec: null, provider: 'comfyui', review: 'person', targets: ['generic'] },
  ...{ palette: [], windowSize: 4, undoWindowMs: 0, availableProviders: ['procedural', 'comfyui'] },
  pictures: {
    'art/barrel one.png': { sha256: barrel, mediaType: 'image/png', width: 64, height: 64 },
    [barrel]: { sha256: barrel, mediaType: 'image/png', width: 64, height: 64 },
    'hole.png': { sha256: hole, mediaType: 'image/png', width: 64, height: 64 },
    'small.png': { sha256: hole, mediaType: 'image/png', width: 32, height: 64 },
    'tune.ogg': { sha256: tune, mediaType: 'audio/ogg', width: null, height: null },
  },
}
const refine = (text: string, changes: Partial<RunOptions> = {}, name = 'list.txt') =>
  refineOrder({ name, text, options: { ...options, ...changes } })

test('a line of a list names the picture that its asset begins from, and keeps its key', () => {
  const text = [
    'prop: barrel, 32x32',
    'prop: tent, 32x32, reference="art/barrel one.png" strength=0.4',
    `prop: cart reference=${barrel} mask=hole.png`,
    'prop: crate, reference=hole.png, use=upscale',
  ].join('\n')
  const { specs, problems } = refine(text)
  expect(problems).toEqual([])
  expect(specs.map(({ key, reference, prompt }) => [key, prompt.positive, reference])).toEqual([
    ['barrel', 'barrel', undefined],
    ['tent', 'tent', { sha256: barrel, use: 'variation', strength: 0.4 }],
    ['cart', 'cart', { sha256: barrel, use: 'inpaint', mask: hole }],
    ['crate', 'crate', { sha256: hole, use: 'upscale' }],
  ])
  expect(specs[1]!.source).toMatchObject({ line: 2, text: text.split('\n')[1] })
  expect(findPictureNames(text)).toEqual(['art/barrel one.png', barrel, 'hole.png'])
})

test('what cannot be begun from is a problem of its line, and its asset is left out', () => {
  const lines: [string, string][] = [
    ['prop: a, reference=other.png', 'reference=: no picture "other.png" came with this list'],
    ['prop: b, reference=tune.ogg', 'reference=: it is no picture'],
    ['prop: c, reference=hole.png use=copy', 'use=: "copy" is no use of a picture'],
    ['prop: d, reference=hole.png strength=2', 'strength=: "2" is no strength'],
    ['prop: e, reference=hole.png mask=small.png', 'mask=: it has 32x64 px and its picture 64x64'],
    ['prop: f, reference=hole.png use=inpaint', 'reference.mask: repainting a part needs a mask'],
    ['sfx: door creak, reference=hole.png', 'reference: a sound begins from no picture'],
    [
      'item: coin (spin 4 frames), reference=hole.png',
      'reference: only a single picture begins from another one',
    ],
  ]
  const { specs, problems } = refine(['prop: tent', ...lines.map(([line]) => line)].join('\n'))
  expect(specs.map(({ key }) => key)).toEqual(['tent'])
  expect(problems.map(({ line, message }) => [line, message])).toEqual(
    lines.map(([, message], at) => [at + 2, message]),
  )
})

test('a provider that begins from no picture makes the words, and says so', () => {
  const { specs, problems, notes } = refine('prop: tent, reference=hole.png', { provider: 'procedural' })
  expect(problems).toEqual([])
  expect(specs).toMatchObject([{ key: 'tent' }])
  expect(specs[0]).not.toHaveProperty('reference')
  expect(notes.map(({ message }) => message)).toContain(
    'tent is made from its words: procedural begins from no picture',
  )
})

test('a spec file names its picture in a block of its own, and what is wrong with it has a line', () => {
  const file = (reference: string) => `id: barrel
prompt:
  base: a wooden barrel
  parameters: { size: 32 }
reference: ${reference}
generation: { type: image, provider: comfyui }
`
  const good = refine(file('{ image: hole.png, use: reference, strength: 0.7 }'), {}, 'barrel.yaml')
  expect(good.problems).toEqual([])
  expect(good.specs).toMatchObject([{ reference: { sha256: hole, use: 'reference', strength: 0.7 } }])
  const bad = refine(file('{ image: gone.png }'), {}, 'barrel.yaml')
  expect(bad.specs).toEqual([])
  expect(bad.problems).toMatchObject([
    { line: 5, message: 'no picture "gone.png" came with this list', file: 'barrel.yaml' },
  ])
  expect(findPictureNames(file('{ image: hole.png, mask: "a b.png" }'))).toEqual(['hole.png', 'a b.png'])
})
