import { describe, expect, it } from 'vitest'
import { paintSample } from '../../../adapters/fake-comfyui/paint-sample.js'
import { cropRaster } from '../../../core/raster/blit-raster.js'
import { sha256Hex } from '../../../core/hash.js'
import type { Raster } from '../../../core/raster/raster.js'

const seed = '00112233445566f0'
const look = 'one subject, centred, whole, with a margin around it, on a plain flat background'
const of = (what: string, size = { width: 256, height: 256 }) =>
  paintSample({ positive: `pixel art, ${what}`, ...size, seed })

/** Noise aside, the colours that a stripe has. */
function coloursOf({ data }: Raster): Set<string> {
  const found = new Set<string>()
  for (let at = 0; at < data.length; at += 4)
    found.add([0, 1, 2].map((channel) => Math.round(data[at + channel]! / 32)).join())
  return found
}

describe('what stands for a model of the stand-in', () => {
  it('leaves the margin that words ask for, and in a long canvas what a cut of its sides may take', () => {
    for (const what of [
      'rusty key, game sprite, item',
      'torch flame, game sprite, vfx',
      'button, game sprite, ui',
    ]) {
      const picture = of(`${what}, ${look}`)
      const stripes = [
        { x: 0, y: 0, width: 256, height: 20 },
        { x: 0, y: 236, width: 256, height: 20 },
        { x: 0, y: 0, width: 20, height: 256 },
        { x: 236, y: 0, width: 20, height: 256 },
      ]
      for (const stripe of stripes) expect(coloursOf(cropRaster(picture, stripe)).size).toBe(1)
      expect(coloursOf(picture).size).toBeGreaterThan(2)
    }
    const long = of(`button, game sprite, ui, ${look}`, { width: 736, height: 352 })
    expect(coloursOf(cropRaster(long, { x: 0, y: 0, width: 736, height: 58 })).size).toBe(1)
  })

  it('paints the moments of one thing for its frames, and what its states say', () => {
    const frame = (words: string) => sha256Hex(of(`gold coin, game sprite, item, ${look}, ${words}`).data)
    const first = frame('spin animation, frame 1 of 4')
    expect(frame('spin animation, frame 1 of 4')).toBe(first)
    expect(frame('spin animation, frame 2 of 4')).not.toBe(first)
    const heart = (state: string) => sha256Hex(of(`heart, game sprite, ui, ${look}, ${state} state`).data)
    expect(heart('full')).not.toBe(heart('empty'))
    expect(() => frame('spin animation, frame 9 of 4')).not.toThrow()
  })
})
