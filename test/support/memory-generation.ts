import { showPrimary } from './memory-waiting.js'
import type { GenerationCatalogue, VariantRow } from '../../core/ports.js'
import type { AssetVersionRow, LibraryCatalogue } from '../../core/library-ports.js'
import { beginBudgetWait, judgeProjectBudget, tellCap } from './memory-budget.js'
import { canonicalJson } from '../../core/hash.js'
import {
  addEvent,
  boundLimit,
  byPlace,
  isoNow,
  notFound,
  requireRun,
  requireRunSpec,
} from './memory-catalogue-state.js'
import type { MemoryJob, MemoryState } from './memory-catalogue-state.js'

export function createMemoryGeneration(state: MemoryState): GenerationCatalogue {
  return {
    reserve: async (input) => reserve(state, structuredClone(input)),
    release: async (input) => release(state, input),
    listPermits: async () =>
      [...state.permits.values()].flatMap(({ projectId, runId, specRevisionId, grantedAt }) =>
        grantedAt === null
          ? []
          : [
              {
                projectId,
                runId,
                specRevisionId,
                grantedAt,
                roundScored: isRoundScored(state, runId, specRevisionId),
              },
            ],
      ),
    findVariantOfJob: async (jobId) => structuredClone(findOfJob(state, jobId)),
    beginExecution: async (jobId) => {
      const job = requireJob(state, jobId)
      job.executions += 1
      return job.executions
    },
    complete: async (input) => structuredClone(complete(state, input)),
    variantsOfRound: async (runId, specRevisionId, round) =>
      structuredClone(
        [...state.variants.values()]
          .filter(
            (one) => one.runId === runId && one.specRevisionId === specRevisionId && one.round === round,
          )
          .sort(byPlace),
      ),
    saveScores: async (input) => saveScores(state, structuredClone(input)),
    ledger: async (runId) => {
      const jobs = [...state.jobs.values()].filter((job) => job.runId === runId && job.reproduces !== true)
      const committed = jobs.filter((job) => job.committedMicros !== null)
      const refunded = jobs.filter((job) => job.refunded).length
      return {
        reserved: jobs.length,
        committed: committed.length,
        refunded,
        open: jobs.length - committed.length - refunded,
        executions: jobs.reduce((sum, job) => sum + job.executions, 0),
        costMicros: committed.reduce((sum, job) => sum + (job.committedMicros ?? 0), 0),
      }
    },
  }
}

function reserve(state: MemoryState, input: Parameters<GenerationCatalogue['reserve']>[0]) {
  const { projectId, runId, specRevisionId, cap, capMicros } = input
  requireRunSpec(requireRun(state, runId, projectId), specRevisionId)
  if (capMicros !== undefined && wouldCost(state, input) > capMicros)
    return { granted: false, ahead: 0, overBudget: true as const }
  const { priceMicros, isWithin } = judgeProjectBudget(state, input)
  const spec = requireRunSpec(requireRun(state, runId, projectId), specRevisionId)
  const key = `${runId} ${specRevisionId}`
  if (!isWithin) {
    state.permits.delete(key)
    beginBudgetWait(state, input)
    return { granted: false, ahead: 0, waitsForBudget: true as const }
  }
  const permit = state.permits.get(key) ?? {
    projectId,
    runId,
    specRevisionId,
    place: (state.counter += 1),
    grantedAt: null,
  }
  state.permits.set(key, permit)
  const ahead = [...state.permits.values()].filter(
    (one) => one.projectId === projectId && (one.grantedAt !== null || one.place < permit.place),
  ).length
  if (permit.grantedAt === null && ahead >= cap) return { granted: false, ahead }
  permit.grantedAt ??= isoNow(state)
  spec.budgetWaitSince = undefined
  for (const job of input.jobs) {
    const known = state.jobs.get(job.jobId)
    if (known) known.refunded = false
    else
      state.jobs.set(job.jobId, {
        ...job,
        executions: 0,
        reservedMicros: priceMicros,
        refunded: false,
        committedMicros: null,
      })
  }
  return { granted: true, ahead: 0 }
}

/** All other jobs of the holder as they were or may be paid, and these. */
function wouldCost(state: MemoryState, input: Parameters<GenerationCatalogue['reserve']>[0]): number {
  const own = new Set(input.jobs.map(({ jobId }) => jobId))
  return jobsOf(state, input)
    .filter(({ jobId }) => !own.has(jobId))
    .reduce(
      (sum, job) => sum + (job.committedMicros ?? (job.refunded ? 0 : job.reservedMicros)),
      input.jobs.length * Math.ceil(input.costMicros),
    )
}

type Holder = Parameters<GenerationCatalogue['release']>[0]

const jobsOf = (state: MemoryState, { runId, specRevisionId }: Omit<Holder, 'projectId'>) =>
  [...state.jobs.values()].filter((job) => job.runId === runId && job.specRevisionId === specRevisionId)

function release(state: MemoryState, holder: Holder): void {
  state.permits.delete(`${holder.runId} ${holder.specRevisionId}`)
  const spec = state.runs
    .get(holder.runId)
    ?.specs.find(({ specRevisionId }) => specRevisionId === holder.specRevisionId)
  if (spec) spec.budgetWaitSince = undefined
  for (const job of jobsOf(state, holder))
    if (job.projectId === holder.projectId) job.refunded = job.committedMicros === null
}

function isRoundScored(state: MemoryState, runId: string, specRevisionId: string): boolean {
  const newest = Math.max(...jobsOf(state, { runId, specRevisionId }).map(({ round }) => round))
  return [...state.variants.values()].some(
    (one) =>
      one.runId === runId &&
      one.specRevisionId === specRevisionId &&
      one.round === newest &&
      one.score !== null,
  )
}

function requireJob(state: MemoryState, jobId: string): MemoryJob {
  const job = state.jobs.get(jobId)
  if (!job) throw notFound(`job ${jobId}`)
  return job
}

function findOfJob(state: MemoryState, jobId: string): VariantRow | null {
  return [...state.variants.values()].find((one) => one.jobId === jobId) ?? null
}

function complete(state: MemoryState, input: Parameters<GenerationCatalogue['complete']>[0]): VariantRow {
  const { job: _, cacheKey, ...result } = input
  const job = requireJob(state, input.job.jobId)
  const known = findOfJob(state, job.jobId)
  if (known) return known
  const specKey = requireRunSpec(requireRun(state, job.runId), job.specRevisionId).key
  const variant: VariantRow = {
    variantId: state.ids.mint('variant'),
    jobId: job.jobId,
    projectId: job.projectId,
    runId: job.runId,
    specId: job.specId,
    specKey,
    specRevisionId: job.specRevisionId,
    round: job.round,
    variantIndex: job.variantIndex,
    seed: job.seed,
    ...result,
    score: null,
    checks: [],
    version: 0,
    verdict: 'undecided',
    decisionId: null,
    createdAt: isoNow(state),
    ...(job.adjust === undefined ? {} : { adjust: job.adjust }),
  }
  state.variants.set(variant.variantId, { ...variant })
  if (cacheKey !== undefined) state.made.set(`${job.projectId} ${cacheKey}`, variant.variantId)
  job.committedMicros = input.costMicros
  job.refunded = false
  if (job.queue) Object.assign(job.queue, { state: 'done', leaseUntilMs: 0 })
  addEvent(state, job.projectId, job.runId, 'variantGenerated', {
    variantId: variant.variantId,
    specRevisionId: job.specRevisionId,
    specKey,
    round: job.round,
    variantIndex: job.variantIndex,
    placeholder: variant.placeholder,
  })
  tellCap(state, job)
  return variant
}

function saveScores(state: MemoryState, input: Parameters<GenerationCatalogue['saveScores']>[0]): void {
  const { projectId, runId, specRevisionId, scores, endsRound } = input
  const scored = scores.map(({ variantId, score, checks }) => {
    const variant = state.variants.get(variantId)
    if (
      !variant ||
      variant.projectId !== projectId ||
      variant.runId !== runId ||
      variant.specRevisionId !== specRevisionId
    )
      throw notFound(`variant ${variantId}`)
    return { variant, score, checks }
  })
  if (endsRound !== undefined && jobsOf(state, input).every(({ round }) => round <= endsRound))
    release(state, input)
  const changed = scored.filter(
    ({ variant, score, checks }) =>
      canonicalJson([variant.score, variant.checks]) !== canonicalJson([score, checks]),
  )
  for (const { variant, score, checks } of changed) Object.assign(variant, { score, checks })
  if (changed.length > 0)
    addEvent(state, projectId, runId, 'variantsScored', { specRevisionId, variants: scores.length })
}

export function createMemoryLibrary(state: MemoryState): LibraryCatalogue {
  return {
    saveAssetVersion: async (given) => {
      const input = structuredClone(given)
      const { projectId, runId, specId, specRevisionId, variantId } = input
      const spec = requireRunSpec(requireRun(state, runId, projectId), specRevisionId, specId)
      const variant = state.variants.get(variantId)
      if (!variant || variant.specRevisionId !== specRevisionId || variant.runId !== runId)
        throw notFound(`variant ${variantId}`)
      spec.finishedVariantId = variantId
      const known = state.assetVersions.get(variantId)
      if (known) {
        showPrimary(state, input)
        return structuredClone(known)
      }
      const earlier = [...state.assetVersions.values()].filter((one) => one.specId === specId)
      const saved = {
        ...input,
        specKey: spec.key,
        assetId: earlier[0]?.assetId ?? state.ids.mint('asset'),
        assetVersionId: state.ids.mint('assetVersion'),
        version: earlier.length + 1,
      }
      state.assetVersions.set(variantId, saved)
      showPrimary(state, input)
      addEvent(state, projectId, runId, 'assetFinished', {
        assetId: saved.assetId,
        assetVersionId: saved.assetVersionId,
        version: saved.version,
        specRevisionId,
        specKey: spec.key,
        variantId,
      })
      return structuredClone(saved)
    },
    styleSet: async ({ projectId, runId, assetType, limit }) => {
      const { createdAt } = requireRun(state, runId, projectId)
      const newest = new Map<string, AssetVersionRow>()
      for (const one of state.assetVersions.values()) {
        const variant = state.variants.get(one.variantId)
        const isMeant =
          one.projectId === projectId &&
          state.specRevisions.get(one.specRevisionId)?.content.assetType === assetType &&
          variant?.verdict === 'approved' &&
          (state.runs.get(one.runId)?.createdAt ?? createdAt) < createdAt
        if (isMeant) newest.set(one.assetId, one)
      }
      return [...newest.values()]
        .reverse()
        .slice(0, boundLimit(limit))
        .map(({ sha256 }) => ({ sha256 }))
    },
    ownsImage: async (projectId, sha256) => {
      const isOwn = (one: { projectId: string; sha256: string }) =>
        one.projectId === projectId && one.sha256 === sha256
      const ofProject = [...state.atlases].filter(([key]) => key.startsWith(`${projectId} `))
      return (
        [...state.variants.values()].some(isOwn) ||
        [...state.assetVersions.values()].some(isOwn) ||
        [...state.drafts.values()].some(isOwn) ||
        [...state.previews.values()].some(isOwn) ||
        [...state.chainSteps.values()].some((one) => one.projectId === projectId && hasImage(one, sha256)) ||
        ofProject.some(([, { pages }]) => pages.some((page) => page.sha256 === sha256))
      )
    },
  }
}

function hasImage({ output }: { readonly output: unknown }, sha256: string): boolean {
  const images = (output as { images?: { sha256: string }[] } | null)?.images ?? []
  return images.some((image) => image.sha256 === sha256)
}
