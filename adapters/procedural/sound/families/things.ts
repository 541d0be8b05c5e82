import type { Layer } from '../layer.js'
import { burst, partials, ring, scatter, thump } from '../ingredients.js'
import type { SoundContext, SoundFamily } from '../sound-family.js'

/** Things that are opened, walked on, dropped, rung. */

const door: SoundFamily = {
  names: ['door', 'creak', 'gate', 'hinge', 'squeak', 'floorboard', 'drawer', 'hatch'],
  seconds: [0.8, 1.4],
  space: 0.2,
  build: ({ random, seconds, pitch, bright, has }) => {
    // Stick and slip: pulses whose rate wanders, through the resonances of a board or of iron.
    const rate = random.range(38, 62) * pitch
    const body = has('metal', 'iron', 'gate', 'steel') ? random.range(900, 1_500) : random.range(480, 760)
    const steps = Array.from({ length: 7 }, () => random.range(-3, 7))
    const creak: Layer[] = [1, 2.3, 3.9].map((ratio, index) => ({
      wave: 'square',
      duty: 0.04,
      seconds: seconds * 0.85,
      level: 2 / (1 + index * 0.6),
      hz: rate,
      toHz: rate * random.range(1.3, 2.6),
      attack: seconds * 0.15,
      hold: seconds * 0.3,
      fall: 1,
      steps: { semitones: steps, seconds: seconds / 9 },
      flutter: { hz: 14, depth: 0.75 },
      filter: { kind: 'band', hz: body * ratio * bright, toHz: body * ratio * random.range(1.1, 1.5), q: 9 },
    }))
    const close = has('close', 'shut', 'slam')
    const latch = [
      thump(85 * pitch, 0.18, close ? 0.9 : 0.25, seconds * 0.82),
      burst(1_600, 0.04, close ? 0.7 : 0.2, { at: seconds * 0.82 }),
    ]
    return { layers: [...creak, ...latch] }
  },
}

/** What a foot does on a ground: pitch and length of its noise, body, and whether it crunches. */
const grounds: readonly {
  readonly words: readonly string[]
  readonly hz: number
  readonly body: number
  readonly grains: number
  readonly ring?: readonly number[]
  readonly wet?: boolean
}[] = [
  {
    words: ['stone', 'rock', 'concrete', 'tile', 'marble', 'flagstone', 'dungeon', 'cave'],
    hz: 2_300,
    body: 0.22,
    grains: 0,
  },
  {
    words: ['wood', 'wooden', 'plank', 'floorboard', 'bridge'],
    hz: 900,
    body: 0.8,
    grains: 0,
    ring: partials.wood,
  },
  { words: ['grass', 'leaf', 'leave', 'forest', 'moss'], hz: 3_400, body: 0.15, grains: 6 },
  { words: ['gravel', 'dirt', 'sand', 'pebble', 'earth', 'mud'], hz: 2_600, body: 0.25, grains: 10 },
  { words: ['snow', 'ice'], hz: 1_500, body: 0.15, grains: 14 },
  { words: ['metal', 'iron', 'steel', 'grate'], hz: 3_000, body: 0.3, grains: 0, ring: partials.plate },
  { words: ['water', 'puddle', 'swamp', 'wet'], hz: 1_100, body: 0.2, grains: 5, wet: true },
]

function step({ random, pitch, bright, weight, has }: SoundContext, at: number, seconds: number): Layer[] {
  const ground = grounds.find(({ words }) => has(...words)) ?? grounds[0]!
  const hz = ground.hz * random.range(0.85, 1.2) * bright
  const layers: Layer[] = [
    burst(hz, ground.grains > 0 ? seconds * 0.7 : Math.min(0.07, seconds * 0.5), 0.6, {
      at,
      q: 0.9,
      fall: 3,
    }),
    thump(
      random.range(75, 100) * pitch * (1.3 - 0.6 * weight),
      seconds * 0.8,
      ground.body * (0.5 + weight),
      at,
    ),
    // Heel first, then the toe.
    burst(hz * 1.2, Math.min(0.04, seconds * 0.3), 0.25, { at: at + seconds * random.range(0.25, 0.4) }),
  ]
  if (ground.ring !== undefined)
    layers.push(
      ...ring(
        random.range(210, 290) * pitch * (ground.words.includes('metal') ? 2 : 1),
        ground.ring,
        seconds * 0.8,
        0.3,
        { at, damping: 0.8 },
      ),
    )
  layers.push(
    ...scatter(random, ground.grains, at, at + seconds * 0.75, (when) =>
      ground.wet === true
        ? {
            wave: 'sine' as const,
            at: when,
            seconds: 0.05,
            level: 0.25,
            hz: random.range(500, 900),
            toHz: random.range(1_100, 1_700),
          }
        : burst(hz * random.range(0.7, 1.6), random.range(0.008, 0.02), 0.5, { at: when }),
    ),
  )
  return layers
}

const footstep: SoundFamily = {
  names: ['footstep', 'step', 'walk', 'run', 'foot', 'boot', 'pace', 'stride'],
  seconds: [0.14, 0.22],
  build: (context) => {
    const { random, seconds } = context
    // A longer sound is several steps, as somebody walks.
    const count = seconds < 0.55 ? 1 : Math.max(2, Math.round(seconds / random.range(0.38, 0.48)))
    const gap = seconds / count
    const layers = Array.from({ length: count }, (_, index) =>
      step(context, index * gap, count === 1 ? seconds : Math.min(0.22, gap)),
    )
    return { layers: layers.flat() }
  },
}

const chest: SoundFamily = {
  names: ['chest', 'latch', 'lock', 'key', 'lid', 'crate open', 'padlock', 'keyhole', 'bolt', 'clasp'],
  hints: ['open', 'close', 'box'],
  seconds: [0.5, 0.8],
  space: 0.1,
  build: ({ random, seconds, pitch, bright }) => {
    const clicks = random.int(2, 3)
    const metal = random.range(1_700, 2_600) * pitch
    return {
      layers: [
        ...scatter(random, clicks, 0, seconds * 0.35, (at) => [
          ...ring(metal * random.range(0.9, 1.15), partials.bar, 0.08, 0.3, { at }),
          burst(3_800 * bright, 0.015, 0.4, { at }),
        ]),
        thump(random.range(95, 130) * pitch, 0.22, 0.7, seconds * 0.45),
        ...ring(random.range(230, 320) * pitch, partials.wood, seconds * 0.4, 0.4, {
          at: seconds * 0.45,
          damping: 0.8,
        }),
        burst(700 * bright, seconds * 0.5, 0.2, {
          at: seconds * 0.45,
          attack: 0.05,
          toHz: 1_400,
          q: 3,
          fall: 1.5,
        }),
      ],
    }
  },
}

const wood: SoundFamily = {
  names: ['chop', 'barrel', 'crate', 'tree fall', 'branch', 'snap', 'splinter', 'plank'],
  hints: ['wood', 'wooden', 'break', 'log'],
  seconds: [0.3, 0.5],
  build: ({ random, seconds, pitch, bright, has }) => {
    const pieces = has('break', 'broken', 'splinter', 'snap', 'smash') ? random.int(5, 9) : 1
    const hz = random.range(180, 300) * pitch
    return {
      layers: [
        ...ring(hz, partials.wood, seconds * 0.6, 0.6, { damping: 0.9 }),
        burst(random.range(1_200, 2_000) * bright, 0.05, 0.6),
        ...scatter(random, pieces, 0.02, seconds * 0.7, (at) => [
          ...ring(hz * random.range(1.2, 3.2), partials.wood, 0.07, 0.22, { at, damping: 1 }),
          burst(random.range(1_500, 3_500) * bright, 0.02, 0.3, { at }),
        ]),
      ],
    }
  },
}

const stone: SoundFamily = {
  names: ['rock', 'rumble', 'boulder', 'earthquake', 'quake', 'rubble', 'crumble', 'rockfall', 'brick'],
  hints: ['stone', 'wall', 'pillar'],
  seconds: [0.8, 1.4],
  build: ({ random, seconds, pitch, bright }) => ({
    layers: [
      {
        wave: 'noise',
        seconds,
        level: 0.9,
        hz: 1_800,
        attack: seconds * 0.1,
        hold: seconds * 0.3,
        flutter: { hz: 18, depth: 0.8 },
        filter: { kind: 'low', hz: random.range(260, 420) * bright },
      },
      ...scatter(random, random.int(7, 14), 0, seconds * 0.8, (at) => [
        thump(random.range(80, 170) * pitch, random.range(0.06, 0.14), random.range(0.2, 0.6), at),
        burst(random.range(900, 2_200) * bright, random.range(0.02, 0.05), random.range(0.15, 0.4), { at }),
      ]),
    ],
  }),
}

const bell: SoundFamily = {
  names: ['bell', 'chime', 'gong', 'ding', 'church', 'clock', 'music box', 'doorbell', 'triangle'],
  seconds: [1, 2],
  space: 0.25,
  build: ({ random, seconds, pitch, weight, has }) => {
    const base = (has('church', 'gong', 'tower') ? 180 : has('chime', 'ding', 'doorbell') ? 900 : 480) * pitch
    const hz = base * random.range(0.85, 1.2) * (1.25 - 0.5 * weight)
    const strikes = has('chime', 'doorbell')
      ? random.pick([
          [0, -4],
          [0, 4, 7],
          [0, -5],
          [12, 7, 4, 0],
        ])
      : [0]
    return {
      layers: strikes.flatMap((note, index) =>
        ring(hz * 2 ** (note / 12), partials.bell, seconds * (1 - (0.5 * index) / strikes.length), 0.35, {
          at: (index * seconds * 0.4) / strikes.length,
          damping: 0.22,
        }),
      ),
    }
  },
}

const glass: SoundFamily = {
  names: ['glass', 'shatter', 'bottle break', 'window', 'crystal', 'mirror', 'vase', 'bottle', 'pot'],
  hints: ['smash'],
  seconds: [0.5, 0.9],
  build: ({ random, seconds, pitch, bright }) => ({
    layers: [
      burst(random.range(4_500, 6_500) * bright, 0.08, 0.9, { q: 0.7, attack: 0.0005 }),
      burst(8_000, seconds * 0.5, 0.25, { fall: 3 }),
      ...scatter(random, random.int(10, 18), 0.005, seconds * 0.65, (at, index) =>
        ring(
          random.range(2_200, 5_200) * pitch,
          partials.glass,
          random.range(0.06, 0.2),
          0.3 / (1 + index * 0.12),
          { at, damping: 0.6 },
        ),
      ),
    ],
  }),
}

const paper: SoundFamily = {
  names: [
    'card',
    'paper',
    'page',
    'book',
    'scroll open',
    'letter',
    'shuffle',
    'deck',
    'map',
    'parchment',
    'cloth',
    'leather',
  ],
  seconds: [0.2, 0.4],
  build: ({ random, seconds, bright, has }) => {
    const flicks = has('shuffle', 'deck') ? Math.max(6, Math.round(seconds / 0.03)) : random.int(1, 2)
    return {
      layers: [
        burst(random.range(2_600, 3_800) * bright, seconds, 0.4, {
          attack: seconds * 0.35,
          toHz: 5_200,
          q: 0.7,
          fall: 1.5,
          flutter: { hz: 45, depth: 0.8 },
        }),
        ...scatter(random, flicks, 0, seconds * 0.85, (at) =>
          burst(random.range(3_500, 6_000) * bright, 0.018, 0.55, { at, attack: 0.0005 }),
        ),
      ],
    }
  },
}

const dice: SoundFamily = {
  names: ['dice', 'die roll', 'marble roll', 'chip', 'domino', 'bone', 'rattle', 'skeleton'],
  seconds: [0.5, 0.9],
  build: ({ random, seconds, pitch, bright }) => {
    const hz = random.range(1_100, 1_700) * pitch
    const count = random.int(6, 10)
    return {
      layers: Array.from({ length: count }, (_, index) => {
        // Bounces follow each other ever faster and softer.
        const at = seconds * 0.85 * (1 - (1 - index / count) ** 1.7)
        const level = 0.8 * (1 - index / count) + 0.1
        return [
          ...ring(hz * random.range(0.85, 1.25), partials.wood, 0.05, level * 0.5, { at, damping: 1 }),
          burst(random.range(2_800, 4_200) * bright, 0.012, level * 0.6, { at }),
        ]
      }).flat(),
    }
  },
}

export const thingFamilies: readonly SoundFamily[] = [
  door,
  footstep,
  chest,
  wood,
  stone,
  bell,
  glass,
  paper,
  dice,
]
