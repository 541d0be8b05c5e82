import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffSpecs, isEmptyDifference } from '../../../core/intake/diff-specs.js'
import { parseWishlistList } from '../../../core/intake/parse-list.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { buildSpec } from '../../support/catalogue-scenario.js'

const specsOf = (text: string): AssetSpec[] =>
  parseWishlistList({
    fileName: 'list.txt',
    text,
    options: { palette: [], variantsPerSpec: null, provider: 'procedural' },
  }).specs

const lists = fc
  .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((nth) =>
        fc
          .record({ side: fc.constantFrom(16, 32), variants: fc.integer({ min: 1, max: 3 }) })
          .map(({ side, variants }) =>
            buildSpec(`thing-${nth}`, { size: { width: side, height: side }, variants }),
          ),
      ),
    ),
  )

describe('the difference of two lists', () => {
  it('is empty against itself, in whatever order its lines stand', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const moved = list
          .map((spec, at) => ({ ...spec, source: { ...spec.source, line: at + 100 } }))
          .toReversed()
        const difference = diffSpecs(list, moved)
        expect(isEmptyDifference(difference)).toBe(true)
        expect(difference.unchanged).toBe(list.length)
      }),
    )
  })

  it('is symmetric: what is added one way is removed the other way, and every spec is counted once', () => {
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        const there = diffSpecs(one, other)
        const back = diffSpecs(other, one)
        expect(there.added.map(({ key }) => key)).toEqual(back.removed.map(({ key }) => key))
        expect(there.removed.map(({ key }) => key)).toEqual(back.added.map(({ key }) => key))
        expect(there.changed.map(({ key }) => key).sort()).toEqual(back.changed.map(({ key }) => key).sort())
        expect(there.added.length + there.changed.length + there.unchanged).toBe(other.length)
        expect(there.removed.length + there.changed.length + there.unchanged).toBe(one.length)
      }),
    )
  })

  it('says what changed of a spec', () => {
    const before = specsOf('prop: clay jar\nprop: barrel key=barrel\nprop: well')
    const after = specsOf(
      '# a comment\n\nprop: well\nprop: old barrel key=barrel, 6 variants\nprop: clay jar, 48x32',
    )
    const { changed, added, removed, unchanged } = diffSpecs(before, after)
    expect(changed.map(({ key, words, line }) => [key, words, line])).toEqual([
      ['barrel', 'prompt, variants 4 -> 6', 4],
      ['clay-jar', 'size 32x32 -> 48x32', 5],
    ])
    expect([added, removed, unchanged]).toEqual([[], [], 1])
  })

  it('hints at a line that looks renamed, and leaves it removed and added all the same', () => {
    const difference = diffSpecs(
      specsOf('prop: tall clay jar\nprop: campfire\ntile: fine sand'),
      specsOf('prop: oil lamp\nprop: very tall clay jar\nitem: finest fine sand'),
    )
    expect(difference.renames).toEqual([{ from: 'tall-clay-jar', to: 'very-tall-clay-jar', line: 2 }])
    expect(difference.added).toHaveLength(3)
    expect(difference.removed).toHaveLength(3)
  })
})

describe('a key that a person wrote', () => {
  const parse = (text: string) =>
    parseWishlistList({
      fileName: 'list.txt',
      text,
      options: { palette: [], variantsPerSpec: null, provider: 'procedural' },
    })

  it('is the key of its line, and is no part of the prompt', () => {
    for (const line of [
      'prop: old clay jar, 48x32, key=clay-jar',
      'prop: key=clay-jar old clay jar 48x32',
      'prop: old clay jar (key=clay-jar) 48x32',
    ]) {
      const [spec] = parse(line).specs
      expect([spec?.key, spec?.prompt.positive, spec?.size.width]).toEqual(['clay-jar', 'old clay jar', 48])
    }
  })

  it('wins over a key that comes from words, wherever the line stands', () => {
    const { specs, problems } = parse('prop: clay jar\nprop: amphora key=clay-jar')
    expect(specs.map(({ key }) => key)).toEqual(['clay-jar-2', 'clay-jar'])
    expect(problems).toEqual([])
  })

  it('is refused the second time with both lines named, and when it is malformed', () => {
    const { specs, problems } = parse(
      'prop: jar key=clay-jar\nprop: pot key=clay-jar\nprop: a key=Clay_Jar\nprop: b key=x key=y\nprop: brass key',
    )
    expect(specs.map(({ key }) => key)).toEqual(['clay-jar', 'brass-key'])
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [2, 'line 1 has the key clay-jar too'],
      [3, '"Clay_Jar" is not a key of at most 74 characters'],
      [4, 'two keys on one line'],
    ])
  })
})
