import type { Router } from 'express'
import { readDecision } from '../../core/http/contracts/variants-contracts.schema.js'
import type { DecisionStatus } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { readDecisionsOf } from '../decision-records.js'
import { mountOperations, operation } from '../operations.js'
import { notFound } from '../problem.js'

export function addDecisionRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(readDecision, async ({ params }, response) => {
      const found = await catalogue.review.findRequest(params.decisionId)
      if (!found) throw notFound('decision')
      const { decisionId, projectId, runId, specRevisionId, message, state, refusal } = found
      const answer: DecisionStatus = {
        decisionId,
        projectId,
        runId,
        specRevisionId,
        variantId: message.variantId,
        verb: message.verb,
        state,
        refusal,
        decisions: state === 'applied' ? await readDecisionsOf(catalogue, found) : [],
      }
      response.json(answer)
    }),
  ])
}
