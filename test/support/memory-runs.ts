import { describeQuality } from '../../core/autopilot/describe-quality.js'
import { isNewerReport } from '../../core/autopilot/quality-report.js'
import { routedProviders } from '../../core/generation/generation-route.js'
import type { OpenSpec, RunCatalogue, RunRow, SpecSnapshot, StageOver, VariantRow } from '../../core/ports.js'
import { primaryOf } from '../../core/review/primary-variant.js'
import type { AskedRound, ReviewMarks } from '../../core/review/verdict.js'
import { generationStages, settledSpecStages, terminalRunStages } from '../../core/run-options.js'
import type { SpecStage } from '../../core/run-options.js'
import { approveOverage } from './memory-budget.js'
import {
  addEvent,
  addOutbox,
  boundLimit,
  byPlace,
  byText,
  isOf,
  isoNow,
  notFound,
  ownerSpec,
  requireRun,
  requireRunSpec,
} from './memory-catalogue-state.js'
import { tellReviewWaiting } from './memory-waiting.js'
import { countDrafts } from './memory-drafts.js'
import type { MemoryRun, MemoryRunSpec, MemoryState } from './memory-catalogue-state.js'

export function createMemoryRuns(state: MemoryState): RunCatalogue {
  const rows = (keep: (run: MemoryRun) => boolean) =>
    [...state.runs.values()].filter(keep).map((run) => toRow(state, run))
  return {
    find: async (runId) => rows((run) => run.runId === runId)[0] ?? null,
    list: async ({ projectId, projectIds = projectId === undefined ? null : [projectId], limit }) =>
      rows((run) => projectIds === null || projectIds.includes(run.projectId))
        .reverse()
        .slice(0, boundLimit(limit)),
    listOpen: async (limit) =>
      rows((run) => !terminalRunStages.includes(run.stage)).slice(0, boundLimit(limit)),
    counts: async (runId) => count(state, runId),
    readSpecs: async (runId, cursor, limit) => {
      const run = state.runs.get(runId)
      const bound = boundLimit(limit)
      const specs = run?.specs.slice(cursor, cursor + bound) ?? []
      return {
        specs: specs.map((spec) => snapshot(state, requireRun(state, runId), spec)),
        nextCursor: run && cursor + bound < run.specs.length ? cursor + bound : null,
      }
    },
    readSpec: async (runId, specRevisionId) => {
      const spec = state.runs.get(runId)?.specs.find((one) => one.specRevisionId === specRevisionId)
      return spec ? snapshot(state, requireRun(state, runId), spec) : null
    },
    findSpecByKey: async (runId, specKey) => {
      const spec = state.runs.get(runId)?.specs.find((one) => one.key === specKey)
      return spec ? snapshot(state, requireRun(state, runId), spec) : null
    },
    loadSpec: async (projectId, specRevisionId) => {
      const revision = state.specRevisions.get(specRevisionId)
      if (!revision || revision.projectId !== projectId) throw notFound(`spec ${specRevisionId}`)
      return structuredClone(revision.content)
    },
    loadSpecs: async (projectId, specRevisionIds) => {
      const found = specRevisionIds.map((id) => [id, state.specRevisions.get(id)] as const)
      return new Map(
        found.flatMap(([id, revision]) =>
          revision?.projectId === projectId ? [[id, structuredClone(revision.content)]] : [],
        ),
      )
    },
    setStage: async (runId, stage, failure) => {
      const run = requireRun(state, runId)
      if (terminalRunStages.includes(run.stage)) return
      if (run.stage === stage && run.failure === (failure ?? null)) return
      Object.assign(run, { stage, failure: failure ?? null })
      if (terminalRunStages.includes(stage)) run.finishedAt = isoNow(state)
      if (stage === 'cancelled')
        for (const spec of run.specs)
          if (
            spec.stage === 'waiting' &&
            spec.originRunId === undefined &&
            carriersOf(state, runId, spec.specRevisionId).length === 0
          )
            spec.stage = 'cancelled'
      addEvent(state, run.projectId, runId, 'runStageChanged', {
        stage,
        ...(failure === undefined ? {} : { failure }),
      })
    },
    setPaused: async (runId, paused) => {
      const run = requireRun(state, runId)
      if (run.paused === paused) return
      run.paused = paused
      addEvent(state, run.projectId, runId, paused ? 'runPaused' : 'runResumed', {})
    },
    approveOverage: async (runId) => approveOverage(state, runId),
    setSpecStage: async (input) => setSpecStage(state, input),
    saveQuality: async (input) => saveQuality(state, structuredClone(input)),
    setSpecClosed: async (runId, specRevisionId, closed) => {
      requireRunSpec(requireRun(state, runId), specRevisionId).closed = closed
    },
    settled: async (runId) => {
      const run = state.runs.get(runId)
      const specs = (run?.specs ?? []).map((spec) => ({ spec, owned: ownerSpec(state, run!, spec) }))
      const isByPolicy = run && state.revisions.get(run.wishlistRevisionId)?.options.review === 'auto'
      const outcomeOf = ({ stage, quality }: MemoryRunSpec) =>
        stage === 'reviewing' && isByPolicy ? quality?.outcome : undefined
      const open = specs.filter(
        ({ owned }) =>
          !settledSpecStages.includes(owned.spec.stage) && outcomeOf(owned.spec) !== 'handedOver',
      )
      return {
        settled: specs.length - open.length,
        total: specs.length,
        waiting: specs.filter(({ owned }) => ['met', 'ended'].includes(outcomeOf(owned.spec) ?? '')).length,
        open: open.slice(0, 1_000).map(({ spec, owned }): OpenSpec => {
          const { specRevisionId, originRunId } = spec
          const isPaused = originRunId !== undefined && requireRun(state, originRunId).paused
          return {
            specRevisionId,
            stage: owned.spec.stage,
            ...(originRunId === undefined ? {} : { originRunId }),
            ...(isPaused ? { originPaused: true } : {}),
            ...(spec.adopted ? { adopted: true } : {}),
          }
        }),
      }
    },
    carried: async (runId) => {
      const run = state.runs.get(runId)
      const carried = (run?.specs ?? [])
        .filter(({ originRunId }) => originRunId !== undefined)
        .map((spec) => ownerSpec(state, run!, spec))
      return {
        runIds: [...new Set(carried.map(({ ownerRunId }) => ownerRunId))].sort(byText),
        specs: carried.length,
        variants: [...state.variants.values()].filter((one) => carried.some((owned) => isOf(owned)(one)))
          .length,
        approved: carried.filter(({ spec }) => spec.stage === 'done').length,
      }
    },
    adoptGivenUp: async (runId) => {
      const run = state.runs.get(runId)
      if (!run || terminalRunStages.includes(run.stage)) return
      for (const spec of run.specs) {
        const { stage } = ownerSpec(state, run, spec).spec
        if (spec.originRunId === undefined || !['failed', 'cancelled'].includes(stage)) continue
        delete spec.originRunId
        Object.assign(spec, { adopted: true, stage: 'waiting', round: 0 })
        const { specRevisionId, key: specKey } = spec
        addEvent(state, run.projectId, runId, 'specStageChanged', {
          specRevisionId,
          stage: 'waiting',
          specKey,
          round: 0,
        })
      }
    },
  }
}

function toRow(state: MemoryState, run: MemoryRun): RunRow {
  const revision = state.revisions.get(run.wishlistRevisionId)
  if (!revision) throw notFound('revision')
  const { specs: _, remindersSent: _sent, isReviewTold: _told, ...row } = run
  const { name: wishlistName, revision: wishlistRevision } = revision
  const { specEdits: _edits, documents: _documents, ...options } = revision.options
  return structuredClone({ ...row, wishlistName, wishlistRevision, options })
}

function saveQuality(state: MemoryState, input: Parameters<RunCatalogue['saveQuality']>[0]): void {
  const { projectId, runId, specRevisionId, report } = input
  const spec = requireRunSpec(requireRun(state, runId, projectId), specRevisionId)
  if (!isNewerReport(spec.quality ?? null, report)) return
  spec.quality = report
  const { outcome, rounds, best } = report
  addEvent(state, projectId, runId, 'qualityJudged', {
    ...{ specRevisionId, specKey: spec.key, outcome, round: rounds.at(-1)?.round ?? 0 },
    ...{ bestVariantId: best?.variantId ?? null, message: describeQuality(report) },
  })
}

function setSpecStage(state: MemoryState, input: Parameters<RunCatalogue['setSpecStage']>[0]): void {
  const run = requireRun(state, input.runId)
  const spec = requireRunSpec(run, input.specRevisionId)
  const { stage, failure = null, unless } = input
  if (unless && isOver(state, input, unless, spec)) return
  if (input.round < spec.round && !settledSpecStages.includes(stage)) return
  const round = Math.max(input.round, spec.round)
  if (spec.stage === stage && spec.round === round && spec.failure === failure) return
  if (stage === 'reviewing' && spec.stage !== 'reviewing') spec.reviewingSince = isoNow(state)
  Object.assign(spec, { stage, round, failure })
  if (stage === 'reviewing') tellReviewWaiting(state, run.runId)
  addEvent(state, run.projectId, run.runId, 'specStageChanged', {
    specRevisionId: spec.specRevisionId,
    specKey: spec.key,
    stage,
    round,
    ...(failure === null ? {} : { failure }),
  })
  if (generationStages.includes(stage)) return
  for (const { runId, projectId } of carriersOf(state, run.runId, spec.specRevisionId)) {
    state.counter += 1
    const { specRevisionId } = spec
    addOutbox(state, { kind: 'wakeRun', projectId, runId, specRevisionId, stage }, `wakeRun/${state.counter}`)
  }
}

function isOver(
  state: MemoryState,
  { runId, specRevisionId, round }: Parameters<RunCatalogue['setSpecStage']>[0],
  unless: StageOver,
  spec: MemoryRunSpec,
): boolean {
  if ('finished' in unless)
    return spec.finishedVariantId === unless.finished || state.assetVersions.has(unless.finished)
  return [...state.variants.values()].some(
    (one) =>
      one.runId === runId &&
      one.specRevisionId === specRevisionId &&
      one.round >= round &&
      one.score !== null,
  )
}

/** Open runs that carry the spec from its owner. */
function carriersOf(state: MemoryState, ownerRunId: string, specRevisionId: string): MemoryRun[] {
  return [...state.runs.values()].filter(
    (run) =>
      !terminalRunStages.includes(run.stage) &&
      run.specs.some((one) => one.originRunId === ownerRunId && one.specRevisionId === specRevisionId),
  )
}

function snapshot(state: MemoryState, run: MemoryRun, carried: MemoryRunSpec): SpecSnapshot {
  const owned = ownerSpec(state, run, carried)
  const { spec } = owned
  const { originRunId } = carried
  const ofSpec = isOf(owned)
  const holders = [
    ...carriersOf(state, owned.ownerRunId, spec.specRevisionId),
    ...(originRunId === undefined ? [] : [requireRun(state, originRunId)]),
  ]
  const isHeldElsewhere = holders.some(
    (one) => one.runId !== run.runId && !terminalRunStages.includes(one.stage),
  )
  const variants = [...state.variants.values()].filter(ofSpec).sort(byPlace)
  const jobs = [...state.jobs.values()].filter(
    (job) => ofSpec(job) && job.round === spec.round && job.stage === undefined,
  )
  const content = state.specRevisions.get(spec.specRevisionId)?.content
  const primary = primaryOf(variants)
  const plans = plansOf(state, owned)
  const scored = new Set(variants.filter(({ score }) => score !== null).map(({ jobId }) => jobId))
  return {
    specId: spec.specId,
    specRevisionId: spec.specRevisionId,
    specKey: spec.key,
    variantsPerRound: spec.variantsPerRound,
    stage: spec.stage,
    round: spec.round,
    variants: variants.map((one) => ({
      variantId: one.variantId,
      variantIndex: one.variantIndex,
      round: one.round,
      version: one.version,
      decisionId: one.decisionId,
      verdict: one.verdict,
      score: one.score ?? 0,
      ...marksOf(one),
    })),
    roundScored: jobs.length > 0 && jobs.every(({ jobId }) => scored.has(jobId)),
    finishedVariantId: spec.finishedVariantId,
    ...(primary === undefined ? {} : { primaryVariantId: primary.variantId }),
    ...(plans.length === 0 ? {} : { plans }),
    ...(originRunId === undefined ? {} : { originRunId }),
    ...(isHeldElsewhere ? { heldElsewhere: true } : {}),
    ...(content?.qualityContract === undefined ? {} : { contract: content.qualityContract }),
    ...(content?.origin === undefined ? {} : { isHandedIn: true }),
    ...(content && routedProviders.includes(content.provider) ? { routedTo: content.provider } : {}),
    ...(content?.drafts === undefined ? {} : { drafts: content.drafts }),
    ...(spec.quality === undefined ? {} : { quality: spec.quality }),
  }
}

/** Rounds with changes that have begun: of two that asked for the same one the later counts. */
function plansOf(state: MemoryState, owned: ReturnType<typeof ownerSpec>): AskedRound[] {
  const asked = new Map<number, AskedRound>()
  for (const one of state.decisions)
    if (isOf(owned)(one) && one.verb === 'regenerate' && one.marks?.asked)
      asked.set(one.marks.asked.round, one.marks.asked)
  return [...asked.values()]
    .filter(({ round, changes }) => changes !== undefined && round <= owned.spec.round)
    .sort((a, b) => a.round - b.round)
}

function marksOf({ signOffs, primaryRank, pickId, rankBefore, asked }: VariantRow): ReviewMarks {
  const marks = { signOffs, primaryRank, pickId, rankBefore, asked }
  return structuredClone(Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== undefined)))
}

function count(state: MemoryState, runId: string) {
  const run = state.runs.get(runId)
  const specs = (run?.specs ?? []).map((spec) => ownerSpec(state, run!, spec))
  const allJobs = [...state.jobs.values()]
  const drafts = [...state.drafts.values()].filter((one) => one.runId === runId)
  const variants = [...state.variants.values()]
  const byStage: Partial<Record<SpecStage, number>> = {}
  for (const { spec } of specs) byStage[spec.stage] = (byStage[spec.stage] ?? 0) + 1
  const review = run && state.revisions.get(run.wishlistRevisionId)?.options.review
  const handedOver = specs.filter(
    ({ spec }) => spec.stage === 'reviewing' && spec.quality?.outcome === 'handedOver',
  ).length
  const sum = (figures: readonly number[]) => figures.reduce((total, one) => total + one, 0)
  return {
    specs: specs.length,
    variantsPlanned: sum(
      specs.map(
        (owned) =>
          allJobs.filter((job) => isOf(owned)(job) && job.stage === undefined).length ||
          owned.spec.variantsPerRound,
      ),
    ),
    variants: sum(specs.map((owned) => variants.filter(isOf(owned)).length)),
    byStage,
    waitingForReview: specs.filter(
      (owned) =>
        owned.spec.stage === 'reviewing' &&
        (review === 'person' ||
          (owned.spec.quality ?? { outcome: 'trying' }).outcome !== 'trying' ||
          state.decisions.some((one) => isOf(owned)(one) && !one.reviewer.startsWith('policy:'))),
    ).length,
    ...(handedOver > 0 ? { handedOver } : {}),
    assets: specs.filter(({ spec }) => spec.finishedVariantId !== null).length,
    costMicros: sum(
      allJobs.filter((job) => job.runId === runId && !job.reproduces).map((job) => job.committedMicros ?? 0),
    ),
    ...(drafts.length === 0 ? {} : { drafts: countDrafts(drafts) }),
  }
}
