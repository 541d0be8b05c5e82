import type { VariantScore } from '../scoring/score-variant.js'
import type { SoundSpec } from '../spec/asset-spec.schema.js'
import { finishSound, type FinishedSound } from './finish-sound.js'
import { loopOf, spanOfLoop, wantedLoop } from './loop-points.js'
import { sampleCount, type Sound } from './sound.js'
import {
  checkClipping,
  checkDuration,
  checkFiles,
  checkLevel,
  checkLoopPoints,
  checkLoopSeam,
  checkLoudness,
  checkOffset,
  checkPeak,
  checkSilence,
  type SoundFile,
} from './sound-checks.js'

/** Failing one of these makes a sound unusable, however good the rest is. */
const hardChecks: readonly string[] = [
  'duration-range',
  'clipping',
  'silence',
  'loop-points',
  'loop-seam',
  'format',
]

/** The same cap as pictures have (score-variant.ts). */
const hardCheckCap = 0.4

/** Share of each check in the total; checks that do not apply to a spec are left out of the mean. */
const weights: Readonly<Record<string, number>> = {
  'duration-range': 2,
  peak: 1,
  clipping: 2,
  silence: 2,
  level: 1,
  'dc-offset': 1,
  'loop-points': 2,
  'loop-seam': 3,
  loudness: 1.5,
  format: 1,
  bitrate: 1,
}

/**
 * Scores a delivered sound by what it becomes when it is finished for its spec; the twin of scoreVariant. `files` are the
 * encoded files when there are some already: format and bitrate are checked on them only.
 */
export function scoreSound(
  delivered: Sound,
  spec: SoundSpec,
  finished: FinishedSound = finishSound(delivered, spec),
  files: readonly SoundFile[] = [],
): VariantScore {
  const loudness = checkLoudness(finished, spec)
  const wanted = wantedLoop(spec)
  const checks = [
    checkDuration(finished.sound, spec),
    checkPeak(finished, spec),
    checkClipping(delivered),
    checkSilence(finished.sound, spec),
    checkLevel(delivered),
    checkOffset(delivered),
    ...(wanted === null ? [] : [checkLoopPoints(delivered, wanted)]),
    ...(spec.loop ? [checkLoopSeam(repeatedPart(finished))] : []),
    ...(loudness === null ? [] : [loudness]),
    ...(files.length === 0 ? [] : checkFiles(files, spec, sampleCount(finished.sound))),
  ]
  let [sum, total] = [0, 0]
  for (const check of checks) {
    sum += check.score * weights[check.name]!
    total += weights[check.name]!
  }
  const failedHard = checks.some((check) => !check.passed && hardChecks.includes(check.name))
  const score = (sum / total) * (failedHard ? hardCheckCap : 1)
  return { score: Math.round(score * 10_000) / 10_000, checks }
}

/** The loop of a finished sound: all of it, or what lies between its points. */
function repeatedPart({ sound, loop }: FinishedSound): Sound {
  const span = loop === undefined ? null : spanOfLoop(sound, loop)
  return span === null ? sound : loopOf(sound, span)
}
