import { burst, melody, partials, ring } from '../ingredients.js'
import type { SoundFamily } from '../sound-family.js'

/** Sounds that tell the player something: pick-ups, menus, rewards, warnings. */

const coin: SoundFamily = {
  names: [
    'coin',
    'pick up',
    'pickup',
    'collect',
    'collectible',
    'gem',
    'loot',
    'treasure found',
    'money',
    'cash',
  ],
  hints: ['gold', 'item', 'jewel', 'star', 'bonus'],
  seconds: [0.3, 0.5],
  build: ({ random, seconds, pitch, has }) => {
    const base = 784 * pitch * 2 ** (random.int(-2, 3) / 12)
    const notes = random.pick([
      [0, 5],
      [0, 7],
      [0, 4, 7],
      [0, 12],
      [0, 5, 12],
    ])
    const step = random.range(0.05, 0.08)
    const duty = random.pick([0.5, 0.25, 0.125])
    const tone = melody(base, notes, step, seconds, { wave: 'square', duty, level: 0.5, fall: 1.8 })
    const bell = ring(base * 2 ** (notes.at(-1)! / 12) * 2, [1, 2.01], seconds * 0.8, 0.2, {
      at: step * (notes.length - 1),
    })
    const clink = has('coin', 'gold', 'cash')
      ? ring(random.range(3800, 5200) * pitch, partials.bar, 0.09, 0.12)
      : []
    return { layers: [...tone, ...bell, ...clink] }
  },
}

const powerUp: SoundFamily = {
  names: ['power up', 'powerup', 'upgrade', 'boost', 'charge', 'extra life', 'one up', 'unlock'],
  seconds: [0.6, 1],
  build: ({ random, seconds, pitch }) => {
    const base = 262 * pitch * 2 ** (random.int(0, 4) / 12)
    const scale = random.pick([
      [0, 4, 7, 12, 16, 19, 24],
      [0, 5, 7, 12, 17, 19, 24],
      [0, 3, 7, 10, 12, 15, 19],
    ])
    const rounds = random.int(1, 2)
    const notes = Array.from({ length: rounds }, (_, round) => scale.map((note) => note + round * 2)).flat()
    const layers = melody(base, notes, (seconds * 0.75) / notes.length, seconds, {
      wave: 'square',
      duty: random.pick([0.5, 0.25]),
      level: 0.45,
    })
    const sweep = { wave: 'triangle' as const, seconds, level: 0.35, hz: base, toHz: base * 4, attack: 0.05 }
    return { layers: [...layers, sweep], effects: { echo: { seconds: 0.09, feedback: 0.3, mix: 0.25 } } }
  },
}

const levelUp: SoundFamily = {
  names: [
    'level up',
    'levelup',
    'fanfare',
    'victory',
    'success',
    'achievement',
    'quest complete',
    'win',
    'reward',
    'jingle',
  ],
  hints: ['complete', 'triumph'],
  seconds: [1, 1.6],
  space: 0.2,
  build: ({ random, seconds, pitch }) => {
    const base = 392 * pitch * 2 ** (random.int(-3, 2) / 12)
    const notes = random.pick([
      [0, 0, 0, 4, 2, 4, 7],
      [0, 4, 7, 12, 7, 12],
      [0, 0, 5, 5, 7, 12],
      [-5, 0, 4, 7, 4, 7, 12],
    ])
    const step = (seconds * 0.55) / notes.length
    const lead = melody(base, notes, step, seconds, { wave: 'square', duty: 0.25, level: 0.4, fall: 1.2 })
    const under = melody(
      base / 2,
      notes.map((note) => note - 5),
      step,
      seconds,
      { wave: 'triangle', level: 0.45, fall: 1.2 },
    )
    const chord = [0, 4, 7].map((third) => ({
      wave: 'square' as const,
      duty: 0.5,
      at: step * (notes.length - 1),
      seconds: seconds - step * (notes.length - 1),
      level: 0.14,
      hz: (base * 2 ** ((notes.at(-1)! + third) / 12)) / 2,
      hold: 0.1,
      vibrato: { hz: 6, semitones: 0.2 },
    }))
    return { layers: [...lead, ...under, ...chord] }
  },
}

const confirm: SoundFamily = {
  names: ['confirm', 'accept', 'select', 'ok', 'notification', 'message', 'save', 'start button', 'equip'],
  seconds: [0.18, 0.32],
  build: ({ random, seconds, pitch }) => {
    const base = 523 * pitch * 2 ** (random.int(-2, 4) / 12)
    const notes = random.pick([
      [0, 7],
      [0, 4],
      [0, 5],
      [0, 12],
      [0, 4, 7],
    ])
    const wave = random.pick(['square', 'triangle', 'sine'] as const)
    const level = wave === 'square' ? 0.4 : 0.7
    return { layers: melody(base, notes, Math.min(0.09, seconds / 3), seconds, { wave, duty: 0.25, level }) }
  },
}

const refuse: SoundFamily = {
  names: [
    'cancel',
    'error',
    'denied',
    'deny',
    'invalid',
    'wrong',
    'back',
    'fail',
    'failure',
    'refuse',
    'decline',
    'negative',
  ],
  seconds: [0.22, 0.4],
  build: ({ random, seconds, pitch, has }) => {
    const base = (has('back', 'cancel') ? 392 : 196) * pitch * 2 ** (random.int(-2, 3) / 12)
    const notes = random.pick([
      [0, -5],
      [0, -1],
      [0, -3],
      [0, 0, -6],
      [0, -7],
    ])
    const layers = melody(base, notes, seconds / (notes.length + 0.6), seconds, {
      wave: random.pick(['square', 'saw'] as const),
      duty: random.range(0.3, 0.5),
      level: 0.4,
      filter: { kind: 'low', hz: 2_200 },
    })
    return { layers }
  },
}

const click: SoundFamily = {
  names: ['click', 'tap', 'press', 'button', 'toggle', 'tick', 'keystroke', 'typing', 'type'],
  hints: ['ui', 'menu', 'interface', 'cursor', 'tab'],
  seconds: [0.04, 0.09],
  build: ({ random, seconds, pitch, bright }) => {
    const hz = random.range(900, 2_200) * pitch
    return {
      layers: [
        {
          wave: 'square',
          seconds: seconds * 0.7,
          level: 0.5,
          hz,
          toHz: hz * random.range(0.5, 0.9),
          fall: 3,
        },
        burst(random.range(2_500, 5_000) * bright, seconds, 0.5, { fall: 4, attack: 0.0005 }),
      ],
    }
  },
}

const hover: SoundFamily = {
  names: ['hover', 'focus', 'highlight', 'scroll', 'move cursor', 'navigate'],
  seconds: [0.05, 0.1],
  build: ({ random, seconds, pitch }) => {
    const hz = random.range(700, 1_300) * pitch
    return {
      layers: [
        { wave: 'sine', seconds, level: 0.6, hz, toHz: hz * random.range(1.05, 1.35), attack: 0.008 },
        { wave: 'triangle', seconds: seconds * 0.6, level: 0.15, hz: hz * 2, attack: 0.005 },
      ],
    }
  },
}

const heal: SoundFamily = {
  names: ['heal', 'healing', 'health', 'cure', 'restore', 'recover', 'revive', 'bless', 'blessing'],
  hints: ['potion', 'holy'],
  seconds: [0.8, 1.3],
  space: 0.35,
  build: ({ random, seconds, pitch }) => {
    const base = 440 * pitch * 2 ** (random.int(-3, 3) / 12)
    const notes = random.pick([
      [0, 4, 7, 11, 14],
      [0, 2, 7, 9, 14],
      [0, 5, 9, 12, 17],
    ])
    const layers = notes.flatMap((note, index) =>
      ring(base * 2 ** (note / 12), [1, 2, 3.01], seconds * 0.6, 0.3, {
        at: index * seconds * random.range(0.07, 0.1),
      }),
    )
    const shimmer = burst(5_200, seconds * 0.8, 0.05, { attack: seconds * 0.3, fall: 1, toHz: 8_500, q: 2 })
    return { layers: [...layers, shimmer] }
  },
}

const defeat: SoundFamily = {
  names: ['death', 'die', 'game over', 'defeat', 'lose', 'lost', 'dead', 'dying'],
  seconds: [0.9, 1.5],
  build: ({ random, seconds, pitch }) => {
    const base = 330 * pitch * 2 ** (random.int(-3, 2) / 12)
    const notes = random.pick([
      [0, -1, -2, -3, -7],
      [0, -3, -7, -12],
      [0, -2, -4, -5, -12],
    ])
    const layers = melody(base, notes, (seconds * 0.6) / notes.length, seconds, {
      wave: 'square',
      duty: random.pick([0.5, 0.25]),
      level: 0.4,
      vibrato: { hz: 7, semitones: 0.35 },
    })
    const fallDown = {
      wave: 'triangle' as const,
      seconds,
      level: 0.4,
      hz: base / 2,
      toHz: base / 9,
      fall: 1.2,
    }
    return { layers: [...layers, fallDown] }
  },
}

const alarm: SoundFamily = {
  names: ['alarm', 'siren', 'alert', 'warning', 'emergency', 'danger'],
  seconds: [0.9, 1.6],
  build: ({ random, seconds, pitch }) => {
    const hz = random.range(560, 820) * pitch
    const turns = Math.max(2, Math.round(seconds * random.pick([2, 3, 4])))
    const step = seconds / (turns * 2)
    const rise = random.pick([4, 5, 7])
    return {
      layers: [
        {
          wave: 'square',
          duty: random.range(0.3, 0.5),
          seconds,
          level: 0.45,
          hz,
          hold: seconds - 0.03,
          steps: { semitones: [0, rise], seconds: step, repeats: true },
          filter: { kind: 'low', hz: 3_500 },
        },
      ],
    }
  },
}

export const signalFamilies: readonly SoundFamily[] = [
  coin,
  powerUp,
  levelUp,
  confirm,
  refuse,
  click,
  hover,
  heal,
  defeat,
  alarm,
]
