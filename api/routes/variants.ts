import type { Router } from 'express'
import {
  decide,
  listDecisions,
  readVariant,
  readVariantRoute,
} from '../../core/http/contracts/variants-contracts.schema.js'
import type { DecisionList, VariantRouteView } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { createDecider } from '../decide-variant.js'
import { requireVariant } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { viewVariants } from '../view-variants.js'

export function addVariantRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const take = createDecider(deps)
  mountOperations(router, deps, [
    operation(readVariant, async ({ params }, response) => {
      const variant = await requireVariant(catalogue, params.variantId)
      const [view] = await viewVariants(catalogue, [variant])
      response.json(view)
    }),
    operation(readVariantRoute, async ({ params }, response) => {
      const variant = await requireVariant(catalogue, params.variantId)
      const { host } = variant.provenance ?? {}
      const [route, hosts] = await Promise.all([
        catalogue.routes.find(variant.jobId),
        host === undefined ? [] : catalogue.gpuHosts.list(),
      ])
      const hostAddress = hosts.find((one) => one.host === host)?.address ?? null
      response.json({ route, hostAddress } satisfies VariantRouteView)
    }),
    operation(listDecisions, async ({ params }, response) => {
      const { variantId } = await requireVariant(catalogue, params.variantId)
      response.json({ decisions: await catalogue.review.decisionsOf(variantId) } satisfies DecisionList)
    }),
    operation(decide, async ({ params, body, principal }, response) => {
      const variant = await requireVariant(catalogue, params.variantId)
      const answer = await take(variant, body, principal.handle)
      if (answer.state === 'pending') response.status(202).location(`/api/v1/decisions/${answer.decisionId}`)
      response.json(answer)
    }),
  ])
}
