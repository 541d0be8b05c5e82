import type { ModelBase } from './model-catalogue.schema.js'

export interface BaseGuess {
  readonly base: ModelBase
  readonly from: 'metadata' | 'file name'
  /** What it was read from. */
  readonly evidence: string
}

/**
 * Members of a safetensors header that name the family, most telling first: `modelspec.architecture` (Stability AI's
 * ModelSpec) and what kohya's trainer writes into a LoRA.
 */
const metadataMembers = ['modelspec.architecture', 'ss_base_model_version', 'ss_sd_model_name', 'baseModel']

const patterns: readonly (readonly [ModelBase, RegExp])[] = [
  ['audio', /stable[-_. ]?audio|ace[-_. ]?step|musicgen/],
  ['flux', /flux/],
  ['sdxl', /sd[-_. ]?xl|stable-diffusion-xl|(^|[^a-z])xl($|[^a-z])|xl([-_.v\d]|$)|pony|illustrious|noobai/],
  [
    'sd15',
    /sd[-_. ]?v?1([-_.]?[45])?([^\d.]|$)|stable-diffusion-v1|(^|[^\d])v?1[-_.][45]([^\d]|$)|(^|[-_.])(sd)?15v?([-_.]|$)/,
  ],
]

/**
 * The family of a model that no catalogue knows, by the metadata of its file, else by its name; null where neither says
 * it. A name proves nothing, so whoever uses the guess tells where it is from. Pure.
 */
export function guessBase(
  file: string,
  metadata?: Readonly<Record<string, unknown>> | null,
): BaseGuess | null {
  for (const member of metadataMembers) {
    const value = metadata?.[member]
    if (typeof value !== 'string') continue
    const base = familyIn(value)
    if (base !== null) return { base, from: 'metadata', evidence: `${member} = ${value.slice(0, 80)}` }
  }
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.[a-z]+$/i, '')
  const base = familyIn(stem)
  return base === null ? null : { base, from: 'file name', evidence: stem }
}

function familyIn(text: string): ModelBase | null {
  const lower = text.toLowerCase()
  return patterns.find(([, pattern]) => pattern.test(lower))?.[0] ?? null
}
