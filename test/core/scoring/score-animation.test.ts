import { describe, expect, it } from 'vitest'
import { finishAsset } from '../../../core/finish/finish-asset.js'
import { blitRaster } from '../../../core/raster/blit-raster.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { splitStrip } from '../../../core/raster/split-strip.js'
import { hardCheckCap, scoreVariant } from '../../../core/scoring/score-variant.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { buildSpec, buildTileSpec } from '../finish/build-spec.js'
import { deliver, paintRing } from '../raster/synthetic-sprite.js'

const ring = paintRing(24)

/** The ring in a frame of 32 px with its upper left corner at each of these places. */
function stripOf(places: readonly (readonly [number, number])[]): Raster {
  const strip = createRaster(32 * places.length, 32)
  for (const [index, [x, y]] of places.entries()) {
    const frame = createRaster(32, 32)
    blitRaster(frame, ring, x, y)
    blitRaster(strip, frame, index * 32, 0)
  }
  return strip
}

function specOf(
  animation: NonNullable<AssetSpec['animations']>[number],
  more: Partial<AssetSpec> = {},
): AssetSpec {
  return buildSpec({ animations: [animation], pivot: { x: 0.5, y: 0.5 }, ...more })
}

function score(strip: Raster, spec: AssetSpec) {
  const delivered = deliver(strip, { factor: 4, noise: 3 })
  const { score: total, checks } = scoreVariant(delivered, spec)
  return { total, of: (name: string) => checks.find((check) => check.name === name), checks }
}

const bob = { name: 'hover', frames: 4, fps: 8, loop: true }
const bobbing = stripOf([
  [4, 4],
  [4, 3],
  [4, 2],
  [4, 3],
])

describe('a strip', () => {
  it('is finished as one picture whose frames are those that were painted', () => {
    const { frame, trim } = finishAsset(deliver(bobbing, { factor: 4, noise: 3 }), specOf(bob))
    expect([frame.width, frame.height]).toEqual([128, 32])
    expect(trim).toEqual({ x: 0, y: 0, width: 128, height: 32 })
    expect(splitStrip(frame, 4).map(({ data }) => data)).toEqual(
      splitStrip(bobbing, 4).map(({ data }) => data),
    )
  })

  it('that moves well passes every check, and each name is there once', () => {
    const { total, checks } = score(bobbing, specOf(bob))
    expect(checks.filter(({ passed }) => !passed)).toEqual([])
    expect(total).toBeGreaterThan(0.85)
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['motion', 'jitter', 'loop', 'size']),
    )
  })

  it('names the frame that is cut off', () => {
    const { of } = score(
      stripOf([
        [4, 4],
        [-8, 4],
        [4, 3],
        [4, 3],
      ]),
      specOf(bob),
    )
    expect(of('cut-off')).toMatchObject({
      passed: false,
      reason: expect.stringMatching(/in frame hover\.1\.$/) as string,
    })
  })

  it('of the wrong width fails size', () => {
    expect(
      score(
        stripOf([
          [4, 4],
          [4, 3],
          [4, 2],
        ]),
        specOf(bob),
      ).of('size')?.passed,
    ).toBe(false)
  })

  it('of states has no motion to check, and equal ones are no flaw of it', () => {
    const { checks } = score(
      stripOf([
        [4, 4],
        [4, 4],
      ]),
      buildSpec({ states: ['up', 'down'], pivot: { x: 0.5, y: 0.5 } }),
    )
    expect(checks.map(({ name }) => name)).not.toContain('motion')
    expect(checks.map(({ name }) => name)).toContain('contrast')
    expect(checks.filter(({ passed }) => !passed)).toEqual([])
  })
})

describe('a flaw of an animation', () => {
  it('that stands still is unusable', () => {
    const { total, of } = score(
      stripOf([
        [4, 4],
        [4, 4],
        [4, 4],
        [4, 4],
      ]),
      specOf(bob),
    )
    expect(of('motion')).toMatchObject({
      passed: false,
      reason: expect.stringContaining('3 of 3 steps') as string,
    })
    expect(total).toBeLessThan(hardCheckCap)
  })

  it('that leaps is jitter, unless it is an effect', () => {
    const leaping = stripOf([
      [2, 4],
      [7, 4],
      [2, 5],
      [7, 5],
    ])
    expect(score(leaping, specOf(bob)).of('jitter')?.passed).toBe(false)
    expect(score(leaping, specOf(bob, { assetType: 'vfx' })).of('jitter')).toBeUndefined()
  })

  it('whose feet leave the ground is seen where a subject stands on them', () => {
    // The middle of the subject stays where it is: only its feet are drawn up.
    const drawnUp = createRaster(128, 32)
    for (const [index, half] of [10, 4, 10, 4].entries())
      for (let y = 16 - half; y < 16 + half; y++)
        for (let x = 8; x < 24; x++)
          drawnUp.data.set(
            x % 4 < 2 ? [90, 60, 40, 255] : [220, 200, 160, 255],
            (y * 128 + index * 32 + x) * 4,
          )
    const walk = { name: 'walk', frames: 4, fps: 8, loop: true }
    const jitter = (name: string, y: number) =>
      score(drawnUp, specOf({ ...walk, name }, { pivot: { x: 0.5, y }, palette: [] })).of('jitter')?.passed
    expect(jitter('walk', 1)).toBe(false)
    expect(jitter('walk', 0.5)).toBe(true)
    expect(jitter('jump', 1)).toBe(true)
  })

  it('whose last frame is far from the first is an open loop; one that plays once may end elsewhere', () => {
    const drifting = stripOf([
      [1, 4],
      [3, 4],
      [5, 4],
      [7, 4],
    ])
    expect(score(drifting, specOf(bob)).of('loop')?.passed).toBe(false)
    expect(score(drifting, specOf({ ...bob, loop: false })).of('loop')).toBeUndefined()
  })
})

describe('pictures without a subject', () => {
  it('are checked for their seam in every frame', () => {
    const tile = createRaster(32, 16)
    for (let at = 0; at < tile.data.length; at += 4) {
      const x = (at / 4) % 32
      // The second frame is a ramp: its left edge does not go on at its right one.
      const shade = x < 16 ? 120 + 12 * (x % 2) : 40 + 12 * (x - 16)
      tile.data.set([shade, shade, shade, 255], at)
    }
    const spec = buildTileSpec({ palette: [], animations: [{ name: 'flow', frames: 2, fps: 4, loop: true }] })
    const { checks } = scoreVariant(deliver(tile, { factor: 8 }), spec)
    const seam = checks.find(({ name }) => name === 'seam')
    expect(seam).toMatchObject({ passed: false, reason: expect.stringMatching(/flow\.1\.$/) as string })
  })

  it('keep what is clear in the layers of a backdrop', () => {
    const layers = createRaster(64, 32)
    for (let y = 0; y < 32; y++)
      for (let x = 0; x < 64; x++)
        if (x < 32 || y > 20 + (x % 3)) layers.data.set([90, 60 + 3 * y, 120, 255], (y * 64 + x) * 4)
    const spec = buildSpec({
      ...{ assetType: 'backdrop', background: 'opaque', palette: [], states: ['far', 'near'] },
      outlinePx: 0,
    })
    const { frame } = finishAsset(layers, spec)
    expect(frame.data[(5 * 64 + 10) * 4 + 3]).toBe(255)
    expect(frame.data[(5 * 64 + 40) * 4 + 3]).toBe(0)
    expect(scoreVariant(layers, spec).checks.map(({ name }) => name)).not.toContain('cut-off')
  })
})

describe('a sign of one colour', () => {
  it('is judged by its outline when it is one of several of an interface', () => {
    const bars = createRaster(64, 32)
    for (let y = 6; y < 26; y++)
      for (const x of [14, 15, 16, 45, 46, 47]) bars.data.set([232, 170, 84, 255], (y * 64 + x) * 4)
    const spec = buildSpec({ states: ['one', 'two'], assetType: 'ui', palette: [] })
    const { checks } = scoreVariant(deliver(bars, { factor: 4 }), spec)
    expect(checks.filter(({ passed }) => !passed)).toEqual([])
    const prop = scoreVariant(deliver(bars, { factor: 4 }), { ...spec, assetType: 'prop' })
    expect(prop.checks.find(({ name }) => name === 'detail')?.passed).toBe(false)
  })
})

describe('graded alpha', () => {
  it('is kept, resampled, and matched to the palette without losing it', () => {
    const glow = createRaster(128, 128)
    for (let y = 0; y < 128; y++)
      for (let x = 0; x < 128; x++) {
        const alpha = Math.max(0, 255 - 4.2 * Math.hypot(x - 63.5, y - 63.5))
        glow.data.set([250, 250, 250, Math.round(alpha)], (y * 128 + x) * 4)
      }
    const spec = buildSpec({
      ...{ assetType: 'particle', alpha: 'soft', kernel: 'lanczos', palette: ['#ffffff'] },
      pivot: { x: 0.5, y: 0.5 },
    })
    const { frame, processing } = finishAsset(glow, spec)
    const alphaAt = (x: number): number => frame.data[(16 * 32 + x) * 4 + 3]!
    expect([...frame.data.subarray((16 * 32 + 16) * 4, (16 * 32 + 16) * 4 + 3)]).toEqual([255, 255, 255])
    expect(alphaAt(16)).toBeGreaterThan(240)
    expect(alphaAt(22)).toBeGreaterThan(100)
    expect(alphaAt(22)).toBeLessThan(190)
    for (let x = 16; x < 31; x++) expect(alphaAt(x)).toBeGreaterThanOrEqual(alphaAt(x + 1))
    expect(processing.steps).toEqual(expect.arrayContaining(['keep graded alpha']))
    expect(scoreVariant(glow, spec).checks.filter(({ passed }) => !passed)).toEqual([])
  })
})
