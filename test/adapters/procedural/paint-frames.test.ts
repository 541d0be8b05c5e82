import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { motionOf, poseOf } from '../../../adapters/procedural/motion.js'
import { keepPalette, manySeeds, paintedBox, usedColours } from './picture-measures.js'
import {
  animationFrames,
  changedPixels,
  loopClosure,
  paintedPixels,
  paintStrip,
  repeatedFrames,
  stateFrames,
} from './strip-measures.js'

/** Characters of games of several kinds; half of them no word of the painter's own. */
const cast = [
  'knight',
  'old keeper with a lantern',
  'ghost',
  'goblin',
  'robot',
  'farmer',
  'wizard',
  'queen',
  'skeleton warrior',
  'green slime',
  'bat',
  'spider',
  'moth knight',
  'red dragon',
  'wolf',
  'crow',
  'beetle',
  'snake',
  'spaceship',
  'Mira, the courier',
  'zorble',
]
/** They hang in the air while they wait. */
const flyers = new Set(['bat', 'moth knight', 'spaceship'])
const walkers = [
  'knight',
  'old keeper with a lantern',
  'goblin',
  'robot',
  'farmer',
  'wizard',
  'queen',
  'skeleton warrior',
  'Mira, the courier',
]

describe.each(cast)('the character "%s"', (prompt) => {
  const frames = animationFrames('idle:4 walk:6 attack:5! hurt:3! death:6!')
  const { strip, pictures } = paintStrip(prompt, frames)

  test('is one strip of equal frames in the palette, the same for the same seed', () => {
    expect([strip.width, strip.height, strip.pixels.length]).toEqual([32 * 24, 32, 32 * 24 * 32])
    expect(usedColours(strip).filter((colour) => !keepPalette.includes(colour))).toEqual([])
    expect(paintStrip(prompt, frames).strip.pixels).toEqual(strip.pixels)
    expect(paintStrip(prompt, frames, { seed: manySeeds[1]! }).strip.pixels).not.toEqual(strip.pixels)
  })

  test('moves in every frame, keeps off its borders and is never empty', () => {
    expect(repeatedFrames(pictures, frames)).toEqual([])
    for (const [at, picture] of pictures.entries()) {
      const { x0, y0, x1, y1 } = paintedBox(picture)
      expect(Math.min(x0, y0, 31 - x1, 31 - y1), frames[at]!.name).toBeGreaterThanOrEqual(0)
      expect(paintedPixels(picture), frames[at]!.name).toBeGreaterThan(20)
    }
  })

  test('breathes without jitter: its box moves by two pixels at most and most of it stays', () => {
    const idle = pictures.slice(0, 4)
    const boxes = idle.map(paintedBox)
    for (const side of ['x0', 'x1', 'y0', 'y1'] as const) {
      const values = boxes.map((box) => box[side])
      expect(Math.max(...values) - Math.min(...values), side).toBeLessThanOrEqual(flyers.has(prompt) ? 9 : 3)
    }
    for (const [at, picture] of idle.entries()) {
      const changed = changedPixels(picture, idle[(at + 1) % 4]!)
      if (!flyers.has(prompt)) expect(changed / paintedPixels(picture)).toBeLessThan(0.75)
    }
  })

  test('closes its loops: the last step is like the others', () => {
    expect(loopClosure(pictures.slice(0, 4))).toBeLessThanOrEqual(1.7)
    expect(loopClosure(pictures.slice(4, 10))).toBeLessThanOrEqual(1.7)
  })
})

describe.each(walkers)('"%s" on foot', (prompt) => {
  test('keeps its soles on one line while it breathes, walks, strikes and runs, at every size', () => {
    for (const side of [16, 24, 32, 48, 64]) {
      const frames = animationFrames('idle:4 walk:6 run:6')
      const { pictures } = paintStrip(prompt, frames, { nativeSize: { width: side, height: side } })
      const soles = pictures.map((picture) => paintedBox(picture).y1)
      expect(Math.max(...soles) - Math.min(...soles), `${side} px: ${soles.join(' ')}`).toBeLessThanOrEqual(1)
    }
  })

  test('lifts one foot, then the other: the lower body of a walk has at least three shapes', () => {
    const { pictures } = paintStrip(prompt, animationFrames('walk:6'))
    const lower = pictures.map(({ pixels, width }) =>
      pixels
        .slice(width * 24)
        .map((pixel) => Math.min(1, pixel))
        .join(''),
    )
    expect(new Set(lower).size).toBeGreaterThanOrEqual(3)
  })
})

test('any animation of any length differs from frame to frame', () => {
  const names = [
    'idle',
    'walk-left',
    'jump',
    'cast',
    'block',
    'cheer',
    'spin',
    'shine',
    'pulse',
    'sway',
    'shake',
    'open',
    'break',
    'appear',
    'vanish',
    'talk',
    'sleep',
    'twirl-kick',
    'qwxz',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom('knight', 'key', 'gramophone', 'chest', 'wolf', 'torch'),
      fc.constantFrom(...names),
      fc.integer({ min: 2, max: 12 }),
      fc.boolean(),
      fc.constantFrom(...manySeeds.slice(0, 4)),
      (prompt, name, count, loop, seed) => {
        const frames = animationFrames(`${name}:${count}${loop ? '' : '!'}`)
        const { pictures } = paintStrip(prompt, frames, {
          seed,
          assetType: prompt === 'knight' ? 'character' : 'prop',
        })
        expect(repeatedFrames(pictures, frames)).toEqual([])
        expect(Math.min(...pictures.map(paintedPixels))).toBeGreaterThan(0)
      },
    ),
    { numRuns: 50, seed: 5 },
  )
})

test.each([
  ['walk-left', 'walk'],
  ['run2', 'run'],
  ['light-attack', 'attack'],
  ['run-attack', 'attack'],
  ['take-damage', 'hurt'],
  ['banking-up', 'tilt-up'],
  ['die', 'death'],
  ['breathing', 'idle'],
  ['fly', 'hover'],
])('the animation "%s" is read as %s', (name, motion) => {
  expect(motionOf(name)).toBe(motion)
})

test('names that say nothing have no motion, and a pose falls back', () => {
  expect(motionOf('qwxz')).toBeNull()
  const [first, last] = animationFrames('qwxz:3!')
    .filter((_, at) => at !== 1)
    .map((frame) => poseOf(frame, 'shine'))
  expect([first!.motion, first!.phase, last!.phase]).toEqual(['shine', 0, 1])
})

describe('states of a thing', () => {
  test.each([
    ['treasure chest', ['closed', 'open', 'mimic']],
    ['brass lantern', ['lit', 'unlit']],
    ['blue potion', ['full', 'half', 'empty']],
    [
      'gramophone',
      ['intact', 'broken', 'glowing', 'frozen', 'mossy', 'rusty', 'locked', 'disabled', 'selected'],
    ],
    ['ship', ['straight', 'banking-up', 'banking-down']],
    ['zorble', ['first', 'second', 'third']],
  ])('of "%s" are all different, at one place', (prompt, states) => {
    const { pictures } = paintStrip(prompt, stateFrames(...states), { assetType: 'prop' })
    pictures.forEach((picture, i) => {
      for (const other of pictures.slice(i + 1)) expect(changedPixels(picture, other)).toBeGreaterThan(4)
    })
    const base = pictures.map((picture) => paintedBox(picture).y1)
    if (prompt !== 'ship') expect(Math.max(...base) - Math.min(...base)).toBeLessThanOrEqual(2)
  })

  test('a lit thing is brighter than a dark one, and a broken one has lost something', () => {
    const { pictures } = paintStrip('gramophone', stateFrames('intact', 'glowing', 'off', 'broken'), {
      assetType: 'prop',
      palette: [],
    })
    const [intact, glowing, off, broken] = pictures
    const light = ({ pixels, ramps }: (typeof pictures)[number]) =>
      [...pixels].reduce(
        (sum, pixel) => sum + (pixel === 0 ? 0 : ramps.colours[pixel - 1]!.reduce((a, b) => a + b, 0)),
        0,
      )
    expect(light(glowing!)).toBeGreaterThan(light(intact!))
    expect(light(off!)).toBeLessThan(light(intact!))
    expect(paintedPixels(broken!)).toBeLessThan(paintedPixels(intact!))
  })

  test('damage in the words of a still shows on things that know no damage', () => {
    const one = paintStrip('gramophone', []).pictures[0]!
    const broken = paintStrip('gramophone, broken', []).pictures[0]!
    expect(paintedPixels(broken)).toBeLessThan(paintedPixels(one))
  })
})
