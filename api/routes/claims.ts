import type { Router } from 'express'
import {
  listClaims,
  releaseClaims,
  renewClaims,
  takeClaims,
} from '../../core/http/contracts/together-contracts.schema.js'
import type { ClaimList, ClaimsReleased } from '../../core/http/review-api.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import type { ApiContext } from '../api-deps.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'

/** Who takes which specs of a run to review. */
export function addClaimRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(listClaims, async ({ params }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      response.json({ claims: await catalogue.claims.list(runId) } satisfies ClaimList)
    }),
    operation(takeClaims, async ({ params, body, principal }, response) => {
      const { projectId, runId } = await requireRun(catalogue, params.runId)
      const claims = await catalogue.claims.take({
        ...{ projectId, runId, handle: principal.handle },
        count: body.count ?? togetherLimits.claimsAtOnceDefault,
        leaseMs: togetherLimits.claimLeaseMs,
      })
      response.json({ claims } satisfies ClaimList)
    }),
    operation(renewClaims, async ({ params, principal }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      const claims = await catalogue.claims.renew({ runId, handle: principal.handle })
      response.json({ claims } satisfies ClaimList)
    }),
    operation(releaseClaims, async ({ params, query, principal }, response) => {
      const { projectId, runId } = await requireRun(catalogue, params.runId)
      const released = await catalogue.claims.release({
        ...{ projectId, runId, handle: principal.handle },
        ...(query.specKey === undefined ? {} : { specKeys: [query.specKey] }),
      })
      response.json({ released } satisfies ClaimsReleased)
    }),
  ])
}
