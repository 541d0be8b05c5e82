import type { Layer } from '../layer.js'
import { bed, burst, partials, ring, thump } from '../ingredients.js'
import type { SoundFamily } from '../sound-family.js'

/** Machines and their parts. */

const engine: SoundFamily = {
  names: [
    'engine',
    'motor',
    'car',
    'truck',
    'drone',
    'helicopter',
    'spaceship',
    'thruster',
    'rocket',
    'jet',
    'ship',
    'vehicle',
    'train',
  ],
  seconds: [1.5, 2.5],
  ongoing: true,
  build: (context) => {
    const { random, pitch, bright, weight, has } = context
    const isJet = has('jet', 'rocket', 'thruster', 'spaceship')
    const hz = random.range(52, 78) * pitch * (1.25 - 0.5 * weight)
    const beat = Math.round(random.range(9, 16))
    return {
      layers: [
        bed(context, {
          wave: 'saw',
          hz,
          level: isJet ? 0.15 : 0.6,
          tremolo: { hz: beat, depth: 0.6 },
          filter: { kind: 'low', hz: 480 * bright, q: 1.5 },
        }),
        bed(context, {
          wave: 'square',
          duty: 0.3,
          hz: hz * 1.5,
          level: isJet ? 0.08 : 0.22,
          tremolo: { hz: beat, depth: 0.4 },
          filter: { kind: 'low', hz: 800 * bright },
        }),
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: isJet ? 1 : 0.2,
          flutter: { hz: 12, depth: 0.3 },
          filter: { kind: 'low', hz: (isJet ? 1_500 : 500) * bright },
        }),
      ],
      effects: { drive: 0.8 },
    }
  },
}

const machine: SoundFamily = {
  names: [
    'machine',
    'hum',
    'computer',
    'generator',
    'fan',
    'conveyor',
    'robot',
    'factory',
    'gear',
    'mechanism',
    'clockwork',
    'elevator',
    'pump',
  ],
  hints: ['tech', 'mechanical'],
  seconds: [1.2, 2.2],
  ongoing: true,
  build: (context) => {
    const { random, pitch, bright, has, seconds } = context
    const hz = random.pick([50, 55, 60]) * pitch
    const clank = has('gear', 'clockwork', 'mechanism', 'conveyor', 'factory', 'robot', 'pump')
    const turns = Math.max(1, Math.round(seconds * random.range(2.5, 4.5)))
    const clanks = clank
      ? Array.from({ length: turns }, (_, index) => {
          const at = (index * seconds) / turns
          const strike = ring(
            random.range(700, 760) * pitch * (index % 2 === 0 ? 1 : 1.2),
            partials.plate,
            0.1,
            0.16,
            { at },
          )
          return [...strike, burst(2_200 * bright, 0.03, 0.35, { at })]
        }).flat()
      : []
    return {
      layers: [
        ...[1, 2, 3, 5].map((ratio, index) =>
          bed(context, {
            wave: 'sine',
            hz: hz * ratio * random.range(0.999, 1.001),
            level: 0.4 / (1 + index * 0.5),
            tremolo: { hz: random.range(0.4, 1.2), depth: 0.25 },
          }),
        ),
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 0.12,
          filter: { kind: 'band', hz: random.range(900, 1_600) * bright, q: 0.8 },
        }),
        ...clanks,
      ],
    }
  },
}

const lever: SoundFamily = {
  names: [
    'lever',
    'switch',
    'trap',
    'mechanical click',
    'reload',
    'ratchet',
    'pull',
    'trigger',
    'steam',
    'hiss',
    'snake',
    'vent',
  ],
  seconds: [0.3, 0.55],
  build: ({ random, seconds, pitch, bright, has }) => {
    const hiss = has('steam', 'hiss', 'vent', 'snake')
    const teeth = random.int(2, 4)
    const clicks: Layer[] = hiss
      ? []
      : Array.from({ length: teeth }, (_, index) => {
          const at = (index * seconds * 0.6) / teeth
          const isLast = index === teeth - 1
          return [
            ...ring(
              random.range(480, 620) * pitch * (isLast ? 0.6 : 1),
              partials.plate.slice(0, 4),
              isLast ? seconds * 0.4 : 0.06,
              0.4,
              { at, damping: 0.6 },
            ),
            burst(2_600 * bright, 0.02, 0.6, { at, attack: 0.0005 }),
            ...(isLast ? [thump(90 * pitch, seconds * 0.35, 0.7, at)] : []),
          ]
        }).flat()
    return {
      layers: [
        ...clicks,
        ...(hiss
          ? [
              burst(random.range(4_500, 7_000) * bright, seconds, 0.8, {
                attack: seconds * 0.08,
                hold: seconds * 0.3,
                q: 0.6,
                fall: 1.6,
              }),
            ]
          : []),
      ],
    }
  },
}

export const machineFamilies: readonly SoundFamily[] = [engine, machine, lever]
