import type { BudgetWait } from '../../core/oversight-ports.js'
import type { GenerationCatalogue } from '../../core/ports.js'
import { addEvent, isoNow, requireRun, requireRunSpec, type MemoryState } from './memory-catalogue-state.js'

type ReserveInput = Parameters<GenerationCatalogue['reserve']>[0]

const budgetOf = (state: MemoryState, projectId: string): number | undefined =>
  state.projectSettings.get(projectId)?.at(-1)?.settings.policies?.budgetMicros

/** What the project paid or may have to pay, without the jobs `except`. */
function spentOf(state: MemoryState, projectId: string, except: ReadonlySet<string>): number {
  return [...state.jobs.values()]
    .filter((job) => job.projectId === projectId && !except.has(job.jobId))
    .reduce((sum, job) => sum + (job.committedMicros ?? (job.refunded ? 0 : job.reservedMicros)), 0)
}

export function judgeProjectBudget(state: MemoryState, input: ReserveInput) {
  const { projectId, runId, specRevisionId, jobs, costMicros, prices = {} } = input
  const ordered = state.specRevisions.get(specRevisionId)?.content.provider ?? ''
  const provider = jobs[0]?.adjust?.provider ?? ordered
  const told = Math.ceil(Math.max(costMicros, prices[provider] ?? 0))
  const budget = budgetOf(state, projectId)
  if (budget === undefined || state.overages.has(runId)) return { priceMicros: told, isWithin: true }
  const before = [...state.variants.values()]
    .filter((one) => one.projectId === projectId && one.provider === provider)
    .map((one) => one.costMicros)
  const priceMicros = Math.max(told, 0, ...before)
  const spent = spentOf(state, projectId, new Set(jobs.map(({ jobId }) => jobId)))
  return { priceMicros, isWithin: priceMicros === 0 || spent + jobs.length * priceMicros <= budget }
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
  const spentMicros = spentOf(state, projectId, new Set())
  return {
    ...{ specs: since.length, since: since[0], spentMicros },
    budgetMicros: budgetOf(state, projectId) ?? null,
  }
}

export function approveOverage(state: MemoryState, runId: string): void {
  const { projectId } = requireRun(state, runId)
  if (state.overages.has(runId)) return
  state.overages.add(runId)
  addEvent(state, projectId, runId, 'overageApproved', {})
}
