import type { ProjectSpending, ProviderFigures, Spread } from '../../core/spending/spending-ports.js'
import { spendingLimitsOf } from '../../core/spending/spending-limits.js'
import { spentOf } from './memory-budget.js'
import { isoNow, type MemoryState } from './memory-catalogue-state.js'

export function readProviderFigures(state: MemoryState, projectId: string | null): ProviderFigures[] {
  const made = [...state.variants.values()].filter((one) => projectId === null || one.projectId === projectId)
  const month = isoNow(state).slice(0, 7)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
  return [...new Set(made.map(({ provider }) => provider))].sort().map((provider) => {
    const own = made.filter((one) => one.provider === provider)
    const executionsOf = (jobId: string) => state.jobs.get(jobId)?.executions ?? 0
    const measured = own.filter(({ jobId }) => executionsOf(jobId) > 0)
    return {
      provider,
      variants: own.length,
      approved: own.filter(({ verdict }) => verdict === 'approved').length,
      executions: sum(own.map(({ jobId }) => executionsOf(jobId))),
      costMicros: sum(own.map(({ costMicros }) => costMicros)),
      monthMicros: sum(
        own.filter((one) => one.createdAt.startsWith(month)).map(({ costMicros }) => costMicros),
      ),
      paintMs: spreadOf(measured.map(({ paintMs }) => paintMs)),
      jobMicros: spreadOf(measured.map(({ costMicros }) => costMicros)),
    }
  })
}

/** As PostgreSQL's percentile_cont: between two values it is interpolated. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
    return Math.round(below + (above - below) * (place - Math.floor(place)))
  }
  return { low: at(0.1), likely: at(0.5), high: at(0.9) }
}

export function readProjectSpending(state: MemoryState, projectId: string): ProjectSpending {
  const costs = new Map<string, number>()
  for (const job of state.jobs.values())
    if (job.projectId === projectId && job.committedMicros)
      costs.set(job.runId, (costs.get(job.runId) ?? 0) + job.committedMicros)
  const nameOf = (runId: string) =>
    state.revisions.get(state.runs.get(runId)?.wishlistRevisionId ?? '')?.name ?? ''
  return {
    limits: spendingLimitsOf(state.projectSettings.get(projectId)?.at(-1)?.settings.policies),
    spent: spentOf(state, projectId),
    providers: readProviderFigures(state, projectId),
    assets: new Set(
      [...state.assetVersions.values()]
        .filter((one) => one.projectId === projectId)
        .map(({ specId }) => specId),
    ).size,
    dearestRuns: [...costs]
      .map(([runId, costMicros]) => ({ runId, name: nameOf(runId), costMicros }))
      .sort((a, b) => b.costMicros - a.costMicros || (a.runId < b.runId ? -1 : 1))
      .slice(0, 10),
  }
}
