import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../adapters/procedural/random.js'
import { composeScore } from '../../../adapters/procedural/sound/music/compose-score.js'
import { moods } from '../../../adapters/procedural/sound/music/moods.js'
import { finishSound } from '../../../core/audio/finish-sound.js'
import { isSeamless, measureLoopSeam } from '../../../core/audio/loop-seam.js'
import { scoreSound } from '../../../core/audio/score-sound.js'
import { durationMsOf } from '../../../core/audio/sound.js'
import type { SoundSpec } from '../../../core/spec/asset-spec.schema.js'
import {
  buildRequest,
  effectSpec,
  envelope,
  onsetsPerSecond,
  renderBytes,
  renderPrompt,
  seedB,
} from './sound-features.js'

const loop: SoundSpec = {
  ...effectSpec,
  durationMs: { min: 5_000, max: 10_000 },
  loop: true,
  loudnessLufs: -16,
  trimBelowDb: -60,
}
const music = { assetType: 'music', sound: loop } as const

describe.each(moods)('a score of the mood $names.0', (mood) => {
  it('keeps to one scale, to its bars and to its chords on strong beats', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.constantFrom(4, 8, 16), (seed, bars) => {
        const random = createRandom(seed.toString(16).padStart(16, '0'))
        const score = composeScore(mood, bars, false, random)
        const notes = [...score.melody, ...score.chords, ...score.bass]
        const classes = new Set(notes.map(({ midi }) => midi % 12))
        expect(classes.size).toBeLessThanOrEqual(7)
        for (const { beat, midi } of notes) {
          expect(beat).toBeGreaterThanOrEqual(0)
          expect(beat).toBeLessThan(bars * mood.beatsInBar)
          expect(midi).toBeGreaterThan(24)
          expect(midi).toBeLessThan(108)
        }
        for (let bar = 0; bar < bars; bar++) {
          const from = bar * mood.beatsInBar
          const chord = new Set(
            score.chords
              .filter(({ beat }) => beat >= from && beat < from + mood.beatsInBar)
              .map(({ midi }) => midi % 12),
          )
          const first = score.melody.find(({ beat }) => beat === from)
          if (chord.size > 0) expect(chord).toContain(first!.midi % 12)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('with an end ends on its key note', () => {
    const score = composeScore(mood, 8, true, createRandom(seedB))
    const last = score.melody.at(-1)!
    expect(last.beats).toBe(mood.beatsInBar)
    expect(score.bass.at(-1)!.midi % 12).toBe(last.midi % 12)
  })
})

describe('music', () => {
  it.each(moods.map((mood) => mood.names[0]!))(
    'that is %s loops, lasts as asked and passes every check',
    async (word) => {
      const sound = await renderPrompt(`${word} music`, music)
      const done = finishSound(sound, loop)
      expect(isSeamless(measureLoopSeam(sound))).toBe(true)
      expect(durationMsOf(done.sound)).toBe(durationMsOf(sound))
      expect(scoreSound(sound, loop, done).checks.filter((check) => !check.passed)).toEqual([])
    },
  )

  it('is the same by seed, and another piece by another seed or mood', async () => {
    const request = buildRequest('calm music', music)
    const [a, again, other] = [
      await renderBytes(request),
      await renderBytes(request),
      await renderBytes({ ...request, seed: seedB }),
    ]
    expect(Buffer.compare(a, again)).toBe(0)
    expect(Buffer.compare(a, other)).not.toBe(0)
  })

  it('for a fight is busier than for a quiet night', async () => {
    const [fight, night] = [await renderPrompt('boss battle', music), await renderPrompt('calm night', music)]
    expect(onsetsPerSecond(fight)).toBeGreaterThan(onsetsPerSecond(night) * 1.5)
  })

  it('with an end lasts as asked, and fades to nothing', async () => {
    const sound = { ...loop, loop: false, durationMs: { min: 2_000, max: 5_000 } }
    for (const seed of ['0123456789abcdef', seedB]) {
      const piece = await renderPrompt('victory fanfare', { assetType: 'music', sound, seed })
      const lasts = durationMsOf(finishSound(piece, sound).sound)
      expect(lasts).toBeGreaterThanOrEqual(2_000)
      expect(lasts).toBeLessThanOrEqual(5_000)
      expect(envelope(piece, 50).at(-1)!).toBeLessThan(0.02)
    }
  })

  it('lasts as asked for whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 500, max: 9_000 }),
        fc.integer({ min: 105, max: 250 }),
        async (min, percent) => {
          const sound = { ...loop, durationMs: { min, max: Math.round((min * percent) / 100) } }
          const lasts = durationMsOf(await renderPrompt('happy tune', { assetType: 'music', sound }))
          expect(lasts).toBeGreaterThanOrEqual(min - 0.5)
          expect(lasts).toBeLessThanOrEqual(sound.durationMs.max + 0.5)
        },
      ),
      { numRuns: 6 },
    )
  })
})
