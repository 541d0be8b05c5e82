import type { Catalogue } from '../../core/catalogue.js'
import type { GenerationJob, VariantRow } from '../../core/ports.js'
import type { RecordedDecision } from '../../core/review/verdict.js'
import type { RunOptions } from '../../core/run-options.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { hashOf } from '../../core/hash.js'

export function buildRunOptions(changes: Partial<RunOptions> = {}): RunOptions {
  return {
    seed: 1,
    variantsPerSpec: null,
    provider: 'procedural',
    review: 'person',
    targets: ['generic'],
    palette: [],
    windowSize: 100,
    undoWindowMs: 1_000,
    ...changes,
  }
}

export function buildSpec(key: string, changes: Partial<AssetSpec> = {}): AssetSpec {
  return {
    key,
    assetType: 'prop',
    category: 'props',
    prompt: { positive: `a ${key}`, negative: '' },
    size: { width: 32, height: 32 },
    pivot: { x: 0.5, y: 1 },
    seamless: false,
    background: 'transparent',
    variants: 2,
    palette: [],
    outlinePx: 1,
    light: 'upper-left',
    provider: 'procedural',
    tags: [],
    source: { file: 'list.txt', line: 1, text: `props: ${key}` },
    ...changes,
  }
}

export interface ScenarioSpec {
  readonly specId: string
  readonly specRevisionId: string
  readonly specKey: string
}

export interface ScenarioRun {
  readonly projectId: string
  readonly wishlistRevisionId: string
  readonly runId: string
  readonly specs: readonly ScenarioSpec[]
}

/** A refined run with one spec a key, in the order given. */
export async function startRun(
  catalogue: Catalogue,
  input: {
    project: string
    keys: readonly string[]
    options?: Partial<RunOptions>
    text?: string
    changes?: Partial<AssetSpec>
  },
): Promise<ScenarioRun> {
  const { projectId } = await catalogue.projects.ensure({ key: input.project, name: input.project })
  const { wishlistRevisionId, runId } = await catalogue.intake.submitWishlist({
    projectId,
    name: 'list.txt',
    text: input.text ?? input.keys.join('\n'),
    options: buildRunOptions(input.options),
  })
  await catalogue.intake.saveRefinement({
    projectId,
    wishlistRevisionId,
    runId,
    specs: input.keys.map((key) => buildSpec(key, input.changes)),
    problems: [],
    notes: [],
  })
  const specs: ScenarioSpec[] = []
  for (let cursor: number | null = 0; cursor !== null;) {
    const page: Awaited<ReturnType<Catalogue['runs']['readSpecs']>> = await catalogue.runs.readSpecs(
      runId,
      cursor,
      500,
    )
    specs.push(
      ...page.specs.map(({ specId, specRevisionId, specKey }) => ({ specId, specRevisionId, specKey })),
    )
    cursor = page.nextCursor
  }
  return { projectId, wishlistRevisionId, runId, specs }
}

export function planJobs(run: ScenarioRun, spec: ScenarioSpec, round = 1, count = 2): GenerationJob[] {
  return Array.from({ length: count }, (_, variantIndex) => ({
    jobId: hashOf({ runId: run.runId, spec: spec.specRevisionId, round, variantIndex }),
    projectId: run.projectId,
    runId: run.runId,
    specId: spec.specId,
    specRevisionId: spec.specRevisionId,
    round,
    variantIndex,
    seed: hashOf({ key: spec.specKey, round, variantIndex }).slice(0, 16),
  }))
}

export function holderOf(run: ScenarioRun, spec: ScenarioSpec) {
  return { projectId: run.projectId, runId: run.runId, specRevisionId: spec.specRevisionId }
}

/** What a painter delivers for a job; `sha256` depends on the job's seed only. */
export function resultOf(job: GenerationJob, costMicros = 5) {
  return {
    job,
    sha256: hashOf({ seed: job.seed }),
    width: 64,
    height: 64,
    provider: 'procedural',
    providerVersion: '1',
    placeholder: true,
    promptHash: hashOf('prompt'),
    costMicros,
    paintMs: 12.5,
  }
}

/** Reserves, completes and scores a round; returns its variants by index. */
export async function generateRound(
  catalogue: Catalogue,
  run: ScenarioRun,
  spec: ScenarioSpec,
  round = 1,
): Promise<VariantRow[]> {
  const holder = holderOf(run, spec)
  const jobs = planJobs(run, spec, round)
  await catalogue.generation.reserve({ ...holder, cap: 1000, jobs, costMicros: 10 })
  for (const job of jobs) await catalogue.generation.complete(resultOf(job))
  const made = await catalogue.generation.variantsOfRound(run.runId, spec.specRevisionId, round)
  await catalogue.generation.saveScores({
    ...holder,
    scores: made.map(({ variantId, variantIndex }) => ({
      variantId,
      score: 0.5 + variantIndex / 10,
      checks: [{ name: 'size', passed: true, score: 1, reason: '64 x 64 as ordered' }],
    })),
  })
  await catalogue.generation.release(holder)
  await catalogue.runs.setSpecStage({ ...holder, stage: 'reviewing', round })
  return await catalogue.generation.variantsOfRound(run.runId, spec.specRevisionId, round)
}

export function buildDecision(
  variant: { variantId: string; version: number },
  decisionId: string,
  changes: Partial<RecordedDecision> = {},
): RecordedDecision {
  return {
    decisionId,
    variantId: variant.variantId,
    version: variant.version + 1,
    verb: 'approve',
    verdict: 'approved',
    reason: null,
    note: null,
    reviewer: 'local',
    ...changes,
  }
}

/** Records one decision on a variant as it stands. */
export async function decide(
  catalogue: Catalogue,
  run: ScenarioRun,
  spec: ScenarioSpec,
  variant: { variantId: string; version: number },
  decisionId: string,
  changes: Partial<RecordedDecision> = {},
): Promise<void> {
  await catalogue.review.recordDecisions({
    ...holderOf(run, spec),
    specId: spec.specId,
    decisions: [buildDecision(variant, decisionId, changes)],
  })
}

/** Puts the finished picture of a variant into the library. */
export async function finishAsset(
  catalogue: Catalogue,
  run: ScenarioRun,
  spec: ScenarioSpec,
  variant: VariantRow,
) {
  const saved = await catalogue.library.saveAssetVersion({
    ...holderOf(run, spec),
    specId: spec.specId,
    specKey: spec.specKey,
    variantId: variant.variantId,
    sha256: hashOf({ finished: variant.sha256 }),
    sizeBytes: 321,
    width: 32,
    height: 32,
    trim: { x: 1, y: 2, width: 30, height: 29 },
    processing: {
      backgroundRemoval: { method: 'border-flood', threshold: 12, featherPx: 0, erodePx: 0, edge: 'binary' },
      scale: 0.5,
      palette: ['#000000'],
      steps: ['cutout', 'downscale'],
    },
  })
  await catalogue.runs.setSpecStage({ ...holderOf(run, spec), stage: 'done', round: variant.round })
  return saved
}

let keyCount = 0

/** A project key that no other test of this file has. */
export function freshKey(): string {
  keyCount += 1
  return `project-${keyCount}`
}
