import type { FrozenAsset, SpecStanding } from '../bundle-ports.js'
import { objectToModels } from '../models/licence-gate.js'
import { emptyCatalogue, type ModelCatalogue } from '../models/merge-catalogue.js'
import { compareText } from './bundle-file.js'

export type ReleaseReason = 'placeholder' | 'unapproved' | 'policy' | 'failed' | 'undecided' | 'licence'

/** Why one spec of a run keeps the run from being released, and what would change that. */
export interface ReleaseObjection {
  readonly key: string
  readonly reason: ReleaseReason
  readonly message: string
  readonly nextStep: string
}

/** What a person's approval is not: `policy:<name>` decides by score. */
const policyPrefix = 'policy:'

/** They run models of the studio's own choice, so the licence of what they make is that of the models. */
const providersWithModels: readonly string[] = ['comfyui', 'automatic1111']

/**
 * What keeps a set from being released, by key: specs of the run without an approved asset, placeholders, approvals
 * that no person gave, and licences that say no: of outside art, and of the models that made a picture, as `models` tells
 * them now. An asset may have several objections. Empty = it may be released.
 */
export function judgeRelease(
  assets: readonly FrozenAsset[],
  specs: readonly SpecStanding[],
  models: ModelCatalogue = emptyCatalogue,
): ReleaseObjection[] {
  const made = new Map(assets.map((frozen) => [frozen.asset.specKey, frozen]))
  const objections = specs.flatMap((spec) => {
    const frozen = made.get(spec.key)
    return frozen === undefined || frozen.provisional === true
      ? [objectToMissing(spec)]
      : objectTo(frozen, models)
  })
  return objections.sort((a, b) => compareText(a.key, b.key))
}

function objectToMissing({ key, stage, failure }: SpecStanding): ReleaseObjection {
  const regenerate =
    'regenerate one of its variants (npx assetloom review regenerate VARIANT) or take it off the list'
  const decide = 'look and approve one: npx assetloom review list'
  switch (stage) {
    case 'waiting':
    case 'generating':
    case 'scoring':
      return {
        ...{ key, reason: 'undecided', message: 'is not made yet' },
        nextStep: 'wait for it: npx assetloom run watch',
      }
    case 'finishing':
      return {
        ...{ key, reason: 'undecided', message: 'is approved and being finished' },
        nextStep: 'wait for it: npx assetloom run watch',
      }
    case 'reviewing':
      return {
        ...{ key, reason: 'undecided', message: 'waits for a decision' },
        nextStep: decide,
      }
    case 'failed':
      return {
        ...{ key, reason: 'failed', message: `failed: ${failure ?? 'the reason was not recorded'}` },
        nextStep: regenerate,
      }
    case 'rejected':
      return { key, reason: 'unapproved', message: 'was rejected', nextStep: regenerate }
    case 'cancelled':
      return {
        ...{ key, reason: 'unapproved', message: 'was cancelled before it was approved' },
        nextStep: 'add the list again: npx assetloom wishlist add FILE',
      }
    case 'done':
      return {
        ...{ key, reason: 'unapproved', message: 'is not approved any more' },
        nextStep: decide,
      }
  }
}

function objectTo(
  { asset: { specKey: key }, spec, variant, decision }: FrozenAsset,
  models: ModelCatalogue,
): ReleaseObjection[] {
  const objections: ReleaseObjection[] = []
  if (variant.placeholder)
    objections.push({
      ...{ key, reason: 'placeholder', message: `is placeholder art of the provider "${variant.provider}"` },
      nextStep: 'order it from a provider of final art, or bring your own: npx assetloom import FILE',
    })
  if (decision.reviewer.startsWith(policyPrefix))
    objections.push({
      ...{ key, reason: 'policy', message: `is approved by ${decision.reviewer} alone, by no person` },
      nextStep: `look at it, then: npx assetloom review approve ${variant.variantId}`,
    })
  const licence = spec.origin?.licence
  if (licence !== undefined && forbidsRelease(licence))
    objections.push({
      ...{ key, reason: 'licence', message: `has the licence "${licence}", which does not allow a release` },
      nextStep: 'ask its author for another, then: npx assetloom import FILE --licence NAME',
    })
  const used = variant.provenance?.models ?? []
  if (used.length === 0 && providersWithModels.includes(variant.provider))
    objections.push({
      ...{
        key,
        reason: 'licence',
        message: `was made by "${variant.provider}", and nobody knows with which models`,
      },
      nextStep: 'make it again, so that its models are recorded: npx assetloom review regenerate VARIANT',
    })
  for (const { message, nextStep } of objectToModels(used, models))
    objections.push({ key, reason: 'licence', message, nextStep })
  return objections
}

/**
 * Whether a licence, as its author named it, keeps art out of a game that is sold: it is not known, or it is for
 * non-commercial or personal use, evaluation or editorial use only, or allows no adaptations (an atlas is one).
 */
export function forbidsRelease(licence: string): boolean {
  const words = licence.toLowerCase().split(/[^a-z0-9]+/)
  if (words.includes('unknown') || words.includes('none') || words.join('') === '') return true
  if (words.includes('cc') || words.includes('by')) return words.includes('nc') || words.includes('nd')
  return /non-?\s?commercial|no[- ]?deriv|personal use|evaluation|editorial|all rights reserved/i.test(
    licence,
  )
}
