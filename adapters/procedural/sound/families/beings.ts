import type { Layer } from '../layer.js'
import { burst, scatter, thump, ring } from '../ingredients.js'
import type { SoundFamily } from '../sound-family.js'

/** Monsters, spirits, magic and machines. */

const growl: SoundFamily = {
  names: [
    'growl',
    'roar',
    'monster',
    'snarl',
    'beast',
    'dragon',
    'zombie',
    'groan',
    'grunt',
    'orc',
    'troll',
    'bear',
    'wolf',
    'howl',
    'bark',
    'creature',
    'demon',
    'mimic',
  ],
  hints: ['boss'],
  seconds: [0.6, 1.1],
  space: 0.12,
  build: ({ random, seconds, pitch, bright, weight, has }) => {
    const isHowl = has('howl', 'wolf')
    const hz = (isHowl ? random.range(280, 380) : random.range(58, 92)) * pitch * (1.25 - 0.5 * weight)
    const arc = isHowl ? 1.5 : random.range(0.6, 0.9)
    const throat = { attack: seconds * 0.12, hold: seconds * 0.3, fall: 1.3 }
    const rough = { hz: random.range(24, 38), depth: isHowl ? 0.2 : 0.7 }
    const mouth = random.range(420, 700) * bright
    return {
      layers: [
        {
          wave: 'saw',
          seconds,
          level: 0.7,
          hz,
          toHz: hz * arc,
          vibrato: { hz: random.range(5, 9), semitones: 0.5 },
          flutter: rough,
          ...throat,
          filter: { kind: 'band', hz: mouth, toHz: mouth * random.range(0.6, 1.5), q: 2.2 },
        },
        {
          wave: 'saw',
          seconds,
          level: 0.5,
          hz: hz * 1.02,
          toHz: hz * arc,
          ...throat,
          flutter: rough,
          filter: { kind: 'low', hz: 320 * bright },
        },
        {
          wave: 'noise',
          seconds,
          level: isHowl ? 0.08 : 0.3,
          hz: 6_000,
          ...throat,
          flutter: rough,
          filter: { kind: 'band', hz: 1_500 * bright, q: 1 },
        },
      ],
      effects: isHowl ? {} : { drive: 2 },
    }
  },
}

const ghost: SoundFamily = {
  names: ['ghost', 'spirit', 'wail', 'moan', 'haunt', 'whisper', 'spectre', 'phantom', 'banshee', 'curse'],
  hints: ['dark', 'spooky', 'eerie'],
  seconds: [1, 1.8],
  space: 0.5,
  build: ({ random, seconds, pitch, bright, has }) => {
    const hz = random.range(260, 420) * pitch
    const arc = random.range(0.6, 0.85)
    const breath = has('whisper') ? 0.9 : 0.25
    const airy = { attack: seconds * 0.3, fall: 1.2 }
    return {
      layers: [
        {
          wave: 'sine',
          seconds,
          level: has('whisper') ? 0.05 : 0.6,
          hz,
          toHz: hz * arc,
          ...airy,
          vibrato: { hz: random.range(4, 6), semitones: random.range(0.5, 1.2) },
        },
        {
          wave: 'triangle',
          seconds,
          level: 0.12,
          hz: hz * 1.5,
          toHz: hz * 1.5 * arc,
          ...airy,
          vibrato: { hz: 5, semitones: 0.8 },
        },
        burst(hz * 3 * bright, seconds, breath, {
          ...airy,
          q: 5,
          toHz: hz * 2,
          flutter: { hz: has('whisper') ? 9 : 4, depth: 0.8 },
        }),
      ],
    }
  },
}

const spell: SoundFamily = {
  names: [
    'spell',
    'cast',
    'magic',
    'magical',
    'enchant',
    'wand',
    'sparkle',
    'mana',
    'rune',
    'shimmer',
    'twinkle',
    'fairy',
    'arcane',
  ],
  hints: ['glow', 'aura', 'energy'],
  seconds: [0.7, 1.1],
  space: 0.35,
  build: ({ random, seconds, pitch, bright }) => {
    const base = random.range(520, 760) * pitch
    const scale = random.pick([
      [0, 2, 4, 7, 9],
      [0, 3, 5, 7, 10],
      [0, 2, 4, 6, 8, 10],
      [0, 4, 7, 11],
    ])
    const count = random.int(7, 12)
    const isRising = random.chance(0.7)
    return {
      layers: [
        ...scatter(random, count, 0, seconds * 0.75, (at, index) => {
          const place = isRising ? index : count - 1 - index
          const note = scale[place % scale.length]! + 12 * Math.floor(place / scale.length)
          return ring(base * 2 ** (note / 12), [1, 2.01, 3.02], seconds * 0.35, 0.25, { at })
        }),
        burst(1_800 * bright, seconds * 0.9, 0.3, {
          attack: seconds * 0.4,
          toHz: 7_000 * bright,
          q: 2.5,
          fall: 1.5,
        }),
        {
          wave: 'sine',
          seconds,
          level: 0.2,
          hz: base / 2,
          toHz: base * (isRising ? 1 : 0.3),
          tremolo: { hz: random.range(11, 19), depth: 0.7 },
        },
      ],
    }
  },
}

const zap: SoundFamily = {
  names: [
    'zap',
    'electric',
    'electricity',
    'spark',
    'shock',
    'energy burst',
    'plasma',
    'discharge',
    'static',
    'tesla',
  ],
  seconds: [0.3, 0.55],
  build: ({ random, seconds, pitch, bright }) => {
    const hz = random.range(90, 150) * pitch
    const bursts = random.int(5, 10)
    return {
      layers: [
        {
          wave: 'saw',
          seconds,
          level: 0.5,
          hz,
          toHz: hz * random.range(1.5, 4),
          flutter: { hz: 60, depth: 0.95 },
          fall: 1.5,
          filter: { kind: 'high', hz: 900 * bright },
        },
        ...scatter(random, bursts, 0, seconds * 0.85, (at) =>
          burst(random.range(2_500, 7_000) * bright, random.range(0.01, 0.04), 0.6, { at, attack: 0.0005 }),
        ),
        { wave: 'lfsr', seconds, level: 0.2, hz: random.range(3_000, 8_000) * pitch, toHz: 1_500, fall: 2.5 },
      ],
      effects: { drive: 1.5 },
    }
  },
}

const heartbeat: SoundFamily = {
  names: ['heartbeat', 'heart', 'pulse', 'drum', 'war drum', 'tom'],
  seconds: [0.5, 0.9],
  build: ({ random, seconds, pitch, has }) => {
    const hz = random.range(46, 62) * pitch * (has('drum', 'tom') ? 1.6 : 1)
    const gap = seconds * random.range(0.28, 0.38)
    return {
      layers: [
        thump(hz, seconds * 0.4, 0.9),
        thump(hz * 0.9, seconds - gap, 0.7, gap),
        burst(300, 0.05, has('drum', 'tom') ? 0.5 : 0.15),
        burst(280, 0.05, has('drum', 'tom') ? 0.4 : 0.1, { at: gap }),
      ],
    }
  },
}

const voice: SoundFamily = {
  names: ['voice', 'talk', 'speak', 'speech', 'dialogue', 'dialog', 'mumble', 'laugh', 'giggle', 'text'],
  hints: ['npc'],
  seconds: [0.3, 0.7],
  build: ({ random, seconds, pitch, has }) => {
    const syllables = Math.max(1, Math.round(seconds / (has('laugh', 'giggle') ? 0.13 : 0.1)))
    const hz = random.range(190, 330) * pitch
    return {
      layers: Array.from({ length: syllables }, (_, index): Layer => ({
        wave: 'square',
        duty: 0.3,
        at: (index * seconds) / syllables,
        seconds: (seconds / syllables) * 0.85,
        level: 0.6,
        hz: hz * 2 ** (random.int(-4, 4) / 12),
        toHz: hz * random.range(0.85, 1.1),
        attack: 0.01,
        hold: 0.03,
        filter: { kind: 'band', hz: random.range(600, 1_700), q: 2.5 },
      })),
    }
  },
}

export const beingFamilies: readonly SoundFamily[] = [growl, ghost, spell, zap, heartbeat, voice]
