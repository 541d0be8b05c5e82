import type { LoopPoints } from '../library-ports.js'
import type { AssetCheck } from '../spec/asset-check.js'
import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { loopRestMaxMs, loudPeakMaxDb, offsetOf, type FinishedSound } from './finish-sound.js'
import { fitsSound } from './loop-points.js'
import { isSeamless, measureLoopSeam, seamRatioMax } from './loop-seam.js'
import { measureLoudness } from './measure-loudness.js'
import { samplePeakDb, truePeakDb } from './measure-peak.js'
import { durationMsOf, fromDb, sampleCount, type Sound } from './sound.js'
import { findAudibleSpan } from './trim-silence.js'

/** An encoded file of a finished sound, as far as a check can see. */
export interface SoundFile {
  readonly format: SoundSpec['formats'][number]
  readonly sizeBytes: number
  /** What its header says; null where the format has no fixed one. */
  readonly bitrateKbps: number | null
  /** Samples of one channel that it decodes to; null when nobody has decoded it. */
  readonly samples: number | null
}

/** `duration-range`: whether the finished sound is as long as asked for. */
export function checkDuration(finished: Sound, spec: SoundSpec): AssetCheck {
  const lasts = durationMsOf(finished)
  const { min, max } = spec.durationMs
  // Half a millisecond is less than anybody writes down.
  const passed = lasts >= min - 0.5 && lasts <= max + 0.5
  const away = lasts < min ? min / Math.max(1, lasts) : lasts / max
  return makeCheck(
    'duration-range',
    passed,
    passed ? 1 : 0.5 / away,
    `The sound lasts ${Math.round(lasts)} ms after trimming (${min} to ${max} ms asked for).`,
  )
}

/** `peak`: whether the finished sound stays below its highest level and comes near it. */
export function checkPeak({ sound, findings }: FinishedSound, spec: SoundSpec): AssetCheck {
  const peak = truePeakDb(sound)
  const isByLoudness = findings.levelledBy === 'loudness'
  const most = isByLoudness ? Math.min(loudPeakMaxDb, spec.peakDb) : spec.peakDb
  const over = peak - most
  const passed = over <= 0.1 && (isByLoudness || over >= -1)
  return makeCheck(
    'peak',
    passed,
    passed ? 1 : Math.max(0, 0.5 - Math.abs(over) / 24),
    `The peak is ${decibels(peak)} dBTP (${isByLoudness ? 'at most' : 'wanted'} ${decibels(most)}).`,
  )
}

/** `clipping`: whether the delivered sound was cut at full scale; nothing later mends that. */
export function checkClipping(delivered: Sound): AssetCheck {
  const { share, runs } = measureClipping(delivered)
  const most = 0.001
  return makeCheck(
    'clipping',
    share <= most,
    1 - share / (2 * most),
    `${runs} runs of samples stand at full scale, ${percent(share)} of the sound (at most ${percent(most)}).`,
  )
}

/** Share and number of runs of three or more equal samples at the delivered sound's full scale. */
function measureClipping(sound: Sound): { readonly share: number; readonly runs: number } {
  let [clipped, runs] = [0, 0]
  for (const channel of sound.channels) {
    let length = 0
    let before = 0
    for (let at = 0; at <= channel.length; at++) {
      const sample = channel[at] ?? 0
      const isFull = Math.abs(sample) >= 0.9995
      if (isFull && (length === 0 || sample === before)) length++
      else {
        if (length >= 3) [clipped, runs] = [clipped + length, runs + 1]
        length = isFull ? 1 : 0
      }
      before = sample
    }
  }
  return { share: clipped / Math.max(1, sampleCount(sound) * sound.channels.length), runs }
}

/** `silence`: whether there is something to hear, without a hole that splits the sound. */
export function checkSilence(finished: Sound, spec: SoundSpec): AssetCheck {
  const peak = samplePeakDb(finished)
  if (peak < -60)
    return makeCheck(
      'silence',
      false,
      0,
      `The sound is silent: its peak is ${decibels(peak)} dB (at least -60).`,
    )
  const longest = longestSilenceMs(finished, Math.min(spec.trimBelowDb, peak - 30), spec.loop)
  const most = spec.loop ? loopRestMaxMs + 50 : Math.max(250, 0.5 * durationMsOf(finished))
  return makeCheck(
    'silence',
    longest <= most,
    longest <= most ? 1 - (0.3 * longest) / most : (0.5 * most) / longest,
    `The longest silence within the sound is ${Math.round(longest)} ms (at most ${Math.round(most)}).`,
  )
}

/** Longest stretch below the threshold; a loop's end and beginning are one stretch, a one-shot's do not count. */
function longestSilenceMs(sound: Sound, thresholdDb: number, isLoop: boolean): number {
  const span = findAudibleSpan(sound, thresholdDb)
  if (span === null) return durationMsOf(sound)
  const least = fromDb(thresholdDb)
  let longest = isLoop ? sampleCount(sound) - (span.to - span.from) : 0
  let current = 0
  for (let at = span.from; at < span.to; at++) {
    const isAudible = sound.channels.some((channel) => Math.abs(channel[at]!) >= least)
    current = isAudible ? 0 : current + 1
    if (current > longest) longest = current
  }
  return (longest / sound.sampleRateHz) * 1000
}

/** `level`: whether the delivered sound was loud enough to be raised without its noise. */
export function checkLevel(delivered: Sound): AssetCheck {
  const peak = samplePeakDb(delivered)
  const least = -30
  return makeCheck(
    'level',
    peak >= least,
    peak === -Infinity ? 0 : 1 - Math.max(0, -12 - peak) / 48,
    `The delivered peak is ${decibels(peak)} dB (at least ${least}).`,
  )
}

/** `dc-offset`: whether the delivered sound swings about zero. */
export function checkOffset(delivered: Sound): AssetCheck {
  const offset = Math.max(...delivered.channels.map((channel) => Math.abs(offsetOf(channel))))
  const most = 0.02
  return makeCheck(
    'dc-offset',
    offset <= most,
    1 - offset / (2 * most),
    `The mean of the delivered samples is ${offset.toFixed(4)} away from zero (at most ${most}).`,
  )
}

/** `loop-points`: whether the delivered sound is long enough for the loop that its spec marks. */
export function checkLoopPoints(delivered: Sound, wanted: LoopPoints): AssetCheck {
  const lasts = durationMsOf(delivered)
  const passed = fitsSound(delivered, wanted)
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
  const to = wanted.endMs === undefined ? 'the end' : seconds(wanted.endMs)
  return makeCheck(
    'loop-points',
    passed,
    passed ? 1 : (0.5 * lasts) / Math.max(lasts, wanted.endMs ?? wanted.startMs),
    `The loop goes from ${seconds(wanted.startMs)} to ${to} of a sound of ${seconds(lasts)}` +
      `${passed ? '' : ': move its points, or ask for a longer sound'}.`,
  )
}

/** `loop-seam`: whether the end runs on into the beginning. */
export function checkLoopSeam(finished: Sound): AssetCheck {
  const seam = measureLoopSeam(finished)
  const passed = isSeamless(seam)
  return makeCheck(
    'loop-seam',
    passed,
    passed ? 1 : Math.max(0, 0.5 - seam.ratio / 100),
    `The step over the loop's seam is ${seam.ratio.toFixed(2)} times a step inside ` +
      `(at most ${seamRatioMax}${seam.unheard ? ', or not to be heard, as here' : ''}).`,
  )
}

/** `loudness`: whether the finished sound has the loudness asked for; null when none is asked for or measurable. */
export function checkLoudness({ sound, findings }: FinishedSound, spec: SoundSpec): AssetCheck | null {
  if (spec.loudnessLufs === undefined || findings.levelledBy !== 'loudness') return null
  const { integratedLufs } = measureLoudness(sound)
  if (integratedLufs === null) return null
  const away = Math.abs(integratedLufs - spec.loudnessLufs)
  // A peaky sound cannot get louder without being squashed: it may stay below, within reason.
  const most = findings.cappedByPeak ? 6 : 1
  return makeCheck(
    'loudness',
    away <= most,
    1 - away / 12,
    `The loudness is ${integratedLufs.toFixed(1)} LUFS (${spec.loudnessLufs} asked for, at most ${most} LU away` +
      `${findings.cappedByPeak ? ', since its peak is at the limit' : ''}).`,
  )
}

/** `format` and, where the spec has one, `bitrate`: whether the files are what was asked for. */
export function checkFiles(files: readonly SoundFile[], spec: SoundSpec, samples: number): AssetCheck[] {
  const missing = spec.formats.filter((format) => !files.some((file) => file.format === format))
  // MP3 has whole frames only; decoders that read its length tag give the samples back, others do not.
  const changed = files.filter((file) => file.samples !== null && file.samples !== samples)
  const problems = [
    ...missing.map((format) => `${format} is missing`),
    ...changed.map((file) => `${file.format} decodes to ${file.samples} samples instead of ${samples}`),
  ]
  const passed = problems.length === 0
  const asked = spec.formats.join(', ')
  const checks = [
    makeCheck(
      'format',
      passed,
      passed ? 1 : 0,
      passed
        ? `Every format asked for is there (${asked}) with ${samples} samples.`
        : `Of the formats asked for (${asked}), ${problems.join(', ')}.`,
    ),
  ]
  const mp3 = files.find((file) => file.format === 'mp3')
  if (spec.bitrateKbps !== undefined && mp3 !== undefined) {
    const isRight = mp3.bitrateKbps === spec.bitrateKbps
    const reason = `The mp3 has ${mp3.bitrateKbps ?? 'no fixed'} kbit/s (${spec.bitrateKbps} asked for).`
    checks.push(makeCheck('bitrate', isRight, isRight ? 1 : 0, reason))
  }
  return checks
}

function makeCheck(name: string, passed: boolean, score: number, reason: string): AssetCheck {
  return { name, passed, score: Math.round(Math.min(1, Math.max(0, score)) * 10_000) / 10_000, reason }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 2 : 0)} %`
}

function decibels(db: number): string {
  return db === -Infinity ? '-inf' : db.toFixed(1)
}
