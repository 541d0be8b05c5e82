import type { Random } from '../random.js'
import type { Layer } from './layer.js'

/** Pitch, level and filter are worked out once in so many samples; nobody hears the steps. */
const controlSamples = 16

/**
 * Adds a layer to `target` (one channel). What would lie beyond its end is left out. `random` feeds noise and flutter: it
 * is drawn from in the same order for the same layer.
 */
export function renderLayer(target: Float32Array, layer: Layer, sampleRateHz: number, random: Random): void {
  const start = Math.round((layer.at ?? 0) * sampleRateHz)
  const length = Math.max(1, Math.round(layer.seconds * sampleRateHz))
  const next = createOscillator(layer, sampleRateHz, random)
  const filter = layer.filter === undefined ? null : createFilter(sampleRateHz, layer.filter.kind)
  const flutter = createFlutter(layer, sampleRateHz, random)
  let level = levelAt(layer, 0) * flutter(0)
  for (let from = 0; from < length && start + from < target.length; from += controlSamples) {
    const seconds = from / sampleRateHz
    const share = from / length
    const hz = pitchAt(layer, seconds, share)
    const duty = mixed(layer.duty ?? 0.5, layer.toDuty, share)
    if (layer.filter !== undefined)
      filter!.tune(slid(layer.filter.hz, layer.filter.toHz, share), layer.filter.q ?? 0.7)
    const until = Math.min(length, from + controlSamples, target.length - start)
    const wanted = levelAt(layer, until / sampleRateHz) * flutter(until)
    const rise = (wanted - level) / (until - from)
    for (let at = from; at < until; at++) {
      level += rise
      const sample = next(hz, duty)
      if (start + at >= 0) target[start + at]! += (filter === null ? sample : filter.next(sample)) * level
    }
    level = wanted
  }
}

/** Level of the envelope and the tremolo at a time, 0 at the layer's end. */
export function levelAt(layer: Layer, seconds: number): number {
  const attack = Math.min(layer.attack ?? 0.002, layer.seconds)
  const hold = Math.min(layer.hold ?? 0, layer.seconds - attack)
  const fall = layer.seconds - attack - hold
  let level = 1
  if (seconds < attack) level = seconds / attack
  else if (seconds < attack + hold) level = 1 + (layer.punch ?? 0) * (1 - (seconds - attack) / hold)
  else level = fall > 0 ? Math.max(0, 1 - (seconds - attack - hold) / fall) ** (layer.fall ?? 2) : 0
  if (layer.tremolo !== undefined) {
    const swing = 0.5 - 0.5 * Math.cos(2 * Math.PI * layer.tremolo.hz * seconds)
    level *= 1 - layer.tremolo.depth * swing
  }
  return level * layer.level
}

function pitchAt(layer: Layer, seconds: number, share: number): number {
  let hz = slid(layer.hz, layer.toHz, share ** (layer.bend ?? 1))
  if (layer.steps !== undefined) {
    const { semitones, repeats } = layer.steps
    const step = Math.floor(seconds / layer.steps.seconds)
    const index = repeats === true ? step % semitones.length : Math.min(step, semitones.length - 1)
    hz *= 2 ** (semitones[index]! / 12)
  }
  if (layer.vibrato !== undefined)
    hz *= 2 ** ((layer.vibrato.semitones / 12) * Math.sin(2 * Math.PI * layer.vibrato.hz * seconds))
  return hz
}

function slid(from: number, to: number | undefined, share: number): number {
  return to === undefined ? from : from * (to / from) ** share
}

function mixed(from: number, to: number | undefined, share: number): number {
  return to === undefined ? from : from + (to - from) * share
}

/** Gives the next sample of the wave at a pitch. Edges are rounded (polyBLEP, Välimäki and Huovilainen 2007). */
function createOscillator(
  layer: Layer,
  sampleRateHz: number,
  random: Random,
): (hz: number, duty: number) => number {
  let phase = 0
  let held = 0
  let register = 1 + random.int(0, 0x7ffe)
  let state = random.int(1, 0xffff_fffe)
  const nextNoise = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state / 0x8000_0000
  }
  const nextRegister = (): number => {
    // Seven bits: the pattern repeats after 127 steps and so has a pitch.
    register = ((register << 1) | (((register >> 6) ^ (register >> 5)) & 1)) & 0x7fff
    return register & 1 ? 1 : -1
  }
  return (hz, duty) => {
    const step = Math.min(0.5, hz / sampleRateHz)
    const current = phase
    phase += step
    const wraps = phase >= 1
    if (wraps) phase -= 1
    switch (layer.wave) {
      case 'sine':
        return Math.sin(2 * Math.PI * current)
      case 'triangle':
        return 1 - 4 * Math.abs(current - 0.5)
      case 'saw':
        return 2 * current - 1 - rounding(current, step)
      case 'square': {
        const shifted = current < duty ? current + 1 - duty : current - duty
        // Without its mean (2 duty - 1): a narrow pulse would push the whole sound off zero.
        return (current < duty ? 2 - 2 * duty : -2 * duty) + rounding(current, step) - rounding(shifted, step)
      }
      case 'noise':
        if (wraps || held === 0 || step >= 0.5) held = nextNoise()
        return held
      case 'lfsr':
        if (wraps || held === 0) held = nextRegister()
        return held
    }
  }
}

/** The correction of an upward step of two at phase 0. */
function rounding(phase: number, step: number): number {
  if (phase < step) {
    const x = phase / step
    return x + x - x * x - 1
  }
  if (phase > 1 - step) {
    const x = (phase - 1) / step
    return x * x + x + x + 1
  }
  return 0
}

/** A state variable filter (Zavalishin, "The Art of VA Filter Design", 2012), stable while its pitch slides. */
function createFilter(
  sampleRateHz: number,
  kind: 'low' | 'high' | 'band',
): { tune(hz: number, q: number): void; next(sample: number): number } {
  let [low, band, g, damping, scale] = [0, 0, 0, 0, 0]
  return {
    tune(hz, q) {
      g = Math.tan(Math.PI * Math.min(0.45, Math.max(10, hz) / sampleRateHz))
      damping = 1 / q
      scale = 1 / (1 + g * (g + damping))
    },
    next(sample) {
      const high = (sample - (g + damping) * band - low) * scale
      const bandOut = g * high + band
      const lowOut = g * bandOut + low
      band = g * high + bandOut
      low = g * bandOut + lowOut
      // The band is scaled so that its peak is as loud as what goes in.
      return kind === 'low' ? lowOut : kind === 'high' ? high : bandOut * damping
    },
  }
}

/** Smooth random swings between 1 and 1 - depth. */
function createFlutter(layer: Layer, sampleRateHz: number, random: Random): (at: number) => number {
  const flutter = layer.flutter
  if (flutter === undefined) return () => 1
  const period = sampleRateHz / flutter.hz
  let [index, from, to] = [0, random.next(), random.next()]
  return (at) => {
    const place = at / period
    while (index < Math.floor(place)) {
      index++
      from = to
      to = random.next()
    }
    const share = place - index
    const value = from + (to - from) * share * share * (3 - 2 * share)
    return 1 - flutter.depth * value
  }
}
