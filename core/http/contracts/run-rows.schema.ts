import { z } from 'zod'
import type { CarriedSpecs, RunCounts, RunRow } from '../../ports.js'
import type { SpecSettings } from '../../project-settings/spec-settings.js'
import { runStages, specStages, type RunOptions, type SpecStage } from '../../run-options.js'
import { specEditSchema } from '../../spec-edits/spec-edit.schema.js'
import type { RunRevision, RunView } from '../http-api.js'
import type { TimeLeft } from '../run-pace.js'
import type { WaitsFor } from '../waits-for.js'
import { documentRef, intakeNote, intakeProblem } from './intake-rows.schema.js'
import { count, idOf, isoTime, micros, sha256, type Members } from './pieces.schema.js'
import { assetSpec, qualityContract } from './spec-rows.schema.js'

const namedPicture = z.strictObject({
  sha256,
  mediaType: z.string(),
  width: count.nullable(),
  height: count.nullable(),
})

/** Only told: what these members may hold, the settings of the project say. */
const specSettings = z
  .looseObject({})
  .meta({ id: 'SpecSettings', description: 'What the settings of the project said of specs' })

/** How a run was ordered. */
export const runOptions = z
  .strictObject({
    seed: z.number().int(),
    variantsPerSpec: count.nullable(),
    provider: z.string(),
    availableProviders: z.array(z.string()).exactOptional(),
    providerBy: z.enum(['default', 'earlier']).exactOptional(),
    review: z.enum(['auto', 'person']),
    targets: z.array(z.string()),
    palette: z.array(z.string()),
    windowSize: count,
    undoWindowMs: z.number(),
    drafts: count.exactOptional(),
    pictures: z.record(z.string(), namedPicture).exactOptional(),
    contract: qualityContract.exactOptional(),
    signOffs: z.literal(2).exactOptional(),
    reviewDueMs: z.number().nullable().exactOptional(),
    remindEveryMs: z.number().exactOptional(),
    settings: (specSettings as z.ZodType<SpecSettings>).exactOptional(),
    exactSpecs: z.array(assetSpec).exactOptional(),
    specEdits: z.array(specEditSchema).exactOptional(),
    documents: z.array(documentRef).exactOptional(),
    hold: z.literal(true).exactOptional(),
  } satisfies Members<RunOptions>)
  .meta({ id: 'RunOptions' }) satisfies z.ZodType<RunOptions>

const runMembers = {
  runId: idOf('run'),
  projectId: idOf('project'),
  wishlistRevisionId: idOf('wishlistRevision'),
  wishlistName: z.string(),
  wishlistRevision: count,
  stage: z.enum(runStages),
  paused: z.boolean(),
  options: runOptions,
  failure: z.string().nullable(),
  createdAt: isoTime,
  finishedAt: isoTime.nullable(),
} satisfies Members<RunRow>

export const runRow = z.strictObject(runMembers).meta({ id: 'Run' }) satisfies z.ZodType<RunRow>

const byStage = z.strictObject(
  Object.fromEntries(specStages.map((stage) => [stage, count.exactOptional()])) as Record<
    SpecStage,
    z.ZodExactOptional<typeof count>
  >,
)

const counts = z
  .strictObject({
    specs: count,
    variantsPlanned: count,
    variants: count,
    byStage,
    waitingForReview: count,
    handedOver: count.exactOptional(),
    assets: count,
    costMicros: micros,
    drafts: z.strictObject({ made: count, chosen: count, costMicros: micros }).exactOptional(),
  } satisfies Members<RunCounts>)
  .meta({ id: 'RunCounts' }) satisfies z.ZodType<RunCounts>

const waitsFor = z.strictObject({
  kind: z.enum(['person', 'paused', 'budget', 'permit', 'temporal', 'outbox', 'storage', 'retry']),
  count,
  since: isoTime.nullable(),
  whom: z.string(),
  what: z.string(),
  hint: z.string(),
} satisfies Members<WaitsFor>)

const timeLeft = z.strictObject({
  lowSeconds: z.number(),
  highSeconds: z.number(),
  pictures: z.number(),
  eachMs: z.number(),
  measured: z.number(),
  isOfAnother: z.boolean(),
} satisfies Members<TimeLeft>)

const carried = z.strictObject({
  runIds: z.array(idOf('run')),
  specs: count,
  variants: count,
  approved: count,
} satisfies Members<CarriedSpecs>)

const revision = z.strictObject({
  number: count,
  difference: z.strictObject({ added: count, changed: count, removed: count, unchanged: count }).nullable(),
  carried,
  newest: z.strictObject({ number: count, runId: idOf('run') }).nullable(),
} satisfies Members<RunRevision>)

/** A run with where it stands. */
export const runView = z
  .strictObject({
    ...runMembers,
    counts,
    problems: z.array(intakeProblem),
    notes: z.array(intakeNote),
    secondsLeft: z.number().nullable(),
    timeLeft: timeLeft.exactOptional(),
    capMicros: micros.exactOptional(),
    warnings: z.array(z.string()).exactOptional(),
    sentence: z.string(),
    temporalUrl: z.string().nullable(),
    executions: count,
    revision: revision.exactOptional(),
    waitsFor: z.array(waitsFor),
  } satisfies Members<RunView>)
  .meta({ id: 'RunView' }) satisfies z.ZodType<RunView>
