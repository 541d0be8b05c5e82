import { describe, expect, it } from 'vitest'
import { createFrameCache, type CachedFrame } from '../../activities/frame-cache.js'
import { createRaster } from '../../core/raster/raster.js'

const frameOf = (side: number): CachedFrame => ({
  frame: createRaster(side, side),
  trim: { x: 0, y: 0, width: side, height: side },
  processing: { backgroundRemoval: null, scale: 1, palette: [], steps: [] } as never,
})
const bytesOf = (side: number) => side * side * 4

describe('the frame cache', () => {
  it('gives a frame for its picture and spec revision only', () => {
    const cache = createFrameCache(1_000)
    const frame = frameOf(2)
    cache.keep('a', 'spr_1', frame)
    expect(cache.get('a', 'spr_1')).toEqual(frame)
    expect(cache.get('a', 'spr_2')).toBeUndefined()
    expect(cache.get('b', 'spr_1')).toBeUndefined()
  })

  it('drops what was used longest ago when its bytes are full', () => {
    const cache = createFrameCache(2 * bytesOf(4))
    cache.keep('a', 's', frameOf(4))
    cache.keep('b', 's', frameOf(4))
    cache.get('a', 's')
    cache.keep('c', 's', frameOf(4))
    expect(['a', 'b', 'c'].map((sha) => cache.get(sha, 's') !== undefined)).toEqual([true, false, true])
  })

  it('counts a frame that is kept again once, and never holds one that is too large', () => {
    const cache = createFrameCache(2 * bytesOf(4))
    for (let time = 0; time < 5; time++) cache.keep('a', 's', frameOf(4))
    cache.keep('b', 's', frameOf(4))
    cache.keep('huge', 's', frameOf(64))
    expect(['a', 'b', 'huge'].map((sha) => cache.get(sha, 's') !== undefined)).toEqual([true, true, false])
  })
})
