import type { LoopPoints, ProcessingRecord } from '../library-ports.js'
import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { closeLoop, roomForLoop } from './close-loop.js'
import { fadeSound } from './fade-sound.js'
import { finishMarkedLoop } from './finish-marked-loop.js'
import { wantedLoop } from './loop-points.js'
import { isSeamless, measureLoopSeam } from './loop-seam.js'
import { loudnessBlockS, measureLoudness } from './measure-loudness.js'
import { truePeakDb } from './measure-peak.js'
import { resampleSound } from './resample-sound.js'
import { applyGain, cutSound, durationMsOf, mapChannels, sampleCount, type Sound } from './sound.js'
import { findAudibleSpan, trimSilence } from './trim-silence.js'

/** What every engine and codec plays; other rates are brought to the first. */
const usualRatesHz: readonly number[] = [44_100, 48_000]

/** A mean beyond this is taken out: it costs headroom and clicks where the sound starts. */
const offsetKept = 0.002

/** Silence at the ends of a loop up to this long is a rest; more is a gap. */
export const loopRestMaxMs = 250

/** Loudness is raised until here at most, so that lossy formats do not go over full scale (dBTP). */
export const loudPeakMaxDb = -1.5

/** A tail beyond the longest duration may be cut off when it holds no more than this share of the energy. */
const tailEnergyMax = 0.05

const fadeInMs = 2
const fadeOutMs = 15

/** Nothing is raised by more: beyond it there is only noise to hear. */
const gainMaxDb = 48

export interface FinishedSound {
  readonly sound: Sound
  readonly processing: ProcessingRecord
  /** The loop points of its spec where they are now; absent where the whole sound is the loop, or none. */
  readonly loop?: LoopPoints
  /** What the checks want to know of the way: nothing of it is stored. */
  readonly findings: {
    /** Decibels that the sound was raised by; 0 for silence. */
    readonly gainDb: number
    /** Whether loudness or peak decided the level. */
    readonly levelledBy: 'loudness' | 'peak' | 'nothing'
    /** Whether the peak kept the sound from the loudness asked for. */
    readonly cappedByPeak: boolean
  }
}

/**
 * Turns a delivered sound into the one that its spec asks for: usual sample rate, no constant offset, no silence at the
 * ends, short fades (or a closed loop), level. Sounds under 0.4 s and specs without a loudness are brought to the peak;
 * others to the loudness, linearly, as far as the true peak allows. Pure: equal samples give equal samples.
 */
export function finishSound(delivered: Sound, spec: SoundSpec): FinishedSound {
  const steps: string[] = []
  let sound = delivered
  if (!usualRatesHz.includes(sound.sampleRateHz)) {
    sound = resampleSound(sound, usualRatesHz[0]!)
    steps.push(`resample ${delivered.sampleRateHz} Hz to ${sound.sampleRateHz} Hz`)
  }
  sound = removeOffset(sound, steps)
  const wanted = wantedLoop(spec)
  const fades = { inMs: fadeInMs, outMs: fadeOutMs }
  const marked = wanted === null ? null : finishMarkedLoop(sound, spec, wanted, fades, steps)
  if (marked !== null) sound = marked.sound
  else sound = spec.loop ? finishLoop(sound, spec, steps) : finishOneShot(sound, spec, steps)
  const levelled = levelSound(sound, spec, steps)
  const loop = marked === null ? {} : { loop: marked.points }
  return {
    sound: levelled.sound,
    processing: { backgroundRemoval: null, scale: 1, palette: [], steps, ...loop },
    ...loop,
    findings: levelled.findings,
  }
}

/** Mean of one channel. */
export function offsetOf(channel: Float32Array): number {
  let sum = 0
  for (const sample of channel) sum += sample
  return channel.length === 0 ? 0 : sum / channel.length
}

function removeOffset(sound: Sound, steps: string[]): Sound {
  const offsets = sound.channels.map(offsetOf)
  const worst = Math.max(...offsets.map(Math.abs))
  if (worst <= offsetKept) return sound
  steps.push(`take out a constant offset of ${worst.toFixed(3)}`)
  return mapChannels(sound, (channel) => {
    const offset = offsetOf(channel)
    return channel.map((sample) => sample - offset)
  })
}

function finishOneShot(sound: Sound, spec: SoundSpec, steps: string[]): Sound {
  let out = trimAndNote(sound, spec.trimBelowDb, steps)
  const longest = Math.floor((spec.durationMs.max / 1000) * out.sampleRateHz)
  if (sampleCount(out) > longest && energyShareAfter(out, longest) <= tailEnergyMax) {
    steps.push(`cut a faint tail off: ${ms(out)} to ${spec.durationMs.max} ms`)
    out = cutSound(out, 0, longest)
    // The cut goes through something audible, so it gets a longer fade than an end that is silent already.
    return fadeSound(out, { inMs: fadeInMs, outMs: Math.max(fadeOutMs, spec.durationMs.max / 8) })
  }
  steps.push(`fade ${fadeInMs} ms in, ${fadeOutMs} ms out`)
  return fadeSound(out, { inMs: fadeInMs, outMs: fadeOutMs })
}

function finishLoop(sound: Sound, spec: SoundSpec, steps: string[]): Sound {
  const span = findAudibleSpan(sound, spec.trimBelowDb)
  const restMs = span === null ? 0 : durationMsOf(sound) - ((span.to - span.from) / sound.sampleRateHz) * 1000
  const out = restMs > loopRestMaxMs ? trimAndNote(sound, spec.trimBelowDb, steps) : sound
  const longest = Math.floor((spec.durationMs.max / 1000) * out.sampleRateHz)
  const isTooLong = sampleCount(out) > longest
  if (!isTooLong && isSeamless(measureLoopSeam(out))) return out
  const closed = closeLoop(isTooLong ? cutSound(out, 0, roomForLoop(out.sampleRateHz, longest)) : out)
  if (closed === null) return out
  const crossfadeMs = Math.round((closed.crossfadeSamples / out.sampleRateHz) * 1000)
  steps.push(`close the loop: ${ms(out)} to ${ms(closed.sound)}, crossfade ${crossfadeMs} ms`)
  return closed.sound
}

function trimAndNote(sound: Sound, thresholdDb: number, steps: string[]): Sound {
  const out = trimSilence(sound, thresholdDb)
  if (out !== sound) steps.push(`trim below ${thresholdDb} dB: ${ms(sound)} to ${ms(out)}`)
  return out
}

function levelSound(
  sound: Sound,
  spec: SoundSpec,
  steps: string[],
): { readonly sound: Sound; readonly findings: FinishedSound['findings'] } {
  const peakDb = truePeakDb(sound)
  if (peakDb === -Infinity)
    return { sound, findings: { gainDb: 0, levelledBy: 'nothing', cappedByPeak: false } }
  const isLong = sampleCount(sound) >= loudnessBlockS * sound.sampleRateHz
  const integrated = isLong && spec.loudnessLufs !== undefined ? measureLoudness(sound).integratedLufs : null
  if (spec.loudnessLufs === undefined || integrated === null) {
    const gainDb = Math.min(gainMaxDb, spec.peakDb - peakDb)
    steps.push(`level to a peak of ${spec.peakDb} dBTP (${signed(gainDb)} dB)`)
    return { sound: applyGain(sound, gainDb), findings: { gainDb, levelledBy: 'peak', cappedByPeak: false } }
  }
  const wanted = spec.loudnessLufs - integrated
  const allowed = Math.min(loudPeakMaxDb, spec.peakDb) - peakDb
  const gainDb = Math.min(gainMaxDb, wanted, allowed)
  steps.push(
    `level to ${spec.loudnessLufs} LUFS (${signed(gainDb)} dB${allowed < wanted ? ', as far as the peak allows' : ''})`,
  )
  return {
    sound: applyGain(sound, gainDb),
    findings: { gainDb, levelledBy: 'loudness', cappedByPeak: allowed < wanted },
  }
}

/** Share of the energy that lies at or after a sample. */
function energyShareAfter(sound: Sound, from: number): number {
  let [all, after] = [0, 0]
  for (const channel of sound.channels)
    channel.forEach((sample, at) => {
      all += sample * sample
      if (at >= from) after += sample * sample
    })
  return all === 0 ? 0 : after / all
}

function ms(sound: Sound): string {
  return `${Math.round(durationMsOf(sound))} ms`
}

function signed(db: number): string {
  return `${db >= 0 ? '+' : ''}${db.toFixed(1)}`
}
