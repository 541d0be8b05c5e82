import { z } from 'zod'
import { jobSourceSchema } from '../../generation/job-source.schema.js'
import type { CutoutProvenance } from '../../generation/cutout-route.js'
import type { DraftOrigin, GenerationRoute, MakingProvenance } from '../../generation/generation-route.js'
import type { AdjustableParameter } from '../../generation/adjustable-parameter.js'
import type { JobAdjust } from '../../generation/job-adjust.js'
import type { ModelUse } from '../../models/model-use.js'
import type { VariantRow } from '../../ports.js'
import type { DecisionRow } from '../../review-ports.js'
import type { RegenerateChanges } from '../../review/regenerate-changes.js'
import {
  reviewVerbs,
  verdicts,
  type AskedRound,
  type RecordedDecision,
  type ReviewMarks,
  type SignOff,
  type VariantReview,
} from '../../review/verdict.js'
import type { AssetCheck } from '../../spec/asset-check.js'
import type { PreviewSize, VariantView } from '../http-api.js'
import { count, idOf, isoTime, micros, ownPath, sha256, type Members } from './pieces.schema.js'

const share = z.number().min(0).max(1)

export const regenerateChanges = z
  .strictObject({
    prompt: z.string().exactOptional(),
    negative: z.string().exactOptional(),
    strength: share.exactOptional(),
    seed: z.number().int().exactOptional(),
    steps: z.number().int().exactOptional(),
    cfg: z.number().exactOptional(),
    from: z.strictObject({ variantId: idOf('variant'), sha256 }).exactOptional(),
  } satisfies Members<RegenerateChanges>)
  .meta({ id: 'RegenerateChanges' }) satisfies z.ZodType<RegenerateChanges>

export const askedRound = z.strictObject({
  round: count,
  changes: regenerateChanges.exactOptional(),
} satisfies Members<AskedRound>)

const marks = {
  signOffs: z
    .array(z.strictObject({ reviewer: z.string(), decisionId: idOf('decision') } satisfies Members<SignOff>))
    .exactOptional(),
  primaryRank: z.number().exactOptional(),
  pickId: z.string().exactOptional(),
  rankBefore: z.number().nullable().exactOptional(),
  asked: askedRound.exactOptional(),
} satisfies Members<ReviewMarks>

/** How a variant stands in its review. */
export const variantReview = z
  .strictObject({
    variantId: idOf('variant'),
    variantIndex: count,
    round: count,
    version: count,
    decisionId: z.string().nullable(),
    verdict: z.enum(verdicts),
    score: share,
    ...marks,
  } satisfies Members<VariantReview>)
  .meta({ id: 'VariantReview' }) satisfies z.ZodType<VariantReview>

const decided = {
  decisionId: z.string(),
  variantId: idOf('variant'),
  version: count,
  verb: z.enum(reviewVerbs),
  verdict: z.enum(verdicts),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  reviewer: z.string(),
  groupId: z.string().exactOptional(),
  marks: z.strictObject(marks).exactOptional(),
} satisfies Members<RecordedDecision>

export const recordedDecision = z
  .strictObject(decided)
  .meta({ id: 'RecordedDecision' }) satisfies z.ZodType<RecordedDecision>

export const decisionRow = z
  .strictObject({
    ...decided,
    projectId: idOf('project'),
    runId: idOf('run'),
    specRevisionId: idOf('specRevision'),
    decidedAt: isoTime,
  } satisfies Members<DecisionRow>)
  .meta({ id: 'Decision' }) satisfies z.ZodType<DecisionRow>

const graph = z.strictObject({ name: z.string(), version: z.number(), hash: z.string() })
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

const modelUse = z
  .strictObject({
    kind: z.enum([
      ...(['checkpoint', 'lora', 'vae', 'upscaler', 'controlnet', 'background', 'audio'] as const),
      ...(['text-encoder', 'vision'] as const),
    ]),
    name: z.string(),
    file: z.string(),
    sha256: sha256.nullable(),
    licence: z.string().nullable(),
    commercial: z.enum(['yes', 'no', 'conditional', 'unknown']),
    condition: z.string().exactOptional(),
  } satisfies Members<ModelUse>)
  .meta({ id: 'ModelUse' })

const draftOrigin = z.strictObject({
  index: count,
  sha256,
  score: share,
} satisfies Members<DraftOrigin>)

const cutout = z.strictObject({
  graph,
  refused: z.string().exactOptional(),
  submitNo: count.exactOptional(),
  executionMs: z.number().exactOptional(),
  host: z.string().exactOptional(),
  costMicros: micros.exactOptional(),
} satisfies Members<CutoutProvenance>)

const jobSource = jobSourceSchema.extend({
  strength: share.exactOptional(),
  mask: sha256.exactOptional(),
})

const provenance = z
  .strictObject({
    graph: graph.exactOptional(),
    models: z.array(modelUse).exactOptional(),
    values: values.exactOptional(),
    modelSeed: z.string().exactOptional(),
    submitNo: count.exactOptional(),
    executionMs: z.number().exactOptional(),
    revisedPrompt: z.string().exactOptional(),
    host: z.string().exactOptional(),
    serverVersion: z.string().exactOptional(),
    source: jobSource.exactOptional(),
    downsizedFrom: z.strictObject({ width: count, height: count }).exactOptional(),
    cachedFrom: z.string().exactOptional(),
    draft: draftOrigin.exactOptional(),
    cutout: cutout.exactOptional(),
  } satisfies Members<MakingProvenance>)
  .meta({ id: 'MakingProvenance' }) satisfies z.ZodType<MakingProvenance>

const strength = z.number().exactOptional()
export const jobAdjust = z.strictObject({
  promptWeight: z.number().exactOptional(),
  parameters: z
    .strictObject({
      paletteStrength: strength,
      steadiness: strength,
      margin: strength,
      simplicity: strength,
      effort: strength,
    } satisfies Readonly<Record<AdjustableParameter, z.ZodType>>)
    .exactOptional(),
  provider: z.string().exactOptional(),
  source: jobSource.exactOptional(),
  words: z
    .strictObject({ prompt: z.string().exactOptional(), negative: z.string().exactOptional() })
    .exactOptional(),
  generation: z
    .strictObject({ steps: count.exactOptional(), cfg: z.number().exactOptional() })
    .exactOptional(),
} satisfies Members<JobAdjust>) satisfies z.ZodType<JobAdjust>

export const assetCheck = z
  .strictObject({
    name: z.string(),
    passed: z.boolean(),
    score: share,
    reason: z.string(),
  } satisfies Members<AssetCheck>)
  .meta({ id: 'AssetCheck' })

const variantMembers = {
  variantId: idOf('variant'),
  jobId: z.string(),
  projectId: idOf('project'),
  runId: idOf('run'),
  specId: idOf('spec'),
  specKey: z.string(),
  specRevisionId: idOf('specRevision'),
  round: count,
  variantIndex: count,
  seed: z.string(),
  sha256,
  width: count,
  height: count,
  provider: z.string(),
  providerVersion: z.string(),
  placeholder: z.boolean(),
  promptHash: z.string(),
  costMicros: micros,
  paintMs: z.number(),
  score: share.nullable(),
  checks: z.array(assetCheck),
  version: count,
  verdict: z.enum(verdicts),
  decisionId: z.string().nullable(),
  createdAt: isoTime,
  adjust: jobAdjust.exactOptional(),
  provenance: provenance.exactOptional(),
  pictureRemovedAt: isoTime.exactOptional(),
  primary: z.literal(true).exactOptional(),
  ...marks,
} satisfies Members<VariantRow>

const previewSize = z.strictObject({ width: count, height: count } satisfies Members<PreviewSize>)

/** A variant with where its pictures are. */
export const variantView = z
  .strictObject({
    ...{ ...variantMembers, imageUrl: ownPath },
    ...{ previewUrl: ownPath.exactOptional(), thumbUrl: ownPath.exactOptional() },
    ...{ previewSize: previewSize.exactOptional(), thumbSize: previewSize.exactOptional() },
  } satisfies Members<VariantView>)
  .meta({ id: 'Variant' }) satisfies z.ZodType<VariantView>

/** Who was chosen to make the jobs of a round, and why. */
export const generationRoute = z
  .strictObject({
    provider: z.string(),
    taskQueue: z.string(),
    modelKey: z.string().exactOptional(),
    graph: graph.exactOptional(),
    models: z
      .strictObject({
        checkpoint: z.string(),
        loras: z.array(z.strictObject({ name: z.string(), weight: z.number() })),
      })
      .exactOptional(),
    uses: z.array(modelUse).exactOptional(),
    values: values.exactOptional(),
    words: z.array(z.string()).exactOptional(),
    cutout: z.strictObject({ graph, values, uses: z.array(modelUse) }).exactOptional(),
    costMicros: micros,
    fallbackAfterMs: z.number().exactOptional(),
    reasons: z.array(z.string()),
  } satisfies Members<GenerationRoute>)
  .meta({ id: 'GenerationRoute' }) satisfies z.ZodType<GenerationRoute>
