import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assetFileNames, fileStemOf } from '../../clients/cli/generate/asset-file-names.js'

const spec = (key: string, positive: string, category = 'item') => ({
  key,
  category,
  prompt: { positive, negative: '' },
})

describe('names of files', () => {
  it('are category and words with underscores, as design document B has them', () => {
    const names = assetFileNames([
      spec('medieval-knight-standing', 'medieval knight, standing', 'character'),
      spec('health-potion-red', "Witch's potion, red", 'UI icon'),
    ])
    expect([...names.values()]).toEqual(['character/medieval_knight_standing', 'ui_icon/witchs_potion_red'])
  })

  it('are never a path, a device, empty or too long, whatever the words', () => {
    expect(fileStemOf('../../etc/passwd', 'x')).toBe('etc_passwd')
    expect(fileStemOf('CON', 'x')).toBe('con_')
    expect(fileStemOf('🍎', 'item-1f34e')).toBe('item_1f34e')
    expect(fileStemOf('水の樽', 'x')).toBe('水の樽')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (words) => {
        const stem = fileStemOf(words, 'key')
        expect(stem).toMatch(/^[\p{L}\p{M}\p{N}_]+$/u)
        expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(255 - '.part.json'.length)
      }),
    )
  })

  it('differ, also where words do not and where a key is the words of another', () => {
    const names = assetFileNames([
      spec('crate', 'crate'),
      spec('crate-2', 'crate!'),
      spec('crate-3', 'crate 2'),
      spec('crate-4', 'CRATE'),
    ])
    expect([...names.values()]).toEqual(['item/crate', 'item/crate_2', 'item/crate_3', 'item/crate_4'])
  })
})
