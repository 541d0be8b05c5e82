import type { Router } from 'express'
import type { DecisionList, VariantRouteView, VariantView } from '../../core/http/http-api.js'
import type { VariantRow } from '../../core/ports.js'
import type { ApiContext } from '../api-deps.js'
import { createDecider } from '../decide-variant.js'
import { requireVariant } from '../lookup.js'
import { parseBody } from '../request-bodies.schema.js'
import { pathId, resource } from '../resource.js'

/** The row with the path of its picture. */
export function viewVariant(variant: VariantRow): VariantView {
  return { ...variant, imageUrl: `/api/v1/projects/${variant.projectId}/images/${variant.sha256}` }
}

export function addVariantRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const decide = createDecider(deps)

  resource(router, '/variants/:variantId', {
    async get(request, response) {
      response.json(viewVariant(await requireVariant(catalogue, pathId(request, 'variantId', 'variant'))))
    },
  })

  resource(router, '/variants/:variantId/route', {
    async get(request, response) {
      const variant = await requireVariant(catalogue, pathId(request, 'variantId', 'variant'))
      const { host } = variant.provenance ?? {}
      const [route, hosts] = await Promise.all([
        catalogue.routes.find(variant.jobId),
        host === undefined ? [] : catalogue.gpuHosts.list(),
      ])
      const hostAddress = hosts.find((one) => one.host === host)?.address ?? null
      response.json({ route, hostAddress } satisfies VariantRouteView)
    },
  })

  resource(router, '/variants/:variantId/decisions', {
    async get(request, response) {
      const { variantId } = await requireVariant(catalogue, pathId(request, 'variantId', 'variant'))
      response.json({ decisions: await catalogue.review.decisionsOf(variantId) } satisfies DecisionList)
    },
    async post(request, response) {
      const variant = await requireVariant(catalogue, pathId(request, 'variantId', 'variant'))
      const answer = await decide(variant, parseBody('decide', request.body))
      if (answer.state === 'pending') response.status(202).location(`/api/v1/decisions/${answer.decisionId}`)
      response.json(answer)
    },
  })
}
