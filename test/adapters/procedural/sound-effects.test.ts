import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownFamilies } from '../../../adapters/procedural/sound/sound-families.js'
import { finishSound } from '../../../core/audio/finish-sound.js'
import { isSeamless, measureLoopSeam } from '../../../core/audio/loop-seam.js'
import { scoreSound } from '../../../core/audio/score-sound.js'
import { durationMsOf, type Sound } from '../../../core/audio/sound.js'
import {
  brightnessHz,
  buildRequest,
  effectSpec,
  envelope,
  onsetsPerSecond,
  renderBytes,
  renderPrompt,
  seedA,
  seedB,
} from './sound-features.js'

const finished = (sound: Sound): Sound => finishSound(sound, effectSpec).sound

/** What the ear compares: length, brightness, course of the loudness. */
interface Impression {
  readonly lasts: number
  readonly bright: number
  readonly course: readonly number[]
}

function impressionOf(sound: Sound): Impression {
  return { lasts: durationMsOf(sound), bright: brightnessHz(sound), course: envelope(sound, 12) }
}

/** The largest relative difference. */
function difference(a: Impression, b: Impression): number {
  const relative = (x: number, y: number): number => Math.abs(x - y) / Math.max(x, y, 1e-9)
  const course =
    Math.max(...a.course.map((part, at) => Math.abs(part - b.course[at]!))) / Math.max(...a.course)
  return Math.max(relative(a.lasts, b.lasts), relative(a.bright, b.bright), course)
}

describe.each(knownFamilies.map((family) => family.names[0]!))('%s', (name) => {
  it('passes every check, is the same by the same seed and differs by another', async () => {
    const [bytes, again] = [await renderBytes(buildRequest(name)), await renderBytes(buildRequest(name))]
    expect(Buffer.compare(bytes, again)).toBe(0)
    const [a, b] = [await renderPrompt(name), await renderPrompt(name, { seed: seedB })]
    for (const sound of [a, b])
      expect(scoreSound(sound, effectSpec).checks.filter((check) => !check.passed)).toEqual([])
    expect(difference(impressionOf(a), impressionOf(b))).toBeGreaterThan(0.05)
  })
})

describe('kinds of sounds', () => {
  it('differ as their names say', async () => {
    const at = async (prompt: string) => finished(await renderPrompt(prompt))
    const [coin, boom, step, click, thunder, bird] = await Promise.all(
      ['coin', 'explosion', 'footstep on stone', 'click', 'thunder', 'bird chirp'].map(at),
    )
    expect(brightnessHz(boom!)).toBeLessThan(brightnessHz(coin!) / 1.5)
    expect(brightnessHz(thunder!)).toBeLessThan(1_500)
    expect(brightnessHz(bird!)).toBeGreaterThan(1_500)
    expect(durationMsOf(step!)).toBeLessThan(350)
    expect(durationMsOf(click!)).toBeLessThan(150)
    expect(durationMsOf(boom!)).toBeGreaterThan(600)
  })

  it('are all told apart by length, brightness or course', async () => {
    const heard: { readonly name: string; readonly impression: Impression }[] = []
    for (const { names } of knownFamilies)
      heard.push({ name: names[0]!, impression: impressionOf(finished(await renderPrompt(names[0]!))) })
    const alike = heard.flatMap((a, index) =>
      heard
        .slice(index + 1)
        .filter((b) => difference(a.impression, b.impression) <= 0.08)
        .map((b) => [a.name, b.name]),
    )
    expect(alike).toEqual([])
  })

  it('differ by the ground under a foot', async () => {
    const at = async (ground: string) => brightnessHz(await renderPrompt(`footstep on ${ground}`))
    const [wood, stone, gravel] = [await at('wood'), await at('stone'), await at('gravel')]
    expect(wood).toBeLessThan(stone)
    expect(Math.abs(gravel - stone) / stone).toBeGreaterThan(0.1)
  })

  it('without a taught word still differ by prompt words and seed', async () => {
    const [a, low, b] = [
      await renderPrompt('flumbo'),
      await renderPrompt('deep long flumbo'),
      await renderPrompt('flumbo', { seed: seedB }),
    ]
    expect(brightnessHz(low)).toBeLessThan(brightnessHz(a))
    expect(durationMsOf(low)).toBeGreaterThan(durationMsOf(a))
    expect(difference(impressionOf(a), impressionOf(b))).toBeGreaterThan(0.05)
  })
})

describe('adjectives', () => {
  it.each(['explosion', 'door creak', 'sword clang'])('make "%s" what they say', async (thing) => {
    const plain = await renderPrompt(thing)
    expect(brightnessHz(await renderPrompt(`muffled ${thing}`))).toBeLessThan(brightnessHz(plain) * 0.8)
    expect(brightnessHz(await renderPrompt(`deep ${thing}`))).toBeLessThan(brightnessHz(plain))
    expect(durationMsOf(await renderPrompt(`short ${thing}`))).toBeLessThan(durationMsOf(plain) * 0.8)
    expect(durationMsOf(await renderPrompt(`long ${thing}`))).toBeGreaterThan(durationMsOf(plain) * 1.2)
  })

  it('make a room, or take it away', async () => {
    const lasts = async (prompt: string, negative = ''): Promise<number> =>
      durationMsOf(await renderPrompt(prompt, { negative }))
    const dry = await lasts('drum, dry')
    expect(await lasts('drum, echoing hall')).toBeGreaterThan(dry * 1.2)
    expect(await lasts('drum, echoing hall', 'no reverb')).toBe(dry)
  })
})

describe('the duration', () => {
  it('of any sound lies within any range that is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...knownFamilies.map((family) => family.names[0]!), 'flumbo'),
        fc.integer({ min: 100, max: 2_500 }),
        fc.integer({ min: 130, max: 400 }),
        fc.constantFrom(seedA, seedB, '00000000000000ff'),
        async (prompt, min, percent, seed) => {
          const sound = { ...effectSpec, durationMs: { min, max: Math.round((min * percent) / 100) } }
          const lasts = durationMsOf(finishSound(await renderPrompt(prompt, { sound, seed }), sound).sound)
          expect(lasts).toBeGreaterThanOrEqual(sound.durationMs.min - 0.5)
          expect(lasts).toBeLessThanOrEqual(sound.durationMs.max + 0.5)
        },
      ),
      { numRuns: 20 },
    )
  })

  it.each(['dust-cloud, light', 'energy-burst, crisp', 'mega-explosion, heavy'])(
    'of a jump (%s) is what its prompt says, within what its spec allows',
    async (style) => {
      const sound = { ...effectSpec, durationMs: { min: 200, max: 600 } }
      for (const seed of [seedA, seedB, '1111111111111111', '9999999999999999']) {
        const prompt = `short platformer jump sound, ${style} feel, 0.3 to 0.5 seconds`
        const lasts = durationMsOf(finishSound(await renderPrompt(prompt, { sound, seed }), sound).sound)
        expect(lasts).toBeGreaterThanOrEqual(299)
        expect(lasts).toBeLessThanOrEqual(501)
      }
    },
  )
})

describe('a loop', () => {
  const loop = { ...effectSpec, loop: true, durationMs: { min: 1_500, max: 4_000 } }

  it.each([
    'wind',
    'rain',
    'campfire',
    'engine',
    'machine gears',
    'alarm',
    'heartbeat',
    'bell',
    'footsteps',
    'sword',
  ])('of %s runs on over its seam and keeps its length when it is finished', async (prompt) => {
    const sound = await renderPrompt(prompt, { sound: loop })
    const done = finishSound(sound, loop)
    expect(isSeamless(measureLoopSeam(sound))).toBe(true)
    expect(durationMsOf(done.sound)).toBe(durationMsOf(sound))
    expect(scoreSound(sound, loop, done).checks.filter((check) => !check.passed)).toEqual([])
  })

  it('of an ongoing sound is as loud at its seam as elsewhere', async () => {
    const parts = envelope(await renderPrompt('heavy rain', { sound: loop }), 10)
    expect(Math.max(...parts) / Math.min(...parts)).toBeLessThan(1.35)
  })

  it('of something struck has one blow after the other', async () => {
    expect(onsetsPerSecond(await renderPrompt('heartbeat', { sound: loop }))).toBeGreaterThan(1)
  })
})
