import { describe, expect, it } from 'vitest'
import { blitRaster } from '../../../core/raster/blit-raster.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { upscaleNearest } from '../../../core/raster/scale-raster.js'
import { finishAsset } from '../../../core/finish/finish-asset.js'
import { hardCheckCap, scoreVariant } from '../../../core/scoring/score-variant.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { buildSpec, buildTileSpec } from '../finish/build-spec.js'
import { deliver, paintRing, seededRandom, setPixel, testPalette } from '../raster/synthetic-sprite.js'

const native = paintRing(32)
const good = deliver(native, { factor: 8, noise: 3 })

function failedChecks(delivered: Raster, spec: AssetSpec = buildSpec()): string[] {
  return scoreVariant(delivered, spec)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name)
}

describe('a good variant', () => {
  it('passes every check with a score near 1, each with a reason that names a figure', () => {
    const { score, checks } = scoreVariant(good, buildSpec())
    expect(checks.filter(({ passed }) => !passed)).toEqual([])
    expect(score).toBeGreaterThan(0.9)
    for (const { reason } of checks) expect(reason).toMatch(/^[A-Z0-9].*\d.*\.$/)
  })

  it('scores the same from the finished asset as from the delivery, with four decimals', () => {
    const fresh = scoreVariant(good, buildSpec())
    expect(scoreVariant(good, buildSpec(), finishAsset(good, buildSpec()))).toEqual(fresh)
    expect(Math.round(fresh.score * 1e4) / 1e4).toBe(fresh.score)
  })
})

describe('a flaw', () => {
  it('of being cut off fails cut-off', () => {
    const moved = createRaster(32, 32)
    blitRaster(moved, native, -9, 0)
    expect(failedChecks(deliver(moved, { factor: 8, noise: 3 }))).toEqual(['cut-off'])
  })

  it('of being empty or nearly so fails empty', () => {
    expect(failedChecks(deliver(createRaster(32, 32), { factor: 8, noise: 3 }))).toContain('empty')
    const dot = createRaster(32, 32)
    for (let at = 14; at < 17; at++) setPixel(dot, at, 15, testPalette[2])
    expect(failedChecks(deliver(dot, { factor: 8 }))).toContain('empty')
  })

  it('of a background that is no background fails left-over-background', () => {
    const random = seededRandom(5)
    const colours = Array.from({ length: 64 }, () =>
      [random() * 256, random() * 256, random() * 256].map(Math.floor),
    )
    const patchwork = deliver(native, {
      factor: 8,
      background: (x, y) => colours[(x >> 5) + (y >> 5) * 8] as unknown as readonly [number, number, number],
    })
    expect(failedChecks(patchwork)).toContain('left-over-background')
  })

  it('of colours far from the palette fails palette', () => {
    const pink = createRaster(32, 32)
    for (let y = 6; y < 26; y++)
      for (let x = 6; x < 26; x++) setPixel(pink, x, y, x > y ? '#ff30c0' : '#e010ff')
    expect(failedChecks(deliver(pink, { factor: 8 }))).toContain('palette')
  })

  it('of being scattered fails pieces and stray-pixels', () => {
    const scattered = createRaster(32, 32)
    for (let y = 4; y < 28; y += 4) for (let x = 4; x < 28; x += 4) setPixel(scattered, x, y, testPalette[3])
    expect(failedChecks(deliver(scattered, { factor: 8 }))).toEqual(
      expect.arrayContaining(['pieces', 'stray-pixels']),
    )
  })

  it('of one flat colour fails contrast and detail', () => {
    const blob = createRaster(32, 32)
    for (let y = 4; y < 28; y++) for (let x = 4; x < 28; x++) setPixel(blob, x, y, testPalette[3])
    expect(failedChecks(deliver(blob, { factor: 8, noise: 3 }))).toEqual(['contrast', 'detail'])
  })

  it('of size is told, but does not cap the score', () => {
    const spec = buildSpec({ size: { width: 30, height: 30 } })
    expect(failedChecks(good, spec)).toContain('size')
    expect(scoreVariant(good, spec).score).toBeGreaterThan(hardCheckCap)
  })

  it('of the hard kind caps the score', () => {
    const moved = createRaster(32, 32)
    blitRaster(moved, native, 0, 8)
    expect(scoreVariant(deliver(moved, { factor: 8 }), buildSpec()).score).toBeLessThanOrEqual(hardCheckCap)
  })
})

describe('a panel', () => {
  it('may fill its frame', () => {
    const panel = createRaster(32, 32)
    for (let y = 0; y < 32; y++)
      for (let x = 0; x < 32; x++) {
        const isRim = x < 2 || y < 2 || x > 29 || y > 29
        if ((x > 0 && x < 31) || (y > 0 && y < 31))
          setPixel(panel, x, y, testPalette[isRim ? 0 : 2 + (y % 3)]!)
      }
    expect(failedChecks(upscaleNearest(panel, 8), buildSpec({ assetType: 'ui' }))).toEqual([])
    expect(failedChecks(upscaleNearest(panel, 8))).toEqual(['cut-off'])
  })
})

describe('a tile', () => {
  /** A shade per pixel, as a position in the palette. */
  const paintTile = (shade: (x: number, y: number) => number): Raster => {
    const tile = createRaster(16, 16)
    for (let y = 0; y < 16; y++)
      for (let x = 0; x < 16; x++) setPixel(tile, x, y, testPalette[Math.floor(shade(x, y))]!)
    return deliver(tile, { factor: 16, noise: 3 })
  }
  const wave = (turns: number, value: number) => Math.sin((value / 16) * turns * 2 * Math.PI)

  it.each([
    ['waves', (x: number, y: number) => 3 + 1.9 * wave(1, x) * wave(2, y)],
    ['bricks', (x: number, y: number) => (y % 4 === 3 || (x + (y & 4 ? 4 : 0)) % 8 === 7 ? 1 : 3)],
    ['one brick with mortar on the seam', (x: number, y: number) => (y === 15 || x === 15 ? 1 : 3)],
    ['planks', (x: number, y: number) => (x % 8 === 0 ? 1 : 2 + ((y >> 2) % 2))],
  ])('that repeats passes the seam check: %s', (_, shade) => {
    expect(failedChecks(paintTile(shade), buildTileSpec())).not.toContain('seam')
  })

  it.each([
    ['a ramp', (x: number) => x / 3.3],
    ['a ramp down', (_: number, y: number) => 1 + y / 4],
    ['half a wave', (x: number) => 3 + 2.4 * wave(0.5, x - 8)],
  ])('that does not repeat fails it and is capped: %s', (_, shade) => {
    const tile = paintTile(shade)
    expect(failedChecks(tile, buildTileSpec())).toContain('seam')
    expect(scoreVariant(tile, buildTileSpec()).score).toBeLessThanOrEqual(hardCheckCap)
  })
})
