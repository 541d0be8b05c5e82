import type { OversightCatalogue, RunWaits, ServiceInterval } from '../../core/oversight-ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import { readBudgetWait } from './memory-budget.js'
import { readProjectSpending, readProviderFigures } from './memory-spending.js'
import { isoNow, ownerSpec, requireRun } from './memory-catalogue-state.js'
import { countDrafts } from './memory-drafts.js'
import type { MemoryState } from './memory-catalogue-state.js'

export function createMemoryOversight(state: MemoryState): OversightCatalogue {
  const intervals: ServiceInterval[] = []
  return {
    extendInterval: async ({ part, bootId, gapMs }) => {
      const newest = intervals.findLastIndex((one) => one.part === part && one.bootId === bootId)
      const known = intervals[newest]
      const isFresh = known && state.now() - Date.parse(known.lastSeen) < gapMs
      if (known && isFresh) intervals[newest] = { ...known, lastSeen: isoNow(state) }
      else intervals.push({ part, bootId, from: isoNow(state), lastSeen: isoNow(state) })
    },
    intervals: async (part, since) =>
      intervals
        .filter((one) => one.part === part && Date.parse(one.lastSeen) >= Date.parse(since))
        .sort((a, b) => Date.parse(a.from) - Date.parse(b.from))
        .slice(-1_000),
    runWaits: async (runId) => readRunWaits(state, runId),
    figuresSince: async (since, projectIds = null) =>
      readFigures(ofProjects(state, projectIds), Date.parse(since)),
    integrity: async (projectIds = null) => countIntegrity(ofProjects(state, projectIds)),
    spending: async (projectId) => readProjectSpending(state, projectId),
    providerFigures: async () => readProviderFigures(state, null),
  }
}

/** The same state with the rows of these projects only, where the report looks; null = of all. */
function ofProjects(state: MemoryState, projectIds: readonly string[] | null): MemoryState {
  if (projectIds === null) return state
  const isOf = ({ projectId }: { readonly projectId: string }) => projectIds.includes(projectId)
  const those = <Key, Row extends { readonly projectId: string }>(rows: ReadonlyMap<Key, Row>) =>
    new Map([...rows].filter(([, row]) => isOf(row)))
  return {
    ...state,
    runs: those(state.runs),
    variants: those(state.variants),
    drafts: those(state.drafts),
    requests: those(state.requests),
    decisions: state.decisions.filter(isOf),
    events: new Map([...state.events].filter(([projectId]) => projectIds.includes(projectId))),
    bundles: new Map([...state.bundles].filter(([, { row }]) => isOf(row))),
  }
}

function nameOf(state: MemoryState, runId: string): string {
  return state.revisions.get(state.runs.get(runId)?.wishlistRevisionId ?? '')?.name ?? ''
}

function readRunWaits(state: MemoryState, runId: string): RunWaits {
  const run = requireRun(state, runId)
  const permits = [...state.permits.values()]
  const own = permits.filter((one) => one.runId === runId)
  const held = new Map<string, number>()
  for (const one of permits)
    if (one.projectId === run.projectId && one.grantedAt !== null)
      held.set(one.runId, (held.get(one.runId) ?? 0) + 1)
  const mail = state.outbox.filter(
    (row) => !row.closed && 'runId' in row.message && row.message.runId === runId,
  )
  const waiting = own.filter((one) => one.grantedAt === null).length
  const made = [...state.variants.values()].filter((one) => one.runId === runId)
  const reviewing = run.specs
    .map((one) => ownerSpec(state, run, one).spec)
    .filter(({ stage }) => stage === 'reviewing')
    .map(({ reviewingSince }) => reviewingSince ?? run.createdAt)
    .sort()
  const paused = (state.events.get(run.projectId) ?? []).findLast(
    (event) => event.runId === runId && event.type === 'runPaused',
  )
  const budget = readBudgetWait(state, runId)
  return {
    ...(budget === null ? {} : { budget }),
    permitsWaiting: waiting,
    permitsHeld: own.length - waiting,
    waitingSince: waiting > 0 ? isoNow(state) : null,
    holders: [...held]
      .map(([id, count]) => ({ runId: id, name: nameOf(state, id), permits: count }))
      .sort((a, b) => b.permits - a.permits || (a.runId < b.runId ? -1 : 1))
      .slice(0, 10),
    reviewSince: reviewing[0] ?? null,
    pausedSince: run.paused ? (paused?.at ?? null) : null,
    outboxOpen: mail.length,
    outboxSince: mail[0] ? new Date(mail[0].createdMs).toISOString() : null,
    pace: terminalRunStages.includes(run.stage) ? null : paceOf(made.map((one) => Date.parse(one.createdAt))),
  }
}

/** Without other runs: the tests that need a pace of another run have PostgreSQL. */
function paceOf(times: readonly number[]): RunWaits['pace'] {
  const last = [...times].sort((a, b) => a - b).slice(-65)
  const pictures = last.length - 1
  const gaps = last.slice(1).map((at, index) => Math.min(30_000, at - last[index]!))
  const spanMs = gaps.reduce((sum, gap) => sum + gap, 0)
  if (pictures < 4 || spanMs <= 0) return null
  const squares = gaps.reduce((sum, gap) => sum + (gap - spanMs / pictures) ** 2, 0)
  return { pictures, spanMs, deviationMs: Math.round(Math.sqrt(squares / (pictures - 1))), isOwn: true }
}

function readFigures(state: MemoryState, sinceMs: number) {
  const isNew = (iso: string | null) => iso !== null && Date.parse(iso) >= sinceMs
  const runs = [...state.runs.values()]
  const variants = [...state.variants.values()].filter((one) => isNew(one.createdAt))
  const jobs = variants.flatMap((one) => state.jobs.get(one.jobId) ?? [])
  const events = [...state.events.values()].flat().filter((event) => isNew(event.at))
  const bundles = [...state.bundles.values()].map((one) => one.row)
  const failedSpecs = runs.flatMap((run) =>
    run.specs.flatMap((spec) => {
      const told = events.findLast(
        (event) =>
          event.runId === run.runId &&
          event.data['stage'] === 'failed' &&
          event.data['specRevisionId'] === spec.specRevisionId,
      )
      if (spec.stage !== 'failed' || !told) return []
      return [failure('spec', run.runId, spec.key, spec.failure, told.at)]
    }),
  )
  const failures = [
    ...runs
      .filter((run) => run.stage === 'failed' && isNew(run.finishedAt))
      .map((run) =>
        failure('run', run.runId, nameOf(state, run.runId), run.failure, run.finishedAt ?? isoNow(state)),
      ),
    ...failedSpecs,
    ...bundles
      .filter((row) => row.state === 'failed' && isNew(row.createdAt))
      .map((row) => failure('bundle', row.runId, row.target, row.failure, row.createdAt)),
  ]
  const drafts = [...state.drafts.values()].filter((one) => isNew(one.createdAt))
  const taken = variants.filter(({ provenance }) => provenance?.cachedFrom !== undefined).length
  return {
    specs: runs.filter((run) => isNew(run.createdAt)).reduce((sum, run) => sum + run.specs.length, 0),
    variants: variants.length,
    assets: events.filter((event) => event.type === 'assetFinished').length,
    bundles: bundles.filter((row) => isNew(row.publishedAt)).length,
    decisions: new Set(state.decisions.filter((one) => isNew(one.decidedAt)).map((one) => one.decisionId))
      .size,
    costMicros: jobs.reduce((sum, job) => sum + (job.committedMicros ?? 0), 0),
    paintMs: Math.round([...variants, ...drafts].reduce((sum, one) => sum + one.paintMs, 0)),
    jobs: jobs.length,
    executions: jobs.reduce((sum, job) => sum + job.executions, 0),
    ...(taken === 0 ? {} : { taken }),
    ...(drafts.length === 0 ? {} : { drafts: countDrafts(drafts) }),
    runsEnded: runs
      .filter((run) => isNew(run.finishedAt))
      .map(({ runId, stage, finishedAt }) => ({
        runId,
        name: nameOf(state, runId),
        stage,
        at: finishedAt ?? '',
      })),
    failures,
    reviews: runs.flatMap((run) => {
      const isByPerson = state.revisions.get(run.wishlistRevisionId)?.options.review === 'person'
      const specs = run.specs.filter(
        ({ stage, quality }) =>
          stage === 'reviewing' && (isByPerson || (quality !== undefined && quality.outcome !== 'trying')),
      ).length
      const handedOver = run.specs.filter(
        ({ stage, quality }) => stage === 'reviewing' && quality?.outcome === 'handedOver',
      ).length
      const open = !terminalRunStages.includes(run.stage) ? specs : run.stage === 'done' ? handedOver : 0
      return open > 0 ? [{ runId: run.runId, name: nameOf(state, run.runId), specs: open }] : []
    }),
  }
}

function failure(
  kind: 'run' | 'spec' | 'bundle',
  runId: string,
  name: string,
  reason: string | null,
  at: string,
) {
  return { kind, runId, name, reason: reason ?? 'the reason was not recorded', at }
}

function countIntegrity(state: MemoryState) {
  const isKept = (decisionId: string) => state.decisions.some((one) => one.decisionId === decisionId)
  const isOnItsWay = (decisionId: string) =>
    state.outbox.some((row) => !row.closed && row.dedupeKey === `sendDecision/${decisionId}`)
  const lost = [...state.requests.values()].filter(
    ({ state: how, decisionId }) =>
      (how === 'applied' && !isKept(decisionId)) || (how === 'pending' && !isOnItsWay(decisionId)),
  )
  const finished = new Set([...state.assetVersions.values()].map((one) => one.specId))
  const specs = [...state.runs.values()].flatMap((run) => run.specs)
  const variants = [...state.variants.values()]
  const versions = state.decisions.map((one) => `${one.variantId} ${one.version}`)
  return {
    decisionsLost: lost.length,
    assetsLost: specs.filter((spec) => spec.stage === 'done' && !finished.has(spec.specId)).length,
    variantsUnaccounted: variants.filter(
      (one) => (state.jobs.get(one.jobId)?.committedMicros ?? null) === null,
    ).length,
    bundlesEmpty: [...state.bundles.values()].filter(
      (one) => one.row.state === 'published' && one.files.length === 0,
    ).length,
    jobsDoubled: variants.length - new Set(variants.map((one) => one.jobId)).size,
    decisionsDoubled: versions.length - new Set(versions).size,
  }
}
