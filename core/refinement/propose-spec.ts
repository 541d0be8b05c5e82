import { assetTypeDefaults } from '../intake/asset-type-defaults.js'
import type { IntakeKind } from '../intake/detect-intake.js'
import { takeVariants } from '../intake/read-list-defaults.js'
import { readListLine } from '../intake/read-list-line.js'
import { soundDefaults } from '../intake/sound-defaults.js'
import { takeSizes, trimMarks } from '../intake/take-sizes.js'
import type { AssetSpec, AssetType, SoundSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import type { Proposal } from './refinement-answer.schema.js'
import type { RefinementInput } from './refinement-input.js'

const variantsByDefault = 4
/** Around one duration, since nothing hits it to the millisecond. */
const durationTolerance = 0.2

/** Taking one number out may put two words together that read as another. */
const takesMax = 30

/**
 * Words of a prompt without sizes, numbers of variants and movement, which have fields of their own: what is left of it
 * when a list is read that has it on a line.
 */
export function promptWordsOf(prompt: string, assetType: AssetType): string {
  let words = prompt
  for (let takes = 0; takes < takesMax; takes++) {
    const counted = trimMarks(takeVariants(takeSizes(words).text).text, ',;. ')
    const things = readListLine(counted, assetType)
    const rest = things?.length === 1 ? (things[0]?.prompt ?? counted) : counted
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
  const sound = soundOf(proposal)
  const isSound = sound !== undefined
  const line = proposal.lines[0] ?? 1
  const colours = proposal.palette ? catalogue.palettes[proposal.palette] : undefined
  const size = (isSound ? null : proposal.size) ?? defaults.size
  return {
    key,
    assetType,
    category: assetType,
    prompt: { positive: promptWordsOf(proposal.prompt, assetType), negative: '' },
    size: { width: size.width, height: size.height },
    pivot: { ...defaults.pivot },
    seamless: defaults.seamless,
    background: defaults.background,
    variants: options.variantsPerSpec ?? proposal.variants ?? variantsByDefault,
    palette: [...(colours ?? options.palette)].slice(0, limits.paletteMax),
    outlinePx: defaults.outlinePx,
    light: 'upper-left',
    provider: proposal.provider ?? options.usualProviders?.[assetType]?.provider ?? options.provider,
    tags: [...new Set(proposal.tags ?? [])],
    ...(proposal.animations && !isSound ? { animations: proposal.animations } : {}),
    ...(proposal.states && !isSound ? { states: proposal.states } : {}),
    ...(sound === undefined ? {} : { sound }),
    source: { file: input.fileName, line, text: lines[line - 1] ?? '' },
  }
}

function soundOf({ assetType, prompt, sound }: Proposal): SoundSpec | undefined {
  if (!sound) return soundDefaults(assetType, prompt)
  const { durationMs, loop } = sound
  const around = {
    min: Math.round(durationMs * (1 - durationTolerance)),
    max: Math.round(durationMs * (1 + durationTolerance)),
  }
  return soundDefaults(assetType, prompt, { durationMs: around, loop, formats: null })
}

/** What free text calls a section of each type. */
const headings: Readonly<Record<AssetType, string>> = {
  character: 'Characters',
  prop: 'Props',
  item: 'Items',
  tile: 'Tiles',
  ui: 'UI',
  vfx: 'VFX',
  backdrop: 'Backdrops',
  particle: 'Particles',
  sfx: 'Sounds',
  music: 'Music',
}

export interface PasteLine {
  readonly text: string
  /** Where it belongs in free text; null for a list, where it may stand anywhere. */
  readonly heading: string | null
}

/**
 * The line that a person puts into the wishlist to accept a proposal. In a list it names the key, so that the words can
 * be changed afterwards and the asset stays the same one; free text has no keys, and its headings say the type.
 */
export function lineOfProposal(spec: AssetSpec, kind: IntakeKind): PasteLine {
  const { assetType, prompt, size, variants, key, sound } = spec
  const words = [
    prompt.positive,
    sound === undefined ? `${size.width}x${size.height}` : soundWords(sound),
    ...(spec.animations ?? []).map(
      ({ name, frames, fps, loop }) =>
        `${name} ${frames} ${frames === 1 ? 'frame' : 'frames'} ${fps} fps ${loop ? 'loops' : 'does not loop'}`,
    ),
    ...(spec.states === undefined ? [] : [spec.states.join(' / ')]),
  ]
  if (kind === 'prose') return { text: `- ${words.join(', ')}`, heading: headings[assetType] }
  const parts = [...words, `${variants} ${variants === 1 ? 'variant' : 'variants'}`, `key=${key}`]
  return { text: `${assetType}: ${parts.join(', ')}`, heading: null }
}

function soundWords({ durationMs, loop }: SoundSpec): string {
  const seconds = ((durationMs.min + durationMs.max) / 2000).toFixed(1)
  return `${seconds} seconds, ${loop ? 'loops' : 'does not loop'}`
}
