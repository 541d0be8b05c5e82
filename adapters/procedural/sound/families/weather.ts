import { bed, burst, partials, ring, scatter, thump } from '../ingredients.js'
import type { SoundFamily } from '../sound-family.js'

/** Weather that needs no grains of its own: storm, frost, moving air. */

const thunder: SoundFamily = {
  names: ['thunder', 'lightning', 'thunderstorm', 'thunderbolt'],
  seconds: [1.8, 3],
  space: 0.2,
  build: ({ random, seconds, pitch, bright }) => ({
    layers: [
      burst(random.range(2_200, 3_600) * bright, 0.25, 0.7, {
        toHz: 500,
        attack: 0.0005,
        flutter: { hz: 40, depth: 0.9 },
      }),
      {
        wave: 'noise',
        seconds,
        level: 1,
        hz: 1_200,
        toHz: 260,
        attack: 0.04,
        hold: seconds * 0.15,
        fall: 1.6,
        flutter: { hz: 11, depth: 0.75 },
        filter: { kind: 'low', hz: 520 * bright, toHz: 110 },
      },
      ...scatter(random, random.int(3, 6), 0.02, seconds * 0.6, (at) =>
        thump(random.range(36, 60) * pitch, 0.4, random.range(0.3, 0.7), at),
      ),
    ],
    effects: { drive: 1.5 },
  }),
}

const ice: SoundFamily = {
  names: ['ice', 'freeze', 'frost', 'frozen', 'icicle'],
  hints: ['cold', 'snow', 'winter'],
  seconds: [0.6, 1],
  space: 0.2,
  build: ({ random, seconds, pitch, bright }) => ({
    layers: [
      burst(random.range(5_000, 7_500) * bright, seconds * 0.8, 0.25, {
        attack: seconds * 0.3,
        q: 2,
        fall: 1.5,
      }),
      ...scatter(random, random.int(7, 12), 0, seconds * 0.6, (at) =>
        ring(random.range(1_900, 4_200) * pitch, partials.glass, random.range(0.08, 0.3), 0.25, {
          at,
          damping: 0.7,
        }),
      ),
      ...scatter(random, random.int(4, 8), 0, seconds * 0.5, (at) =>
        burst(3_000 * bright, 0.02, 0.5, { at }),
      ),
    ],
  }),
}

const wind: SoundFamily = {
  names: ['wind', 'breeze', 'gust', 'draft', 'storm', 'blizzard'],
  hints: ['ambience', 'ambient', 'atmosphere', 'desert', 'cave', 'forest', 'night', 'sky', 'background'],
  seconds: [2.5, 4],
  ongoing: true,
  build: (context) => {
    const { random, bright, pitch } = context
    const bands = [random.range(240, 360), random.range(480, 720), random.range(900, 1_500)]
    return {
      layers: bands.map((hz, index) =>
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 1.1 / (1 + index * 0.7),
          flutter: { hz: random.range(0.5, 1.6), depth: 0.85 },
          filter: { kind: 'band', hz: hz * bright * pitch, q: 2.5 + index },
        }),
      ),
    }
  },
}

export const weatherFamilies: readonly SoundFamily[] = [thunder, ice, wind]
