import { assetTypeDefaults } from '../intake/asset-type-defaults.js'
import { takeVariants } from '../intake/read-list-defaults.js'
import { takeSizes, trimMarks } from '../intake/take-sizes.js'
import type { AssetSpec, SoundSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/asset-spec.schema.js'
import type { Proposal } from './refinement-answer.schema.js'
import type { RefinementInput } from './refinement-input.js'

const variantsByDefault = 4
/** What a sound is when the model does not say: an effect that answers a press, a loop of a few bars. */
const soundMs = { sfx: 600, music: 12_000 } as const
/** Around one duration, since nothing hits it to the millisecond. */
const durationTolerance = 0.2

/** Taking one number out may put two words together that read as another. */
const takesMax = 30

/** Words of a prompt without sizes and numbers of variants, which have fields of their own. */
export function promptWordsOf(prompt: string): string {
  let words = prompt
  for (let takes = 0; takes < takesMax; takes++) {
    const rest = trimMarks(takeVariants(takeSizes(words).text).text, ',;. ')
    if (rest === words) break
    words = rest
  }
  return words
}

/** The spec that a proposal would be: what it does not say comes from its asset type, as for a written line. */
export function specOfProposal(
  proposal: Proposal,
  key: string,
  input: RefinementInput,
  lines: readonly string[],
): AssetSpec {
  const { assetType } = proposal
  const { options, catalogue } = input
  const defaults = assetTypeDefaults[assetType]
  const isSound = assetType === 'sfx' || assetType === 'music'
  const line = proposal.lines[0] ?? 1
  const colours = proposal.palette ? catalogue.palettes[proposal.palette] : undefined
  const size = (isSound ? null : proposal.size) ?? defaults.size
  return {
    key,
    assetType,
    category: assetType,
    prompt: { positive: promptWordsOf(proposal.prompt), negative: '' },
    size: { width: size.width, height: size.height },
    pivot: { ...defaults.pivot },
    seamless: defaults.seamless,
    background: defaults.background,
    variants: options.variantsPerSpec ?? proposal.variants ?? variantsByDefault,
    palette: [...(colours ?? options.palette)].slice(0, limits.paletteMax),
    outlinePx: defaults.outlinePx,
    light: 'upper-left',
    provider: proposal.provider ?? options.provider,
    tags: [...new Set(proposal.tags ?? [])],
    ...(proposal.animations && !isSound ? { animations: proposal.animations } : {}),
    ...(proposal.states && !isSound ? { states: proposal.states } : {}),
    ...(isSound ? { sound: soundOf(proposal, assetType) } : {}),
    source: { file: input.fileName, line, text: lines[line - 1] ?? '' },
  }
}

function soundOf({ sound }: Proposal, assetType: 'sfx' | 'music'): SoundSpec {
  const wantedMs = sound?.durationMs ?? soundMs[assetType]
  return {
    durationMs: {
      min: Math.max(10, Math.round(wantedMs * (1 - durationTolerance))),
      max: Math.min(limits.soundMsMax, Math.round(wantedMs * (1 + durationTolerance))),
    },
    loop: sound?.loop ?? assetType === 'music',
    formats: ['ogg'],
    peakDb: -1,
    trimBelowDb: -40,
  }
}

/**
 * The line that a person puts into the wishlist to accept a proposal. It names the key, so that the words can be
 * changed afterwards and the asset stays the same one.
 */
export function lineOfProposal(spec: AssetSpec): string {
  const { assetType, prompt, size, variants, key, sound } = spec
  const parts = [
    prompt.positive,
    ...(sound === undefined ? [`${size.width}x${size.height}`] : [soundWords(sound)]),
    ...(spec.animations ?? []).map(
      ({ name, frames, fps, loop }) =>
        `${name} (${frames} ${frames === 1 ? 'frame' : 'frames'}, ${fps} fps, ${loop ? 'loops' : 'does not loop'})`,
    ),
    ...(spec.states === undefined ? [] : [spec.states.join(' / ')]),
    `${variants} ${variants === 1 ? 'variant' : 'variants'}`,
    `key=${key}`,
  ]
  return `${assetType}: ${parts.join(', ')}`
}

function soundWords({ durationMs, loop }: SoundSpec): string {
  const seconds = ((durationMs.min + durationMs.max) / 2000).toFixed(1)
  return `${seconds} seconds, ${loop ? 'loops' : 'does not loop'}`
}
