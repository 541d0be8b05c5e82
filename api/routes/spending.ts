import type { Router } from 'express'
import * as contracts from '../../core/http/contracts/spending-contracts.schema.js'
import type { BudgetView, EstimateView } from '../../core/http/spending-api.js'
import { judgeProject } from '../../core/spending/judge-project.js'
import type { ApiContext } from '../api-deps.js'
import { estimateRun } from '../estimate-specs.js'
import { requireProject, requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'

/** What a project has spent, and what a run will still cost. */
export function addSpendingRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(contracts.readBudget, async ({ params }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const spending = await catalogue.oversight.spending(projectId)
      const { gpuHourMicros } = deps.spending
      const judged = judgeProject(spending, { isHourFree: gpuHourMicros === 0 })
      response.json({ projectId, ...spending, ...judged } satisfies BudgetView)
    }),
    operation(contracts.estimateRun, async ({ params }, response) => {
      const run = await requireRun(catalogue, params.runId)
      response.json((await estimateRun(deps, run)) satisfies EstimateView)
    }),
  ])
}
