import type { RunCatalogue, RunRow, SpecSnapshot } from '../../core/ports.js'
import { settledSpecStages, terminalRunStages } from '../../core/run-options.js'
import type { SpecStage } from '../../core/run-options.js'
import {
  addEvent,
  boundLimit,
  byPlace,
  isoNow,
  notFound,
  requireRun,
  requireRunSpec,
} from './memory-catalogue-state.js'
import type { MemoryRun, MemoryRunSpec, MemoryState } from './memory-catalogue-state.js'

export function createMemoryRuns(state: MemoryState): RunCatalogue {
  const rows = (keep: (run: MemoryRun) => boolean) =>
    [...state.runs.values()].filter(keep).map((run) => toRow(state, run))
  return {
    find: async (runId) => rows((run) => run.runId === runId)[0] ?? null,
    list: async ({ projectId, limit }) =>
      rows((run) => projectId === undefined || run.projectId === projectId)
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
        specs: specs.map((spec) => snapshot(state, runId, spec)),
        nextCursor: run && cursor + bound < run.specs.length ? cursor + bound : null,
      }
    },
    readSpec: async (runId, specRevisionId) => {
      const spec = state.runs.get(runId)?.specs.find((one) => one.specRevisionId === specRevisionId)
      return spec ? snapshot(state, runId, spec) : null
    },
    findSpecByKey: async (runId, specKey) => {
      const spec = state.runs.get(runId)?.specs.find((one) => one.key === specKey)
      return spec ? snapshot(state, runId, spec) : null
    },
    loadSpec: async (projectId, specRevisionId) => {
      const revision = state.specRevisions.get(specRevisionId)
      if (!revision || revision.projectId !== projectId) throw notFound(`spec ${specRevisionId}`)
      return structuredClone(revision.content)
    },
    setStage: async (runId, stage, failure) => {
      const run = requireRun(state, runId)
      if (terminalRunStages.includes(run.stage)) return
      if (run.stage === stage && run.failure === (failure ?? null)) return
      Object.assign(run, { stage, failure: failure ?? null })
      if (terminalRunStages.includes(stage)) run.finishedAt = isoNow(state)
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
    setSpecStage: async (input) => setSpecStage(state, input),
    setSpecClosed: async (runId, specRevisionId, closed) => {
      requireRunSpec(requireRun(state, runId), specRevisionId).closed = closed
    },
    settled: async (runId) => {
      const specs = state.runs.get(runId)?.specs ?? []
      const open = specs.filter(({ stage }) => !settledSpecStages.includes(stage))
      return {
        settled: specs.length - open.length,
        total: specs.length,
        open: open.slice(0, 1_000).map(({ specRevisionId, stage }) => ({ specRevisionId, stage })),
      }
    },
  }
}

function toRow(state: MemoryState, run: MemoryRun): RunRow {
  const revision = state.revisions.get(run.wishlistRevisionId)
  if (!revision) throw notFound('revision')
  const { specs: _, ...row } = run
  return structuredClone({ ...row, wishlistName: revision.name, options: revision.options })
}

function setSpecStage(state: MemoryState, input: Parameters<RunCatalogue['setSpecStage']>[0]): void {
  const run = requireRun(state, input.runId)
  const spec = requireRunSpec(run, input.specRevisionId)
  const { stage, failure = null } = input
  if (input.round < spec.round && !settledSpecStages.includes(stage)) return
  const round = Math.max(input.round, spec.round)
  if (spec.stage === stage && spec.round === round && spec.failure === failure) return
  Object.assign(spec, { stage, round, failure })
  addEvent(state, run.projectId, run.runId, 'specStageChanged', {
    specRevisionId: spec.specRevisionId,
    specKey: spec.key,
    stage,
    round,
    ...(failure === null ? {} : { failure }),
  })
}

function snapshot(state: MemoryState, runId: string, spec: MemoryRunSpec): SpecSnapshot {
  const ofSpec = (one: { runId: string; specRevisionId: string }) =>
    one.runId === runId && one.specRevisionId === spec.specRevisionId
  const variants = [...state.variants.values()].filter(ofSpec).sort(byPlace)
  const jobs = [...state.jobs.values()].filter((job) => ofSpec(job) && job.round === spec.round)
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
    })),
    roundScored: jobs.length > 0 && jobs.every(({ jobId }) => scored.has(jobId)),
    finishedVariantId: spec.finishedVariantId,
  }
}

function count(state: MemoryState, runId: string) {
  const run = state.runs.get(runId)
  const specs = run?.specs ?? []
  const jobs = [...state.jobs.values()].filter((job) => job.runId === runId)
  const byStage: Partial<Record<SpecStage, number>> = {}
  for (const { stage } of specs) byStage[stage] = (byStage[stage] ?? 0) + 1
  const review = run && state.revisions.get(run.wishlistRevisionId)?.options.review
  const jobsOf = (specRevisionId: string) =>
    jobs.filter((job) => job.specRevisionId === specRevisionId).length
  const wasDecided = (specRevisionId: string) =>
    state.decisions.some((one) => one.runId === runId && one.specRevisionId === specRevisionId)
  return {
    specs: specs.length,
    variantsPlanned: specs.reduce(
      (sum, spec) => sum + (jobsOf(spec.specRevisionId) || spec.variantsPerRound),
      0,
    ),
    variants: [...state.variants.values()].filter((one) => one.runId === runId).length,
    byStage,
    waitingForReview: specs.filter(
      ({ stage, specRevisionId }) =>
        stage === 'reviewing' && (review === 'person' || wasDecided(specRevisionId)),
    ).length,
    assets: specs.filter(({ finishedVariantId }) => finishedVariantId !== null).length,
    costMicros: jobs.reduce((sum, job) => sum + (job.committedMicros ?? 0), 0),
  }
}
