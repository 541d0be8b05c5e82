import { describe, expect, it } from 'vitest'
import { findCategory } from '../../../core/intake/find-category.js'
import { singularOf, stemOf } from '../../../core/intake/singular.js'

describe('plurals', () => {
  it.each([
    ['crates', 'crate'],
    ['boxes', 'box'],
    ['torches', 'torch'],
    ['berries', 'berry'],
    ['pies', 'pie'],
    ['heroes', 'hero'],
    ['wolves', 'wolf'],
    ['watchmen', 'watchman'],
    ['cactus', 'cactus'],
    ['glass', 'glass'],
    ['bus', 'bus'],
    ['chess', 'chess'],
  ])('%s is %s', (plural, single) => {
    expect([singularOf(plural), stemOf(plural)]).toEqual([single, single])
  })

  it('that name one thing keep their name, and have a stem to look pictures up by', () => {
    expect([singularOf('stairs'), stemOf('stairs')]).toEqual(['stairs', 'stair'])
  })

  it('of categories are read alike', () => {
    expect(['Bosses', 'heroes', 'sound effects', 'vehicles'].map(findCategory)).toEqual(
      ['character', 'character', 'sfx', 'prop'].map((assetType) => ({ assetType })),
    )
  })
})
