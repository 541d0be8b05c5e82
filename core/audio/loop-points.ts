import type { LoopPoints } from '../library-ports.js'
import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { cutSound, durationMsOf, mapChannels, sampleCount, type Sound } from './sound.js'

/** The same within samples: from the first one of the loop to the one behind its last. */
export interface LoopSpan {
  readonly from: number
  readonly to: number
}

/** Nobody writes a duration down more exactly; a loop may end this far behind the sound. */
const slackMs = 1

/** Longest crossfade before the place where a loop turns back. */
const crossfadeMaxMs = 250
/** Shorter ones do not hide a step. */
const crossfadeMinSamples = 16

/** The loop points that a spec asks for, of the sound as it is delivered; null for the whole sound and for no loop. */
export function wantedLoop({ loop, loopMs }: SoundSpec): LoopPoints | null {
  if (!loop || loopMs === undefined) return null
  return { startMs: loopMs.start, ...(loopMs.end === undefined ? {} : { endMs: loopMs.end }) }
}

/** The samples between two points, as far as the sound has them; null where nothing is left between the two. */
export function spanOfLoop(sound: Sound, { startMs, endMs }: LoopPoints): LoopSpan | null {
  const count = sampleCount(sound)
  const at = (ms: number): number => Math.min(count, Math.round((ms / 1000) * sound.sampleRateHz))
  const span = { from: at(startMs), to: endMs === undefined ? count : at(endMs) }
  return span.from < span.to ? span : null
}

/** Whether both points lie within the sound. */
export function fitsSound(sound: Sound, points: LoopPoints): boolean {
  return spanOfLoop(sound, points) !== null && (points.endMs ?? 0) <= durationMsOf(sound) + slackMs
}

/**
 * The points of a span, to the thousandth of a millisecond, which tells any two samples apart. A loop that was asked for
 * without an end has none.
 */
export function pointsOfSpan(sampleRateHz: number, span: LoopSpan, wanted: LoopPoints): LoopPoints {
  const ms = (at: number): number => Math.round((at / sampleRateHz) * 1e6) / 1e3
  return { startMs: ms(span.from), ...(wanted.endMs === undefined ? {} : { endMs: ms(span.to) }) }
}

/**
 * The loop points of a finished sound: those that finishing moved, else those of its spec, as far as the sound has them.
 * Null where the whole sound is the loop, or none.
 */
export function placedLoop(sound: Sound, spec: SoundSpec, moved: LoopPoints | undefined): LoopPoints | null {
  const wanted = wantedLoop(spec)
  if (wanted === null) return null
  const points = moved ?? wanted
  const span = spanOfLoop(sound, points)
  return span === null ? null : pointsOfSpan(sound.sampleRateHz, span, points)
}

/** Why a spec cannot have these loop points, in words that end a sentence; null when it can. */
export function loopObjection({
  durationMs,
  loopMs,
}: Pick<SoundSpec, 'durationMs' | 'loopMs'>): string | null {
  if (loopMs === undefined) return null
  const { start, end } = loopMs
  const seconds = (ms: number): string => `${ms / 1000} s`
  if (end !== undefined && start >= end)
    return `the loop begins at ${seconds(start)}, which is not before its end at ${seconds(end)}`
  const last = end ?? start
  const isWithin = end === undefined ? last < durationMs.max : last <= durationMs.max
  if (isWithin) return null
  const what = end === undefined ? 'begins' : 'ends'
  return `the loop ${what} at ${seconds(last)}, and the sound lasts at most ${seconds(durationMs.max)}`
}

/** The part of the sound that is repeated. */
export function loopOf(sound: Sound, { from, to }: LoopSpan): Sound {
  return cutSound(sound, from, to)
}

/**
 * Makes the end of a loop run on into its beginning and moves neither: what lies before the end fades into what lies
 * before the beginning, so that the step from end to beginning is one that the sound has itself. The gains follow the
 * correlation of the two (g1^2 + g2^2 + 2 r g1 g2 = 1), as in closeLoop. Null where too little lies before the beginning.
 */
export function joinLoop(
  sound: Sound,
  { from, to }: LoopSpan,
): { readonly sound: Sound; readonly crossfadeSamples: number } | null {
  const most = Math.floor((crossfadeMaxMs / 1000) * sound.sampleRateHz)
  const fade = Math.min(most, from, Math.floor((to - from) / 4))
  if (fade < crossfadeMinSamples) return null
  const alike = Math.max(0, correlate(sound, from - fade, to - fade, fade))
  const joined = mapChannels(sound, (channel) => {
    const out = channel.slice()
    for (let at = 0; at < fade; at++) {
      const share = (at + 1) / fade
      const norm = Math.sqrt((1 - share) ** 2 + share ** 2 + 2 * alike * share * (1 - share))
      out[to - fade + at] =
        (channel[to - fade + at]! * (1 - share) + channel[from - fade + at]! * share) / norm
    }
    return out
  })
  return { sound: joined, crossfadeSamples: fade }
}

/** Normalised correlation of two stretches over all channels, -1 to 1; 0 where one is silent. */
function correlate({ channels }: Sound, first: number, second: number, count: number): number {
  let [product, one, other] = [0, 0, 0]
  for (const channel of channels)
    for (let at = 0; at < count; at++) {
      const [a, b] = [channel[first + at]!, channel[second + at]!]
      product += a * b
      one += a * a
      other += b * b
    }
  return one === 0 || other === 0 ? 0 : product / Math.sqrt(one * other)
}
