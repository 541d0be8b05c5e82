import type { Layer } from '../layer.js'
import { bed } from '../ingredients.js'
import type { SoundFamily } from '../sound-family.js'

/** Small animals. */

const bird: SoundFamily = {
  names: ['bird', 'chirp', 'tweet', 'songbird', 'seagull', 'owl', 'crow', 'parrot'],
  hints: ['whistle'],
  seconds: [0.5, 1],
  space: 0.12,
  build: ({ random, seconds, pitch, has }) => {
    const isDeep = has('owl', 'crow', 'seagull')
    const hz = (isDeep ? random.range(380, 620) : random.range(2_200, 3_400)) * pitch
    const calls = isDeep ? 2 : random.int(2, 6)
    return {
      layers: Array.from({ length: calls }, (_, index): Layer => {
        const from = hz * random.range(0.85, 1.25)
        return {
          wave: has('crow', 'seagull') ? 'saw' : 'sine',
          at: (index * seconds) / calls,
          seconds: (seconds / calls) * random.range(0.6, 0.95),
          level: 0.6,
          hz: from,
          toHz: from * random.range(0.7, 1.6),
          attack: 0.012,
          hold: 0.02,
          fall: 1.2,
          vibrato: { hz: random.range(18, 42), semitones: random.range(0.3, 1.6) },
        }
      }),
    }
  },
}

const insect: SoundFamily = {
  names: [
    'insect',
    'cricket',
    'fly',
    'bee',
    'buzz',
    'moth',
    'wing',
    'flutter',
    'bat',
    'mosquito',
    'cicada',
    'flap',
    'beetle',
  ],
  seconds: [0.6, 1.2],
  ongoing: true,
  build: (context) => {
    const { random, pitch, bright, has } = context
    if (has('cricket', 'cicada')) {
      const hz = random.range(3_800, 4_900) * pitch
      return {
        layers: [
          bed(context, {
            wave: 'triangle',
            hz,
            level: 0.5,
            tremolo: { hz: random.range(22, 34), depth: 1 },
            flutter: { hz: 4, depth: 0.9 },
          }),
        ],
      }
    }
    if (has('wing', 'flap', 'flutter', 'moth', 'bat'))
      return {
        layers: [
          bed(context, {
            wave: 'noise',
            hz: 44_100,
            level: 1,
            tremolo: { hz: random.range(9, 17), depth: 1 },
            filter: { kind: 'band', hz: random.range(500, 900) * bright, q: 0.8 },
          }),
        ],
      }
    const hz = random.range(150, 240) * pitch
    const wobble = { hz: random.range(4, 8), semitones: random.range(0.6, 1.5) }
    return {
      layers: [
        bed(context, {
          wave: 'saw',
          hz,
          level: 0.5,
          vibrato: wobble,
          filter: { kind: 'band', hz: 1_600 * bright, q: 1.5 },
        }),
        bed(context, {
          wave: 'square',
          duty: 0.2,
          hz: hz * 1.01,
          level: 0.2,
          vibrato: wobble,
          flutter: { hz: 11, depth: 0.5 },
        }),
      ],
    }
  },
}

export const animalFamilies: readonly SoundFamily[] = [bird, insect]
