import type { Random } from '../random.js'
import type { Layer } from './layer.js'
import type { SoundContext } from './sound-family.js'

/** A low, falling tone: the body of drums, steps, blows. */
export function thump(hz: number, seconds: number, level: number, at = 0): Layer {
  return { wave: 'sine', at, seconds, level, hz: hz * 2.2, toHz: hz * 0.75, bend: 0.4, fall: 2.5 }
}

/** A short burst of noise about a pitch. */
export function burst(
  hz: number,
  seconds: number,
  level: number,
  more: Partial<Layer> & { readonly q?: number; readonly toHz?: number } = {},
): Layer {
  const { q = 1.2, toHz, ...rest } = more
  return {
    wave: 'noise',
    hz: 44_100,
    seconds,
    level: level * 2,
    fall: 3,
    filter: { kind: 'band', hz, q, ...(toHz === undefined ? {} : { toHz }) },
    ...rest,
  }
}

/**
 * Something struck that rings: one sine for each partial, higher ones shorter and softer. `ratios` make the material: bells
 * and metal have uneven ones, wood few.
 */
export function ring(
  hz: number,
  ratios: readonly number[],
  seconds: number,
  level: number,
  more: { readonly at?: number; readonly damping?: number } = {},
): Layer[] {
  return ratios.map((ratio, index) => ({
    wave: 'sine' as const,
    at: more.at ?? 0,
    seconds: Math.max(0.02, seconds / (1 + (more.damping ?? 0.35) * index)),
    level: level / (1 + 0.55 * index),
    hz: hz * ratio,
    attack: 0.001,
    fall: 3,
  }))
}

/** Partials of a church bell, of a struck bar, of a metal plate, of a hollow wooden body, of glass. */
export const partials = {
  bell: [0.5, 1, 1.2, 1.5, 2, 2.67, 3.01, 4.17],
  bar: [1, 2.76, 5.4, 8.93],
  plate: [1, 1.47, 2.09, 2.56, 3.37, 4.28, 5.61, 6.9],
  wood: [1, 1.72, 2.61],
  glass: [1, 1.83, 2.41, 3.66, 4.9],
} as const

/** `count` events between `from` and `to` seconds, evenly spread with a random shift each. */
export function scatter(
  random: Random,
  count: number,
  from: number,
  to: number,
  make: (at: number, index: number) => Layer | readonly Layer[],
): Layer[] {
  const width = (to - from) / Math.max(1, count)
  return Array.from({ length: count }, (_, index) =>
    make(from + width * (index + random.range(0.05, 0.95)), index),
  ).flat()
}

/** How long an ongoing sound fades in and out; a loop folds the one over the other. */
export function bedFade({ seconds, loop }: SoundContext): number {
  return loop ? Math.min(0.5, seconds * 0.25) : Math.min(0.35, seconds * 0.2)
}

/** A layer that goes on all the time: it fades in and out, and in a loop its fades lie over each other. */
export function bed(
  context: SoundContext,
  layer: Omit<Layer, 'seconds' | 'attack' | 'hold' | 'fall'>,
): Layer {
  const fade = bedFade(context)
  const seconds = context.loop ? context.seconds + fade : context.seconds
  // Noise adds up in power, so fades of exponent one half keep its level.
  return { ...layer, seconds, attack: fade, hold: seconds - 2 * fade, fall: context.loop ? 0.5 : 1 }
}

/** Notes of equal length one after another, semitones above `hz`; the last one rings until `seconds`. */
export function melody(
  hz: number,
  semitones: readonly number[],
  stepSeconds: number,
  seconds: number,
  note: Pick<Layer, 'wave' | 'level'> & Partial<Layer>,
): Layer[] {
  return semitones.map((semitone, index) => {
    const at = index * stepSeconds
    const isLast = index === semitones.length - 1
    return {
      hold: stepSeconds * 0.5,
      fall: 1.6,
      ...note,
      at: at + (note.at ?? 0),
      hz: hz * 2 ** (semitone / 12),
      seconds: isLast ? Math.max(stepSeconds, seconds - at) : stepSeconds * 1.15,
    }
  })
}
