import type { LoopPoints } from '../library-ports.js'
import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { fadeSound } from './fade-sound.js'
import { joinLoop, loopOf, pointsOfSpan, spanOfLoop, type LoopSpan } from './loop-points.js'
import { isSeamless, measureLoopSeam } from './loop-seam.js'
import { cutSound, sampleCount, type Sound } from './sound.js'
import { findAudibleSpan, keptAfterMs, keptBeforeMs } from './trim-silence.js'

export interface MarkedLoop {
  readonly sound: Sound
  readonly points: LoopPoints
}

/**
 * Finishes a sound with loop points: silence before and behind is cut off, but nothing of the loop, and the points move
 * along; what is heard once gets short fades; an end that does not run on into its beginning is crossfaded. The loop
 * keeps its length to the sample. Null for a sound that is over before its loop begins.
 */
export function finishMarkedLoop(
  sound: Sound,
  spec: SoundSpec,
  wanted: LoopPoints,
  fades: { readonly inMs: number; readonly outMs: number },
  steps: string[],
): MarkedLoop | null {
  const whole = spanOfLoop(sound, wanted)
  if (whole === null) return null
  const kept = keptSpan(sound, spec, whole)
  const out = cutSound(sound, kept.from, kept.to)
  const span = { from: whole.from - kept.from, to: whole.to - kept.from }
  const ms = (samples: number): number => (samples / sound.sampleRateHz) * 1000
  const text = (samples: number): string => `${Math.round(ms(samples))} ms`
  if (kept.from > 0 || kept.to < sampleCount(sound))
    steps.push(`trim around the loop: ${text(sampleCount(sound))} to ${text(sampleCount(out))}`)
  steps.push(`loop from ${text(span.from)} to ${text(span.to)}`)
  const faded = fadeSound(out, {
    inMs: Math.min(fades.inMs, ms(span.from)),
    outMs: Math.min(fades.outMs, ms(sampleCount(out) - span.to)),
  })
  const points = pointsOfSpan(sound.sampleRateHz, span, wanted)
  if (isSeamless(measureLoopSeam(loopOf(faded, span)))) return { sound: faded, points }
  const joined = joinLoop(faded, span)
  if (joined === null) return { sound: faded, points }
  steps.push(`join the loop: crossfade ${text(joined.crossfadeSamples)}`)
  return { sound: joined.sound, points }
}

/** What is heard with the usual room around it and at most as long as the spec allows, and in any case the loop. */
function keptSpan(sound: Sound, { trimBelowDb, durationMs }: SoundSpec, loop: LoopSpan): LoopSpan {
  const samples = (ms: number): number => Math.round((ms / 1000) * sound.sampleRateHz)
  const audible = findAudibleSpan(sound, trimBelowDb)
  const heard =
    audible === null
      ? { from: 0, to: sampleCount(sound) }
      : { from: audible.from - samples(keptBeforeMs), to: audible.to + samples(keptAfterMs) }
  const from = Math.max(0, Math.min(heard.from, loop.from))
  const longest = Math.floor((durationMs.max / 1000) * sound.sampleRateHz)
  const to = Math.min(sampleCount(sound), heard.to, from + longest)
  return { from, to: Math.max(to, loop.to) }
}
