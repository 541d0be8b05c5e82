import type { Router } from 'express'
import type { DecisionStatus } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { readDecisionsOf } from '../decision-records.js'
import { notFound } from '../problem.js'
import { pathId, resource } from '../resource.js'

export function addDecisionRoutes(router: Router, { catalogue }: ApiContext): void {
  resource(router, '/decisions/:decisionId', {
    async get(request, response) {
      const found = await catalogue.review.findRequest(pathId(request, 'decisionId', 'decision'))
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
    },
  })
}
