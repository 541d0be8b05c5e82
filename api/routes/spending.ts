import type { Router } from 'express'
import type { BudgetView, EstimateView } from '../../core/http/spending-api.js'
import { judgeProject } from '../../core/spending/judge-project.js'
import type { ApiContext } from '../api-deps.js'
import { estimateRun } from '../estimate-specs.js'
import { requireProject, requireRun } from '../lookup.js'
import { pathId, resource } from '../resource.js'

/** GET /projects/:projectId/budget and GET /runs/:runId/estimate. */
export function addSpendingRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  resource(router, '/projects/:projectId/budget', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const spending = await catalogue.oversight.spending(projectId)
      const { gpuHourMicros } = deps.spending
      const judged = judgeProject(spending, { isHourFree: gpuHourMicros === 0 })
      response.json({ projectId, ...spending, ...judged } satisfies BudgetView)
    },
  })
  resource(router, '/runs/:runId/estimate', {
    async get(request, response) {
      const run = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      response.json((await estimateRun(deps, run)) satisfies EstimateView)
    },
  })
}
