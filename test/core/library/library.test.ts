import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderOneAsset } from '../../../core/intake/order-one-asset.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import { refineText } from '../../../core/intake/refine-text.js'
import { refineImportOrder, writeImportOrder } from '../../../core/library/import-order.js'
import type { ImportedFile } from '../../../core/library/import-order.schema.js'
import { countColours, labOfHex, measureLook } from '../../../core/library/measure-look.js'
import { readLibraryWish } from '../../../core/library/read-library-query.js'
import { oklabDistance } from '../../../core/palette/oklab.js'
import { createRaster } from '../../../core/raster/raster.js'
import { assetSpecSchema } from '../../../core/spec/asset-spec.schema.js'
import { buildRunOptions } from '../../support/catalogue-scenario.js'

const options = { palette: [], variantsPerSpec: null, provider: 'procedural' }

describe('one asset by its words', () => {
  it('is a list of one line, named by category and words alone', () => {
    const plain = orderOneAsset({ category: 'item', prompt: 'health potion, red' })
    const sized = orderOneAsset({
      category: 'item',
      prompt: 'health potion, red',
      size: '24x24',
      style: '16bit',
    })
    const assetType = 'item'
    expect(plain).toEqual({
      ...{ name: 'item-health-potion-red.txt', text: 'item: health potion, red\n', assetType },
    })
    expect(sized).toEqual({
      assetType,
      name: 'item-health-potion-red.txt',
      text: '# style: 16bit\n\nitem: health potion, red, 24x24\n',
    })
  })

  it('names the member that cannot be used, and never throws or makes two assets', () => {
    expect(orderOneAsset({ category: 'charcter', prompt: 'x' })).toMatchObject({ member: 'category' })
    expect(orderOneAsset({ category: 'prop', prompt: ' \n ' })).toMatchObject({ member: 'prompt' })
    expect(orderOneAsset({ category: 'prop', prompt: 'x', size: 'big' })).toMatchObject({ member: 'size' })
    expect(orderOneAsset({ category: 'prop', prompt: 'x', style: 'a\nprop: y' })).toMatchObject({
      member: 'style',
    })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (prompt) => {
        const order = orderOneAsset({ category: 'prop', prompt })
        if ('hint' in order) return
        const { specs, problems } = refineText({ fileName: order.name, text: order.text, options })
        expect(specs.length + problems.length).toBe(1)
      }),
      { numRuns: 30 },
    )
  })
})

const origin = {
  kind: 'human',
  author: 'Ada',
  licence: 'CC0',
  trainable: false,
  sha256: 'a'.repeat(64),
} as const
const picture: ImportedFile = {
  ...{ key: 'wagon', type: 'prop', file: 'wagon.png', mediaType: 'image/png', width: 48, height: 32 },
  ...{ transparent: true, origin },
}

describe('an order of outside art', () => {
  it('becomes valid specs that nothing is asked of but what they are', () => {
    const horn: ImportedFile = {
      ...{ key: 'horn', type: 'sfx', file: 'horn.ogg', mediaType: 'audio/ogg', durationMs: 730, origin },
    }
    const text = writeImportOrder([picture, horn])
    const { specs, problems } = refineOrder({ name: 'art.import.json', text, options: buildRunOptions() })
    expect(problems).toEqual([])
    for (const spec of specs) expect(assetSpecSchema.parse(spec)).toEqual(spec)
    expect(specs[0]).toMatchObject({
      ...{ key: 'wagon', provider: 'import', variants: 1, size: { width: 48, height: 32 }, palette: [] },
      ...{ background: 'transparent', alpha: 'soft', origin, source: { line: 2 } },
    })
    expect(specs[1]).toMatchObject({ sound: { formats: ['ogg'], durationMs: { min: 730, max: 730 } } })
  })

  it('reports each line that cannot be an asset, and keeps the others', () => {
    const text = writeImportOrder([
      picture,
      { ...picture, type: 'sfx', key: 'b' },
      { ...picture, file: 'c.png' },
    ])
    const { specs, problems } = refineImportOrder('art.import.json', text)
    expect(specs.map(({ key }) => key)).toEqual(['wagon'])
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [3, 'wagon.png: a picture is no sfx'],
      [4, 'c.png: line 2 has the key wagon too'],
    ])
    const broken = refineImportOrder('art.import.json', text.replace('"width":48', '"width":"48"'))
    expect(broken.specs).toEqual([])
    expect(broken.problems[0]).toMatchObject({ line: 2, message: expect.stringContaining('width') as string })
    expect(refineImportOrder('art.import.json', `${text}]`).problems).toHaveLength(1)
  })
})

describe('a look', () => {
  it('names the main colours by share, joins near ones, and sees transparency', () => {
    const raster = createRaster(10, 10)
    const paint = (from: number, to: number, rgba: readonly number[]) => {
      for (let pixel = from; pixel < to; pixel++) raster.data.set(rgba, pixel * 4)
    }
    paint(0, 50, [200, 40, 40, 255])
    paint(50, 60, [203, 41, 40, 255])
    paint(60, 80, [20, 30, 180, 255])
    const look = measureLook(raster)
    expect(look.hasTransparency).toBe(true)
    expect(look.colours.map(({ hex, share }) => [hex, share])).toEqual([
      ['#c82828', 0.75],
      ['#141eb4', 0.25],
    ])
    expect(countColours(raster)).toEqual(['#c82828', '#141eb4', '#cb2928'])
    paint(0, 100, [1, 2, 3, 255])
    expect(measureLook(raster)).toMatchObject({ hasTransparency: false, colours: [{ share: 1 }] })
  })
})

describe('a search', () => {
  it('reads words of any script, colours in three forms, and says what is wrong', () => {
    expect(readLibraryWish({ words: ' Water-BARREL, 樽! water ' })).toEqual({
      query: { words: ['water', 'barrel', '樽'] },
    })
    const read = ['#c98a52', 'C98A52'].map((colour) => readLibraryWish({ colour }))
    expect(read[0]).toEqual(read[1])
    expect(read[0]).toEqual({ query: { words: [], colour: labOfHex('#c98a52') } })
    expect(oklabDistance(labOfHex('#ffffff'), labOfHex('#000000'))).toBeCloseTo(1, 3)
    expect(readLibraryWish({ colour: 'red' })).toMatchObject({ member: 'colour' })
    expect(readLibraryWish({ type: 'chair' })).toMatchObject({ member: 'type' })
    expect(readLibraryWish({ words: 'a b c d e f g h i j k' })).toMatchObject({ member: 'q' })
  })
})
