import { burst, partials, ring, scatter, thump } from '../ingredients.js'
import type { SoundFamily } from '../sound-family.js'

/** What a hero and his enemies do: move, strike, shoot. */

const jump: SoundFamily = {
  names: ['jump', 'hop', 'leap', 'bounce', 'boing', 'spring'],
  motion: true,
  seconds: [0.25, 0.42],
  build: ({ random, seconds, pitch, weight, bright }) => {
    const hz = random.range(170, 300) * pitch * (1.25 - 0.5 * weight)
    const rise = random.range(2.2, 3.6)
    return {
      layers: [
        {
          wave: 'square',
          seconds,
          level: 0.5,
          hz,
          toHz: hz * rise,
          bend: random.range(0.6, 1.2),
          duty: random.range(0.2, 0.5),
          toDuty: random.range(0.4, 0.5),
          hold: seconds * 0.25,
          fall: 1.6,
          filter: { kind: 'low', hz: 4_500 * bright },
        },
        { wave: 'sine', seconds: seconds * 0.8, level: 0.35, hz: hz / 2, toHz: (hz * rise) / 2 },
        burst(1_400 * bright, 0.05, 0.12 + 0.2 * weight),
      ],
    }
  },
}

const land: SoundFamily = {
  names: [
    'land',
    'landing',
    'thud',
    'thump',
    'stomp',
    'drop',
    'fall',
    'slam',
    'impact',
    'crash',
    'dust',
    'puff',
  ],
  motion: true,
  seconds: [0.2, 0.35],
  build: ({ random, seconds, pitch, weight, bright, has }) => {
    const dust = has('dust', 'puff', 'sand', 'soft', 'airy', 'snow') ? 0.7 : 0.3
    return {
      layers: [
        thump(random.range(70, 105) * pitch * (1.3 - 0.6 * weight), seconds, 0.4 + 0.5 * weight),
        burst(random.range(500, 900) * bright, seconds * 0.9, dust, {
          toHz: 250,
          q: 0.8,
          attack: 0.006,
          fall: 2,
        }),
        burst(random.range(1_800, 2_600) * bright, 0.03, 0.3),
      ],
    }
  },
}

const hit: SoundFamily = {
  names: ['hit', 'punch', 'hurt', 'damage', 'kick', 'smack', 'blow', 'pain', 'slap', 'knock', 'bump'],
  hints: ['enemy', 'player', 'attack'],
  motion: true,
  seconds: [0.18, 0.32],
  build: ({ random, seconds, pitch, weight, bright }) => {
    const hz = random.range(200, 320) * pitch
    return {
      layers: [
        {
          wave: 'square',
          seconds: seconds * 0.8,
          level: 0.4,
          hz,
          toHz: hz * random.range(0.25, 0.45),
          duty: 0.4,
          fall: 2,
        },
        {
          wave: 'noise',
          seconds,
          level: 0.6,
          hz: 9_000 * bright,
          toHz: 1_500,
          fall: 3,
          filter: { kind: 'low', hz: 5_000 * bright, toHz: 900 },
        },
        thump(random.range(75, 110) * pitch, seconds, 0.3 + 0.5 * weight),
      ],
      effects: { drive: random.range(0.5, 2) },
    }
  },
}

const whoosh: SoundFamily = {
  names: ['whoosh', 'swoosh', 'swing', 'slash', 'swipe', 'throw', 'dash', 'dodge', 'swish', 'flyby', 'sweep'],
  hints: ['air', 'cape', 'speed', 'roll', 'slide'],
  motion: true,
  seconds: [0.25, 0.45],
  build: ({ random, seconds, pitch, bright, has }) => {
    const low = random.range(380, 700) * bright * pitch
    const high = random.range(1_800, 3_200) * bright * pitch
    const peak = random.range(0.35, 0.6)
    const half = { wave: 'noise' as const, hz: 44_100, level: 1.2 }
    const rise = { kind: 'band' as const, hz: low, toHz: high, q: 1.6 }
    const fallBack = { kind: 'band' as const, hz: high, toHz: low * 0.8, q: 1.6 }
    return {
      layers: [
        { ...half, seconds: seconds * peak + 0.03, attack: seconds * peak, fall: 1, filter: rise },
        {
          ...half,
          at: seconds * peak - 0.01,
          seconds: seconds * (1 - peak),
          attack: 0.02,
          fall: 2,
          filter: fallBack,
        },
        ...(has('slash', 'sword', 'blade', 'knife')
          ? ring(random.range(2_600, 3_400) * pitch, partials.bar, seconds * 0.8, 0.07, {
              at: seconds * peak,
            })
          : []),
      ],
    }
  },
}

const laser: SoundFamily = {
  names: [
    'laser',
    'shot',
    'shoot',
    'blaster',
    'gun',
    'pew',
    'fire weapon',
    'bullet',
    'pistol',
    'rifle',
    'cannon',
    'beam',
    'phaser',
  ],
  hints: ['weapon', 'projectile'],
  seconds: [0.18, 0.35],
  build: ({ random, seconds, pitch, bright, weight, has }) => {
    if (has('gun', 'pistol', 'rifle', 'cannon', 'bullet')) {
      const body = random.range(95, 150) * pitch * (1.3 - 0.6 * weight)
      return {
        layers: [
          burst(random.range(1_500, 2_600) * bright, seconds, 0.9, { toHz: 350, q: 0.6, attack: 0.0005 }),
          thump(body, seconds, 0.9),
        ],
        effects: { drive: 3 },
      }
    }
    const hz = random.range(1_100, 2_200) * pitch
    return {
      layers: [
        {
          wave: random.pick(['square', 'saw'] as const),
          seconds,
          level: 0.5,
          hz,
          toHz: hz * random.range(0.06, 0.18),
          bend: random.range(0.5, 0.9),
          duty: random.range(0.2, 0.5),
          fall: 1.5,
        },
        { wave: 'sine', seconds: seconds * 0.7, level: 0.3, hz: hz * 1.5, toHz: hz * 0.2, bend: 0.6 },
      ],
    }
  },
}

const explosion: SoundFamily = {
  names: [
    'explosion',
    'explode',
    'blast',
    'boom',
    'bomb',
    'detonate',
    'burst',
    'grenade',
    'dynamite',
    'eruption',
  ],
  hints: ['mega'],
  seconds: [0.9, 1.6],
  space: 0.15,
  build: ({ random, seconds, pitch, bright, weight }) => ({
    layers: [
      {
        wave: 'noise',
        seconds,
        level: 0.9,
        hz: random.range(5_000, 9_000) * bright,
        toHz: random.range(350, 700),
        bend: 0.7,
        attack: 0.003,
        hold: seconds * 0.1,
        punch: 0.5,
        fall: 2.4,
        filter: { kind: 'low', hz: random.range(1_400, 2_400) * bright, toHz: 160 },
      },
      thump(random.range(42, 62) * pitch * (1.25 - 0.5 * weight), seconds * 0.8, 0.6 + 0.5 * weight),
      burst(random.range(2_000, 3_000) * bright, 0.06, 0.5, { attack: 0.0005 }),
      ...scatter(random, random.int(4, 9), seconds * 0.15, seconds * 0.7, (at) =>
        burst(random.range(300, 1_100) * bright, random.range(0.03, 0.09), 0.16, { at }),
      ),
    ],
    effects: { drive: random.range(1, 3) },
  }),
}

const clang: SoundFamily = {
  names: [
    'sword',
    'clang',
    'clash',
    'parry',
    'shield',
    'blade',
    'metal hit',
    'anvil',
    'armor',
    'armour',
    'sheath',
    'unsheathe',
    'dagger',
    'axe',
    'hammer',
  ],
  hints: ['metal', 'iron', 'steel'],
  seconds: [0.5, 0.9],
  space: 0.12,
  build: ({ random, seconds, pitch, weight, bright, has }) => {
    const hz = random.range(520, 980) * pitch * (1.3 - 0.6 * weight)
    const scrape = has('unsheathe', 'sheath', 'draw')
    return {
      layers: [
        ...ring(hz, partials.plate, seconds, 0.32, { damping: 0.25, at: scrape ? 0.15 : 0 }),
        ...ring(hz * random.range(1.01, 1.04), partials.plate.slice(2), seconds * 0.7, 0.12, {
          damping: 0.3,
        }),
        burst(
          random.range(4_000, 6_500) * bright,
          scrape ? 0.25 : 0.03,
          0.5,
          scrape ? { attack: 0.12, toHz: 7_500 } : {},
        ),
      ],
    }
  },
}

const bow: SoundFamily = {
  names: ['bow', 'arrow', 'crossbow', 'string', 'sling', 'twang'],
  seconds: [0.3, 0.5],
  build: ({ random, seconds, pitch, bright }) => {
    const hz = random.range(140, 220) * pitch
    return {
      layers: [
        {
          wave: 'saw',
          seconds: seconds * 0.6,
          level: 0.5,
          hz: hz * 1.4,
          toHz: hz,
          bend: 0.3,
          fall: 3,
          filter: { kind: 'low', hz: 2_600 * bright, toHz: 500 },
        },
        burst(1_200 * bright, seconds, 0.35, {
          at: 0.03,
          attack: 0.05,
          toHz: random.range(2_600, 3_600),
          q: 2,
          fall: 1.5,
        }),
        burst(2_500, 0.02, 0.4),
      ],
    }
  },
}

const teleport: SoundFamily = {
  names: ['teleport', 'warp', 'portal', 'vanish', 'appear', 'spawn', 'disappear', 'summon'],
  seconds: [0.6, 1],
  space: 0.25,
  build: ({ random, seconds, pitch, has }) => {
    const hz = random.range(180, 320) * pitch
    const isUp = has('vanish', 'disappear') || random.chance()
    const [from, to] = isUp ? [hz, hz * 5] : [hz * 5, hz]
    return {
      layers: [
        {
          wave: 'sine',
          seconds,
          level: 0.5,
          hz: from,
          toHz: to,
          vibrato: { hz: random.range(14, 26), semitones: 2 },
          attack: 0.05,
        },
        {
          wave: 'triangle',
          seconds,
          level: 0.3,
          hz: from * 1.5,
          toHz: to * 1.5,
          tremolo: { hz: random.range(16, 30), depth: 0.8 },
        },
        burst(700, seconds, 0.3, { toHz: 4_000, attack: seconds * 0.5, q: 3, fall: 1 }),
      ],
    }
  },
}

export const actionFamilies: readonly SoundFamily[] = [
  jump,
  land,
  hit,
  whoosh,
  laser,
  explosion,
  clang,
  bow,
  teleport,
]
