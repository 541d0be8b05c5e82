import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { removeBackground } from '../../../core/cutout/remove-background.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { upscaleNearest } from '../../../core/raster/scale-raster.js'
import {
  deliver,
  maskIoU,
  paintRing,
  samePixels,
  seededRandom,
  setPixel,
} from '../raster/synthetic-sprite.js'

const native = paintRing(32)
const truth = upscaleNearest(native, 8)

const backgrounds = {
  'a flat green': () => [40, 220, 90],
  'a flat magenta': () => [255, 0, 255],
  'a flat white': () => [255, 255, 255],
  'a gradient': (x: number, y: number) => [60 + x / 4, 230 - y / 4, 90 + (x + y) / 8].map(Math.floor),
  'a vignette': (x: number, y: number) => {
    const fall = ((x - 128) ** 2 + (y - 128) ** 2) / 700
    return [200 - fall, 60, 230 - fall].map(Math.floor)
  },
} as unknown as Record<string, (x: number, y: number) => readonly [number, number, number]>

describe('a crisp sprite with a hole and a one-pixel outline', () => {
  for (const [name, background] of Object.entries(backgrounds))
    for (const noise of [0, 3, 6])
      it(`is recovered from ${name} with noise of ${noise}`, () => {
        const delivered = deliver(native, { factor: 8, background, noise })
        for (const edge of ['binary', 'soft'] as const) {
          const { raster, borderExplainedShare, leftOverShare } = removeBackground(delivered, { edge })
          expect(maskIoU(raster, truth)).toBeGreaterThanOrEqual(0.995)
          expect(borderExplainedShare).toBeGreaterThan(0.95)
          expect(leftOverShare).toBeLessThan(0.02)
        }
      })

  it('keeps its own pixels unchanged with a binary edge', () => {
    const delivered = deliver(native, { factor: 8, noise: 2 })
    const { raster } = removeBackground(delivered)
    for (let at = 0; at < raster.data.length; at += 4) {
      const kept = raster.data[at + 3] === 255
      const expected = kept ? delivered.data.subarray(at, at + 4) : Uint8Array.of(0, 0, 0, 0)
      if (raster.data[at] !== expected[0] || raster.data[at + 3] !== expected[3])
        expect(raster.data.subarray(at, at + 4)).toEqual(expected)
    }
  })

  it('is recovered where it touches a quarter of the border', () => {
    const cut = createRaster(32, 32)
    for (let y = 8; y < 24; y++) for (let x = 0; x < 20; x++) setPixel(cut, x, y, '#94583a')
    const delivered = deliver(cut, { factor: 8, noise: 3 })
    expect(maskIoU(removeBackground(delivered).raster, upscaleNearest(cut, 8))).toBeGreaterThanOrEqual(0.995)
  })
})

/** A disc with a soft rim of one and a half pixels, mixed with the background in sRGB; returns its true alpha too. */
function paintSoftDisc(side: number, disc: readonly number[], background: readonly number[]) {
  const raster = createRaster(side, side)
  const alpha = new Float64Array(side * side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const radius = Math.hypot(x - side / 2, y - side / 2)
      const share = Math.min(1, Math.max(0, (side / 3 - radius) / 1.5 + 0.5))
      alpha[y * side + x] = share
      const at = (y * side + x) * 4
      for (let channel = 0; channel < 3; channel++)
        raster.data[at + channel] = Math.round(disc[channel]! * share + background[channel]! * (1 - share))
      raster.data[at + 3] = 255
    }
  return { raster, alpha }
}

describe('a soft edge', () => {
  const red = [190, 60, 40]
  const { raster, alpha } = paintSoftDisc(96, red, [40, 220, 90])

  it('gets the alpha back that it was painted with', () => {
    const cut = removeBackground(raster, { edge: 'soft' }).raster
    let sum = 0
    let edgePixels = 0
    alpha.forEach((share, at) => {
      if (share === 0 || share === 1) return
      sum += Math.abs(cut.data[at * 4 + 3]! / 255 - share)
      edgePixels++
    })
    expect(edgePixels).toBeGreaterThan(100)
    expect(sum / edgePixels).toBeLessThan(0.06)
  })

  it('loses the colour of the background', () => {
    const cut = removeBackground(raster, { edge: 'soft' }).raster
    let worst = 0
    for (let at = 0; at < cut.data.length; at += 4)
      if (cut.data[at + 3]! > 40)
        for (let channel = 0; channel < 3; channel++)
          worst = Math.max(worst, Math.abs(cut.data[at + channel]! - red[channel]!))
    expect(worst).toBeLessThan(12)
  })

  it('erodes and feathers inward by the pixels asked for', () => {
    const opaquePixels = (picture: Raster) =>
      picture.data.filter((value, at) => at % 4 === 3 && value === 255).length
    const plain = removeBackground(raster, { edge: 'binary' }).raster
    const eroded = removeBackground(raster, { edge: 'binary', erodePx: 3 }).raster
    const radius = Math.sqrt(opaquePixels(plain) / Math.PI) - Math.sqrt(opaquePixels(eroded) / Math.PI)
    expect(radius).toBeGreaterThan(2.5)
    expect(radius).toBeLessThan(4.3)
    const feathered = removeBackground(raster, { edge: 'soft', featherPx: 2 })
    expect(opaquePixels(feathered.raster)).toBeLessThan(
      opaquePixels(removeBackground(raster, { edge: 'soft' }).raster),
    )
    expect(feathered.params).toMatchObject({ featherPx: 2, erodePx: 0, edge: 'soft' })
  })
})

describe('the record', () => {
  it('gives the same bytes again when its threshold is passed', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(1000), (noise, seed) => {
        const delivered = deliver(paintRing(16), { factor: 4, noise, seed })
        const first = removeBackground(delivered)
        const again = removeBackground(delivered, { threshold: first.params!.threshold })
        expect(samePixels(again.raster, first.raster)).toBe(true)
        expect(again.params).toEqual(first.params)
      }),
      { numRuns: 20 },
    )
  })

  it('is null for a picture that has its own alpha, which stays as it is', () => {
    const { raster, params } = removeBackground(truth)
    expect(params).toBeNull()
    expect(raster).toBe(truth)
  })
})

describe('pictures without a clear background', () => {
  it('of one colour are all background', () => {
    expect(removeBackground(deliver(createRaster(8, 8), { factor: 4 })).backgroundShare).toBe(1)
  })

  it('of pure noise are reported as unexplained or left over', () => {
    const random = seededRandom(7)
    const noise = createRaster(64, 64)
    for (let at = 0; at < noise.data.length; at++)
      noise.data[at] = at % 4 === 3 ? 255 : Math.floor(random() * 256)
    expect(removeBackground(noise).borderExplainedShare).toBeLessThan(0.6)
  })

  it('of a single pixel do not fail', () => {
    expect(removeBackground({ width: 1, height: 1, data: Uint8Array.of(9, 9, 9, 255) }).backgroundShare).toBe(
      1,
    )
  })
})

it('refuses parameters out of range', () => {
  for (const params of [
    { featherPx: -1 },
    { erodePx: 17 },
    { erodePx: 0.5 },
    { threshold: 0 },
    { threshold: NaN },
  ])
    expect(() => removeBackground(truth, params)).toThrow(RangeError)
})
