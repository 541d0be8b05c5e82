import type { AdjustableParameter } from '../generation/adjustable-parameter.js'

/** What a try may do otherwise than the one before. Its seed is another one in any case. */
export const qualityChanges = ['seed', 'promptWeight', 'parameters', 'provider'] as const
export type QualityChange = (typeof qualityChanges)[number]

export interface Remedy {
  /** What promises most against this check, best first. */
  readonly changes: readonly QualityChange[]
  /** Which parameter `parameters` means. */
  readonly parameter: AdjustableParameter
}

/**
 * Every check that scoring knows (core/scoring, core/audio), the worst first, with what to change when it fails. Colours
 * and frames are a matter of parameters; a subject that is missing or flat of how much the words count; what lies in
 * the picture by chance (specks, how much of the frame it fills) of the seed.
 */
export const checkRemedies = {
  empty: { changes: ['promptWeight', 'seed'], parameter: 'effort' },
  'left-over-background': { changes: ['parameters', 'seed'], parameter: 'margin' },
  'cut-off': { changes: ['parameters', 'seed'], parameter: 'margin' },
  palette: { changes: ['parameters', 'provider'], parameter: 'paletteStrength' },
  seam: { changes: ['parameters', 'seed'], parameter: 'steadiness' },
  motion: { changes: ['promptWeight', 'seed'], parameter: 'steadiness' },
  jitter: { changes: ['seed', 'parameters'], parameter: 'steadiness' },
  loop: { changes: ['seed', 'parameters'], parameter: 'steadiness' },
  contrast: { changes: ['promptWeight', 'seed'], parameter: 'effort' },
  detail: { changes: ['parameters', 'promptWeight'], parameter: 'simplicity' },
  pieces: { changes: ['parameters', 'seed'], parameter: 'simplicity' },
  'stray-pixels': { changes: ['seed', 'parameters'], parameter: 'simplicity' },
  fill: { changes: ['seed', 'promptWeight'], parameter: 'margin' },
  size: { changes: ['provider', 'seed'], parameter: 'effort' },
  consistency: { changes: ['parameters', 'promptWeight'], parameter: 'paletteStrength' },
  silence: { changes: ['promptWeight', 'seed'], parameter: 'effort' },
  clipping: { changes: ['seed', 'parameters'], parameter: 'effort' },
  'duration-range': { changes: ['seed', 'promptWeight'], parameter: 'effort' },
  'loop-points': { changes: ['seed', 'provider'], parameter: 'effort' },
  'loop-seam': { changes: ['parameters', 'seed'], parameter: 'steadiness' },
  format: { changes: ['provider', 'seed'], parameter: 'effort' },
  bitrate: { changes: ['provider', 'seed'], parameter: 'effort' },
  peak: { changes: ['seed', 'parameters'], parameter: 'effort' },
  level: { changes: ['seed', 'parameters'], parameter: 'effort' },
  'dc-offset': { changes: ['seed', 'parameters'], parameter: 'effort' },
  loudness: { changes: ['seed', 'parameters'], parameter: 'effort' },
} as const satisfies Readonly<Record<string, Remedy>>

export type CheckName = keyof typeof checkRemedies

export const checkNames = Object.keys(checkRemedies) as CheckName[]

/** What helps against a check; null for one that is not known (a later version's). */
export function remedyOf(check: string): Remedy | null {
  return Object.hasOwn(checkRemedies, check) ? checkRemedies[check as CheckName] : null
}
