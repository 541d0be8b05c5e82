import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectPixelScale, fitZoom, type Pixels } from '../../clients/web/review/pixel-scale.js'
import { planGrid } from '../../clients/web/review/plan-grid.js'

/** Random art of `side` native pixels, each `scale` wide, with grain of `grain` levels on top. */
function paint(side: number, scale: number, grain: number, contrast: number, seed: number): Pixels {
  let state = seed + 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const native = Array.from({ length: side * side }, () => (random() < 0.5 ? 100 : 100 + contrast))
  const width = side * scale
  const data = new Uint8ClampedArray(width * width * 4)
  for (let y = 0; y < width; y += 1)
    for (let x = 0; x < width; x += 1) {
      const level = native[Math.floor(y / scale) * side + Math.floor(x / scale)] ?? 0
      const at = (y * width + x) * 4
      data.fill(level + Math.floor(random() * (grain + 1)), at, at + 3)
      data[at + 3] = 255
    }
  return { width, height: width, data }
}

describe('detectPixelScale', () => {
  it('finds the scale of pixel art, with the grain of a painter and without', () => {
    const scales = fc.constantFrom(2, 3, 4, 5, 8, 12, 16)
    fc.assert(
      fc.property(scales, fc.constantFrom(0, 3), fc.nat(1000), (scale, grain, seed) => {
        expect(detectPixelScale(paint(24, scale, grain, 90, seed))).toBe(scale)
      }),
      { numRuns: 30 },
    )
  })

  it('finds it when the art has one lightness only just apart', () => {
    expect(detectPixelScale(paint(24, 8, 0, 6, 1))).toBe(8)
  })

  it('is 1 for noise and for a blank picture', () => {
    expect(detectPixelScale(paint(128, 1, 0, 120, 2))).toBe(1)
    expect(detectPixelScale({ width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4) })).toBe(1)
  })
})

describe('planGrid', () => {
  const sides = fc.integer({ min: 8, max: 1024 })
  const room = fc.record({
    width: fc.integer({ min: 320, max: 3000 }),
    height: fc.integer({ min: 200, max: 2000 }),
  })

  it('shows all pictures at once at a whole zoom or a whole fraction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), sides, sides, room, (count, width, height, space) => {
        const plan = planGrid(count, { width, height }, { ...space, cellExtraWidth: 28, cellExtraHeight: 46 })
        const whole = plan.zoom >= 1 ? plan.zoom : 1 / plan.zoom
        expect(Math.abs(whole - Math.round(whole))).toBeLessThan(1e-9)
        if (plan.zoom <= 1 / 64) return
        expect(plan.columns * (width * plan.zoom + 28)).toBeLessThanOrEqual(space.width + 1e-6)
        expect(Math.ceil(count / plan.columns) * (height * plan.zoom + 46)).toBeLessThanOrEqual(
          space.height + 1e-6,
        )
      }),
    )
  })

  it('never zooms beyond what fits', () => {
    expect(fitZoom({ width: 32, height: 32 }, { width: 330, height: 500 })).toBe(10)
    expect(fitZoom({ width: 512, height: 512 }, { width: 200, height: 500 })).toBe(1 / 3)
  })
})
