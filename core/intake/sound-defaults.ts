import type { AssetType, SoundSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'

/** What a text says about a sound; null = it does not say. */
export interface WishedSound {
  readonly durationMs: { readonly min: number; readonly max: number } | null
  readonly loop: boolean | null
  readonly formats: SoundSpec['formats'] | null
}

/** Of a sound's words; the first row that has one of them. Milliseconds. */
const lengths: readonly (readonly [words: RegExp, min: number, max: number])[] = [
  [/\b(?:very short|tiny|ui|click|tick|blip|beep|clicky)\b/i, 30, 250],
  [/\b(?:short|quick|brief|snappy|punchy|staccato)\b/i, 50, 600],
  [/\b(?:long|slow|drawn[- ]out|lasting)\b/i, 1000, 4000],
  [/\b(?:jingle|stinger|fanfare)\b/i, 1000, 6000],
]
const sfxMs = { min: 100, max: 1500 }
const sfxLoopMs = { min: 1000, max: 10_000 }
const musicMs = { min: 10_000, max: 60_000 }
const jingleMs = { min: 2000, max: 8000 }

/**
 * What a sound has to be where its line does not say: effects are short, end, and peak at -1 dB; music and ambience
 * loop and reach -16 LUFS as well (a common loudness of games and streams); both are cut below -40 dB at their ends.
 * Undefined for pictures.
 */
export function soundDefaults(
  assetType: AssetType,
  words: string,
  wished?: WishedSound,
): SoundSpec | undefined {
  if (assetType !== 'sfx' && assetType !== 'music') return undefined
  const isMusic = assetType === 'music'
  const isJingle = isMusic && /\b(?:jingle|stinger|fanfare|sting)\b/i.test(words)
  const loop = wished?.loop ?? (isMusic && !isJingle)
  const row = isMusic ? undefined : lengths.find(([pattern]) => pattern.test(words))
  const length = row === undefined ? null : { min: row[1], max: row[2] }
  const usual = isJingle ? jingleMs : isMusic ? musicMs : (length ?? (loop ? sfxLoopMs : sfxMs))
  const { min, max } = wished?.durationMs ?? usual
  return {
    durationMs: {
      min: Math.max(10, Math.min(min, limits.soundMsMax)),
      max: Math.max(10, Math.min(max, limits.soundMsMax)),
    },
    loop,
    formats: wished?.formats ?? ['ogg'],
    peakDb: -1,
    ...(isMusic ? { loudnessLufs: -16 } : {}),
    trimBelowDb: -40,
  }
}
