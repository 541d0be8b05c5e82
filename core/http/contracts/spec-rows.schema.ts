import { z } from 'zod'
import { qualityChanges } from '../../autopilot/check-remedies.js'
import { qualityContractSchema } from '../../autopilot/quality-contract.schema.js'
import type {
  BestVariant,
  PlannedRound,
  QualityReport,
  TriedRound,
  TriedVariant,
} from '../../autopilot/quality-report.js'
import type { SpecSnapshot } from '../../ports.js'
import { specStages } from '../../run-options.js'
import { specChangesSchema, specDraftSchema } from '../../spec-edits/spec-edit.schema.js'
import { assetSpecSchema, type AssetSpec } from '../../spec/asset-spec.schema.js'
import type { SpecLook } from '../http-api.js'
import { count, idOf, micros, type Members } from './pieces.schema.js'
import { askedRound, jobAdjust, variantReview } from './review-rows.schema.js'

/** A whole spec as it is kept. */
export const assetSpec = assetSpecSchema.meta({ id: 'AssetSpec' }) satisfies z.ZodType<AssetSpec>
export const qualityContract = qualityContractSchema.meta({ id: 'QualityContract' })

const triedVariant = z.strictObject({
  variantId: z.string(),
  variantIndex: count,
  score: z.number(),
  consistency: z.number().nullable().exactOptional(),
  failed: z.array(z.string()),
  draft: z.strictObject({ index: count, score: z.number() }).exactOptional(),
} satisfies Members<TriedVariant>)

const planned = {
  round: count,
  change: z.enum(qualityChanges).nullable(),
  check: z.string().nullable(),
  why: z.string(),
  adjust: jobAdjust.exactOptional(),
} satisfies Members<PlannedRound>

const triedRound = z.strictObject({
  ...planned,
  variants: z.array(triedVariant),
  costMicros: micros,
  paintMs: z.number(),
  drafts: count.exactOptional(),
  takes: z.array(z.enum(['promptWeight', 'parameters', 'source'])).exactOptional(),
  trouble: z.string().exactOptional(),
  overBudget: z.literal(true).exactOptional(),
} satisfies Members<TriedRound>)

const bestVariant = z.strictObject({
  variantId: z.string(),
  round: count,
  variantIndex: count,
  score: z.number(),
} satisfies Members<BestVariant>)

/** What was tried for a spec with a quality contract. */
const qualityReport = z
  .strictObject({
    contract: qualityContract,
    outcome: z.enum(['trying', 'met', 'handedOver', 'ended']),
    reason: z.string(),
    best: bestVariant.nullable(),
    rounds: z.array(triedRound),
    next: z.strictObject(planned).exactOptional(),
    unhelpful: z.array(z.string()),
  } satisfies Members<QualityReport>)
  .meta({ id: 'QualityReport' }) satisfies z.ZodType<QualityReport>

const snapshot = {
  specId: idOf('spec'),
  specRevisionId: idOf('specRevision'),
  specKey: z.string(),
  variantsPerRound: count,
  stage: z.enum(specStages),
  round: count,
  variants: z.array(variantReview),
  roundScored: z.boolean(),
  finishedVariantId: z.string().nullable(),
  isHandedIn: z.literal(true).exactOptional(),
  routedTo: z.string().exactOptional(),
  contract: qualityContract.exactOptional(),
  drafts: count.exactOptional(),
  quality: qualityReport.exactOptional(),
  originRunId: z.string().exactOptional(),
  primaryVariantId: z.string().exactOptional(),
  plans: z.array(askedRound).exactOptional(),
  heldElsewhere: z.literal(true).exactOptional(),
} satisfies Members<SpecSnapshot>

const { size, animations, states, nineSlice, sound } = assetSpecSchema.shape
const look = {
  size,
  animations,
  states,
  nineSlice,
  sound,
  prompt: z.string(),
  assetType: z.string(),
  seamless: z.boolean(),
  keepsBackground: z.boolean(),
}
/** Members that a spec may be without are told as undefined in the types, as the spec's own are. */
look satisfies { readonly [Name in keyof SpecLook]-?: z.ZodType<SpecLook[Name] | undefined> }

/** One spec of a run: how it stands, and how lists and reviews show it. */
export const specView = z.strictObject({ ...snapshot, ...look }).meta({ id: 'Spec' }) satisfies z.ZodType<
  SpecSnapshot & SpecLook
>

/** What an edit by hand may say of a spec, and a spec that was written by hand. */
export const specChanges = specChangesSchema.meta({ id: 'SpecChanges' })
export const specDraft = specDraftSchema.meta({ id: 'SpecDraft' })
