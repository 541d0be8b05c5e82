import type { BudgetWait } from '../../core/oversight-ports.js'
import type { GenerationCatalogue } from '../../core/ports.js'
import {
  judgeSpending,
  type Spent,
  type SpendingLimits,
  spendingLimitsOf,
  tellSpending,
} from '../../core/spending/spending-limits.js'
import { tablePriceOf } from '../../core/spending/table-price.js'
import { warnOfRun } from '../../core/spending/warn-of-run.js'
import { framesOf } from '../../core/spec/spec-frames.js'
import { addEvent, isoNow, requireRun, requireRunSpec, type MemoryState } from './memory-catalogue-state.js'

type ReserveInput = Parameters<GenerationCatalogue['reserve']>[0]

const limitsOf = (state: MemoryState, projectId: string): SpendingLimits =>
  spendingLimitsOf(state.projectSettings.get(projectId)?.at(-1)?.settings.policies)

/** What the project paid or may have to pay, without the jobs `except`. */
export function spentOf(
  state: MemoryState,
  projectId: string,
  except: ReadonlySet<string> = new Set(),
): Spent {
  const month = isoNow(state).slice(0, 7)
  const made = new Map([...state.variants.values()].map((one) => [one.jobId, one.createdAt]))
  let [totalMicros, monthMicros] = [0, 0]
  for (const job of state.jobs.values()) {
    if (job.projectId !== projectId || except.has(job.jobId)) continue
    const micros = job.committedMicros ?? (job.refunded ? 0 : job.reservedMicros)
    totalMicros += micros
    if (job.committedMicros === null || made.get(job.jobId)?.startsWith(month)) monthMicros += micros
  }
  return { totalMicros, monthMicros }
}

export function judgeProjectBudget(state: MemoryState, input: ReserveInput) {
  const { projectId, runId, specRevisionId, jobs, costMicros, prices = {} } = input
  const ordered = state.specRevisions.get(specRevisionId)?.content
  const provider = jobs[0]?.adjust?.provider ?? ordered?.provider ?? ''
  const frames = ordered === undefined ? 1 : framesOf(ordered).length
  const told = Math.ceil(Math.max(costMicros, tablePriceOf(prices, provider, frames)))
  if (state.overages.has(runId)) return { priceMicros: told, isWithin: true }
  const before = [...state.variants.values()]
    .filter((one) => one.projectId === projectId && one.provider === provider)
    .map((one) => one.costMicros)
  const priceMicros = Math.max(told, 0, ...before)
  const spent = spentOf(state, projectId, new Set(jobs.map(({ jobId }) => jobId)))
  const verdict = judgeSpending(limitsOf(state, projectId), spent, jobs.length * priceMicros)
  return { priceMicros, isWithin: verdict === 'within' }
}

export function beginBudgetWait(state: MemoryState, { projectId, runId, specRevisionId }: ReserveInput) {
  const run = requireRun(state, runId, projectId)
  const spec = requireRunSpec(run, specRevisionId)
  if (spec.budgetWaitSince !== undefined) return
  const isFirst = run.specs.every((one) => one.budgetWaitSince === undefined)
  spec.budgetWaitSince = isoNow(state)
  if (isFirst) addEvent(state, projectId, runId, 'budgetReached', {})
}

export function readBudgetWait(state: MemoryState, runId: string): BudgetWait | null {
  const { projectId, specs } = requireRun(state, runId)
  const since = specs.flatMap(({ budgetWaitSince }) => budgetWaitSince ?? []).sort()
  if (since[0] === undefined) return null
  return {
    ...{ specs: since.length, since: since[0] },
    ...tellSpending(limitsOf(state, projectId), spentOf(state, projectId)),
  }
}

export function approveOverage(state: MemoryState, runId: string): void {
  const { projectId } = requireRun(state, runId)
  if (state.overages.has(runId)) return
  state.overages.add(runId)
  addEvent(state, projectId, runId, 'overageApproved', {})
}

/** As tell-cap.ts: once, when what a run has cost comes near its cap. */
export function tellCap(
  state: MemoryState,
  { projectId, runId }: { projectId: string; runId: string },
): void {
  const run = requireRun(state, runId, projectId)
  const costMicros = [...state.jobs.values()]
    .filter((job) => job.runId === runId)
    .reduce((sum, job) => sum + (job.committedMicros ?? 0), 0)
  const { runCapMicros: capMicros } = limitsOf(state, projectId)
  if (run.isCapTold || warnOfRun(costMicros, { runCapMicros: capMicros }).length === 0) return
  run.isCapTold = true
  addEvent(state, projectId, runId, 'runCapNear', { costMicros, capMicros })
}
