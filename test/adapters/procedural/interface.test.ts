import { describe, expect, test } from 'vitest'
import { glyphInk, glyphNamed } from '../../../adapters/procedural/interface/pixel-font.js'
import type { NativePicture, NativeRequest } from '../../../adapters/procedural/native-picture.js'
import { keepPalette, manySeeds, usedColours } from './picture-measures.js'
import { changedPixels, paintStrip, stateFrames } from './strip-measures.js'

const ui = (prompt: string, states: readonly string[], changes: Partial<NativeRequest> = {}) =>
  paintStrip(prompt, states.length > 1 ? stateFrames(...states) : [], { assetType: 'ui', ...changes })

test.each([
  ['heart', ['full', 'half', 'empty'], 12, 12],
  ['start button', ['normal', 'hover', 'pressed', 'disabled', 'focused'], 32, 16],
  ['button', ['normal', 'hover', 'pressed', 'disabled'], 16, 16],
  ['checkbox', ['unchecked', 'checked', 'disabled'], 16, 16],
  ['radio button', ['off', 'on'], 12, 12],
  ['toggle switch', ['off', 'on'], 24, 16],
  ['health bar', ['full', 'half', 'low', 'empty'], 32, 8],
  ['volume slider', ['0', '50', '100'], 32, 12],
  ['inventory slot', ['empty', 'hover', 'selected', 'locked'], 24, 24],
  ['cursor', ['normal', 'hover', 'pressed'], 16, 16],
  ['sword icon', ['normal', 'hover', 'pressed', 'disabled', 'selected'], 24, 24],
  ['arrow', ['up', 'down', 'left', 'right'], 16, 16],
  ['settings gear icon', ['normal', 'selected', 'disabled'], 24, 24],
])('the states of "%s" are real differences', (prompt, states, width, height) => {
  for (const seed of manySeeds.slice(0, 3)) {
    const { strip, pictures } = ui(prompt, states, { nativeSize: { width, height }, seed })
    expect(pictures.length).toBe(states.length)
    pictures.forEach((picture, i) => {
      for (const [j, other] of pictures.slice(i + 1).entries())
        expect(changedPixels(picture, other), `${states[i]} and ${states[i + 1 + j]}`).toBeGreaterThan(5)
    })
    expect(usedColours(strip).filter((colour) => !keepPalette.includes(colour))).toEqual([])
  }
})

test('a bar is filled as far as its state says', () => {
  const { pictures } = ui('health bar', ['full', 'half', 'empty'], {
    nativeSize: { width: 32, height: 10 },
    palette: [],
  })
  const reds = pictures.map(
    ({ pixels, ramps }) =>
      [...pixels].filter(
        (pixel) => pixel > 0 && ramps.colours[pixel - 1]![0] > 110 && ramps.colours[pixel - 1]![1] < 70,
      ).length,
  )
  expect(reds[2]).toBe(0)
  expect(reds[1]! / reds[0]!).toBeGreaterThan(0.4)
  expect(reds[1]! / reds[0]!).toBeLessThan(0.6)
})

/** Places of the sign's own pixels, found as the ones that are brighter than ink. */
function signPlaces({ pixels, width, ramps }: NativePicture): readonly (readonly [x: number, y: number])[] {
  return [...pixels].flatMap((pixel, at) =>
    pixel > 0 && ramps.colours[pixel - 1]!.reduce((a, b) => a + b, 0) > 240
      ? [[at % width, Math.floor(at / width)] as const]
      : [],
  )
}

describe.each([
  ['digits', '0123456789'.split('')],
  ['letters', 'abcdefghijklmnopqrstuvwxyz'.split('')],
])('the font’s %s', (prompt, signs) => {
  test('are legible: at every size each is exactly its sign, five by seven times a whole number', () => {
    for (const [width, height] of [
      [5, 7],
      [8, 8],
      [12, 16],
      [32, 32],
    ] as const) {
      const { pictures } = ui(prompt, signs, {
        nativeSize: { width, height },
        palette: [],
        prompt: `white ${prompt}`,
      })
      const shapes = pictures.map((picture, i) => {
        const places = signPlaces(picture)
        const scale = Math.max(
          1,
          Math.min(
            Math.floor((width - (width < 8 ? 0 : 2)) / 5),
            Math.floor((height - (Math.min(width, height) < 8 ? 0 : 2)) / 7),
          ),
        )
        const [left, top] = [Math.floor((width - 5 * scale) / 2), Math.floor((height - 7 * scale) / 2)]
        const wanted = Array.from({ length: width * height }, (_, at) =>
          glyphInk(
            signs[i]!,
            Math.floor(((at % width) - left) / scale),
            Math.floor((Math.floor(at / width) - top) / scale),
          ),
        )
        expect(places.length, signs[i]).toBe(wanted.filter(Boolean).length)
        expect(places.every(([x, y]) => wanted[y * width + x])).toBe(true)
        return JSON.stringify(places)
      })
      expect(new Set(shapes).size).toBe(signs.length)
    }
  })
})

test('states name their signs in several ways', () => {
  expect(['7', 'digit-7', 'seven', 'letter-a', 'A', 'plus', 'hover', 'constructor'].map(glyphNamed)).toEqual([
    '7',
    '7',
    '7',
    'a',
    'a',
    'plus',
    null,
    null,
  ])
})

describe('a nine-slice panel', () => {
  const cases = [
    ['panel frame', 24, 24, { left: 8, top: 8, right: 8, bottom: 8 }],
    ['dialog window', 48, 32, { left: 6, top: 12, right: 9, bottom: 5 }],
    ['wooden button', 32, 16, { left: 5, top: 5, right: 5, bottom: 5 }],
    ['tooltip', 16, 16, { left: 3, top: 3, right: 3, bottom: 3 }],
    ['weird qwxz', 20, 20, { left: 4, top: 4, right: 4, bottom: 4 }],
  ] as const

  test.each(cases)(
    '"%s" of %d by %d stretches cleanly between its borders',
    (prompt, width, height, nineSlice) => {
      for (const seed of manySeeds)
        for (const states of [[], ['normal', 'hover', 'pressed', 'disabled', 'focused']]) {
          const { pictures } = ui(prompt, states, { nativeSize: { width, height }, nineSlice, seed })
          for (const { pixels } of pictures) {
            const column = (x: number) =>
              Array.from({ length: height }, (_, y) => pixels[y * width + x]).join()
            const row = (y: number) => pixels.slice(y * width, (y + 1) * width).join()
            const columns = Array.from({ length: width - nineSlice.left - nineSlice.right }, (_, i) =>
              column(nineSlice.left + i),
            )
            const rows = Array.from({ length: height - nineSlice.top - nineSlice.bottom }, (_, i) =>
              row(nineSlice.top + i),
            )
            expect(new Set(columns).size, `seed ${seed}`).toBe(1)
            expect(new Set(rows).size, `seed ${seed}`).toBe(1)
            const middle = pixels[(nineSlice.top + 1) * width + nineSlice.left + 1]!
            expect(middle).toBeGreaterThan(0)
            expect(column(0) === column(nineSlice.left)).toBe(false)
          }
        }
    },
  )

  test('differs by seed and by state', () => {
    const paint = (seed: string) =>
      ui('panel', ['normal', 'hover', 'pressed', 'disabled', 'focused'], {
        seed,
        nineSlice: cases[0][3],
        nativeSize: { width: 24, height: 24 },
      })
    const looks = manySeeds.map((seed) => paint(seed).strip.pixels.join())
    expect(new Set(looks).size).toBeGreaterThan(manySeeds.length / 2)
    const { pictures } = paint(manySeeds[0]!)
    pictures.forEach((picture, i) => {
      for (const other of pictures.slice(i + 1)) expect(changedPixels(picture, other)).toBeGreaterThan(8)
    })
  })
})
