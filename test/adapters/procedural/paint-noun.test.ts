import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import { desertList, dunePalette, nativeRequest, seeds } from './desert-list.js'

/** Share of pixels that are painted in one picture and not in the other. */
function silhouetteDifference(a: Uint16Array, b: Uint16Array): number {
  let [different, painted] = [0, 0]
  a.forEach((pixel, at) => {
    if (pixel !== 0 || b[at] !== 0) painted++
    if ((pixel !== 0) !== (b[at] !== 0)) different++
  })
  return different / Math.max(1, painted)
}

const changedPixels = (a: Uint16Array, b: Uint16Array): number =>
  a.reduce((count, pixel, at) => count + (pixel === b[at] ? 0 : 1), 0)

/** Places of painted pixels that lie on the frame's border. */
function touchesBorder(pixels: Uint16Array, width: number, height: number): boolean {
  return pixels.some((pixel, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return pixel !== 0 && (x === 0 || y === 0 || x === width - 1 || y === height - 1)
  })
}

describe.each(desertList)('"%s"', (prompt, _noun, width, height) => {
  const pictures = seeds.map((seed) =>
    paintNative(nativeRequest(prompt, { nativeSize: { width, height }, seed })),
  )

  test('is the same picture for the same seed', () => {
    const again = paintNative(nativeRequest(prompt, { nativeSize: { width, height } }))
    expect(again.pixels).toEqual(pictures[0]!.pixels)
  })

  test('gives four variants, any two of which differ in outline or in a tenth of their pixels', () => {
    pictures.forEach((a, i) => {
      for (const b of pictures.slice(i + 1)) {
        const changed = changedPixels(a.pixels, b.pixels) / a.pixels.filter((pixel) => pixel !== 0).length
        expect(Math.max(silhouetteDifference(a.pixels, b.pixels), changed - 0.05)).toBeGreaterThan(0.05)
      }
    })
  })

  test('fills its frame up to the margin without touching the border', () => {
    for (const { pixels } of pictures) {
      expect(touchesBorder(pixels, width, height)).toBe(false)
      const rows = new Set<number>()
      const columns = new Set<number>()
      pixels.forEach((pixel, at) => {
        if (pixel === 0) return
        rows.add(Math.floor(at / width))
        columns.add(at % width)
      })
      expect(Math.max(rows.size / height, columns.size / width)).toBeGreaterThan(0.7)
    }
  })

  test('is outlined by the darkest colour and shaded in at least three', () => {
    for (const { pixels, ramps } of pictures) {
      pixels.forEach((pixel, at) => {
        const neighbours = [at - 1, at + 1, at - width, at + width]
        if (pixel !== 0 && neighbours.some((near) => pixels[near] === 0))
          expect(pixel).toBe(ramps.outline + 1)
      })
      expect(new Set(pixels).size).toBeGreaterThanOrEqual(5)
    }
  })
})

test('two prompts that differ in one modifier give two pictures', () => {
  const pairs = [
    ['campfire, unlit', 'campfire, burning'],
    ['canvas tent, open', 'canvas tent, closed'],
    ['clay jar, intact', 'clay jar, cracked'],
    ['stack of crates', 'single crate, lid off'],
    ['wooden barrel', 'wooden barrel, broken'],
    ['wooden signpost pointing left', 'wooden signpost pointing right'],
  ] as const
  for (const [one, other] of pairs)
    expect(paintNative(nativeRequest(one)).pixels).not.toEqual(paintNative(nativeRequest(other)).pixels)
})

test('a sign that points right has its point on the right', () => {
  for (const seed of seeds) {
    const [left, right] = (['left', 'right'] as const).map((way) => {
      const { pixels } = paintNative(nativeRequest(`wooden signpost pointing ${way}`, { seed }))
      const upper = Array.from(pixels.subarray(0, 32 * 18))
      const columns = upper.flatMap((pixel, at) => (pixel === 0 ? [] : [at % 32]))
      return {
        from: Math.min(...columns),
        to: Math.max(...columns),
        height: (x: number) => columns.filter((c) => c === x).length,
      }
    })
    expect(left!.height(left!.from + 1)).toBeLessThan(left!.height(left!.to - 1))
    expect(right!.height(right!.to - 1)).toBeLessThan(right!.height(right!.from + 1))
  }
})

test('light from the right brightens the other side of a barrel than light from the left', () => {
  const brightness = (light: 'upper-left' | 'upper-right', half: 'left' | 'right'): number => {
    const { pixels, ramps } = paintNative(nativeRequest('sealed barrel', { light }))
    let [sum, count] = [0, 0]
    pixels.forEach((pixel, at) => {
      const isLeft = at % 32 < 16
      if (pixel === 0 || Math.floor(at / 32) < 10 || isLeft !== (half === 'left')) return
      const [red, green, blue] = ramps.colours[pixel - 1]!
      sum += red + green + blue
      count++
    })
    return sum / count
  }
  expect(brightness('upper-left', 'left')).toBeGreaterThan(brightness('upper-left', 'right') + 20)
  expect(brightness('upper-right', 'right')).toBeGreaterThan(brightness('upper-right', 'left') + 20)
})

test('any size, palette and outline are obeyed', () => {
  const side = fc.integer({ min: 8, max: 96 })
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
  const prompt = fc.constantFrom(...desertList.map(([text]) => text))
  const seed = fc.integer({ min: 0, max: 0xffffffff }).map((n) => n.toString(16).padStart(16, '0'))
  fc.assert(
    fc.property(
      prompt,
      side,
      side,
      fc.array(colour, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 2 }),
      seed,
      (text, width, height, palette, outlinePx, hex) => {
        const request = nativeRequest(text, { nativeSize: { width, height }, palette, outlinePx, seed: hex })
        const { pixels, ramps } = paintNative(request)
        expect(pixels.length).toBe(width * height)
        expect(touchesBorder(pixels, width, height)).toBe(false)
        expect(pixels.some((pixel) => pixel !== 0)).toBe(true)
        for (const pixel of new Set(pixels))
          if (pixel !== 0) {
            const hexColour = ramps.colours[pixel - 1]!.map((byte) =>
              byte.toString(16).padStart(2, '0'),
            ).join('')
            expect(palette).toContain(`#${hexColour}`)
          }
      },
    ),
    { numRuns: 60 },
  )
})

test('an empty palette gives the painter’s own colours', () => {
  const { pixels, ramps } = paintNative(nativeRequest('water barrel', { palette: [] }))
  expect(ramps.colours.length).toBeGreaterThan(dunePalette.length)
  expect(new Set(pixels).size).toBeGreaterThan(8)
})

test('an opaque thing has no holes', () => {
  const { pixels } = paintNative(nativeRequest('wagon wheel', { background: 'opaque' }))
  expect(pixels.every((pixel) => pixel !== 0)).toBe(true)
})
