import type { Layer } from '../layer.js'
import { bed, burst, scatter, thump } from '../ingredients.js'
import type { SoundContext, SoundFamily } from '../sound-family.js'

/** Fire, water, weather, and what lives in them. */

/** Small random events over the whole of an ongoing sound, so many a second. */
function grains(
  context: SoundContext,
  perSecond: number,
  make: (at: number) => Layer | readonly Layer[],
): Layer[] {
  const count = Math.min(1_500, Math.max(1, Math.round(context.seconds * perSecond)))
  return scatter(context.random, count, 0, context.seconds * 0.97, make)
}

const ignite: SoundFamily = {
  names: [
    'ignite',
    'lit',
    'light up',
    'lighting',
    'kindle',
    'torch',
    'match',
    'lantern',
    'candle',
    'flare',
    'flint',
  ],
  hints: ['lamp'],
  seconds: [0.6, 1],
  build: ({ random, seconds, pitch, bright }) => {
    const catches = seconds * random.range(0.12, 0.25)
    return {
      layers: [
        // The strike, then the flame that takes.
        burst(random.range(4_000, 6_000) * bright, catches, 0.5, {
          fall: 1,
          flutter: { hz: 70, depth: 0.8 },
        }),
        burst(random.range(500, 800) * bright * pitch, seconds - catches, 0.9, {
          at: catches,
          attack: (seconds - catches) * 0.18,
          toHz: random.range(900, 1_300) * bright,
          q: 0.7,
          fall: 1.8,
          flutter: { hz: 24, depth: 0.5 },
        }),
        thump(random.range(60, 85) * pitch, (seconds - catches) * 0.7, 0.4, catches),
        ...scatter(random, random.int(4, 9), catches, seconds * 0.95, (at) =>
          burst(random.range(2_500, 6_000) * bright, 0.012, random.range(0.15, 0.5), { at, attack: 0.0005 }),
        ),
      ],
    }
  },
}

const fire: SoundFamily = {
  names: [
    'fire',
    'flame',
    'campfire',
    'burn',
    'crackle',
    'fireplace',
    'fireball',
    'lava',
    'bonfire',
    'furnace',
  ],
  seconds: [1.6, 3],
  ongoing: true,
  build: (context) => {
    const { random, bright, pitch } = context
    return {
      layers: [
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 0.6,
          flutter: { hz: 9, depth: 0.6 },
          filter: { kind: 'low', hz: random.range(350, 520) * bright * pitch },
        }),
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 0.12,
          flutter: { hz: 20, depth: 0.9 },
          filter: { kind: 'band', hz: random.range(1_400, 2_200) * bright, q: 0.8 },
        }),
        ...grains(context, random.range(9, 18), (at) =>
          burst(
            random.range(1_800, 6_000) * bright,
            random.range(0.004, 0.02),
            random.range(0.15, 0.9) ** 2,
            { at, attack: 0.0005 },
          ),
        ),
      ],
      // Crackles stand far above the flames otherwise.
      effects: { drive: 2 },
    }
  },
}

/** A bubble: a sine that rises while its bubble shrinks. */
function bubble(at: number, hz: number, level: number, seconds: number): Layer {
  return { wave: 'sine', at, seconds, level, hz, toHz: hz * 2, bend: 1.5, attack: 0.004, fall: 1.6 }
}

const splash: SoundFamily = {
  names: [
    'splash',
    'drip',
    'bubble',
    'dive',
    'plop',
    'swim',
    'droplet',
    'gulp',
    'drink',
    'pour',
    'slime',
    'squelch',
    'splat',
    'fishing',
  ],
  seconds: [0.45, 0.8],
  space: 0.12,
  build: ({ random, seconds, pitch, bright, weight, has }) => {
    const isSmall = has('drip', 'drop', 'droplet', 'bubble', 'plop', 'gulp', 'drink')
    const isSticky = has('slime', 'squelch', 'splat')
    const count = isSmall ? random.int(1, 3) : random.int(6, 12)
    const base = (isSticky ? 240 : 480) * pitch
    const splashes = isSmall
      ? []
      : [
          burst(random.range(1_300, 2_200) * bright, seconds, 0.8, {
            toHz: 700,
            q: 0.6,
            fall: 2.2,
            attack: 0.004,
          }),
          burst(5_500 * bright, seconds * 0.6, 0.25, { at: 0.03, fall: 2 }),
          thump(80 * pitch, 0.2, 0.3 + 0.4 * weight),
        ]
    return {
      layers: [
        ...splashes,
        ...scatter(random, count, 0, seconds * 0.7, (at) =>
          bubble(at, base * random.range(0.7, 2), random.range(0.2, 0.5), random.range(0.05, 0.12)),
        ),
      ],
    }
  },
}

const water: SoundFamily = {
  names: ['river', 'stream', 'waterfall', 'wave', 'ocean', 'sea', 'shore', 'fountain', 'underwater', 'brook'],
  hints: ['water'],
  seconds: [2, 4],
  ongoing: true,
  build: (context) => {
    const { random, bright, pitch, seconds, has } = context
    const isSea = has('wave', 'ocean', 'sea', 'shore')
    const rolls = Math.max(1, Math.round(seconds / 4)) / seconds
    return {
      layers: [
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 0.7,
          ...(isSea ? { tremolo: { hz: rolls, depth: 0.85 } } : {}),
          filter: { kind: 'band', hz: random.range(500, 900) * bright, q: 0.5 },
        }),
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 0.06,
          flutter: { hz: 6, depth: 0.6 },
          filter: { kind: 'high', hz: 3_000 * bright },
        }),
        ...(isSea
          ? []
          : grains(context, 14, (at) =>
              bubble(at, random.range(450, 1_500) * pitch, random.range(0.04, 0.16), 0.07),
            )),
      ],
    }
  },
}

const rain: SoundFamily = {
  names: ['rain', 'drizzle', 'downpour', 'raindrop', 'hail'],
  seconds: [2.5, 4],
  ongoing: true,
  build: (context) => {
    const { random, bright, weight, pitch } = context
    return {
      layers: [
        bed(context, {
          wave: 'noise',
          hz: random.range(12_000, 40_000),
          level: 0.25 + 0.3 * weight,
          filter: { kind: 'band', hz: random.range(2_200, 5_200) * bright, q: 0.4 },
        }),
        bed(context, {
          wave: 'noise',
          hz: 44_100,
          level: 0.3,
          flutter: { hz: 5, depth: 0.4 },
          filter: { kind: 'band', hz: 700 * bright, q: 0.6 },
        }),
        ...grains(context, random.range(35, 70), (at) =>
          burst(
            random.range(2_200, 6_500) * bright * pitch,
            random.range(0.004, 0.012),
            random.range(0.1, 0.5),
            { at, q: 3 },
          ),
        ),
      ],
    }
  },
}

export const natureFamilies: readonly SoundFamily[] = [ignite, fire, splash, water, rain]
