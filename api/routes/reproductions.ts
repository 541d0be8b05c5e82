import type { Response, Router } from 'express'
import { chainJobId } from '../../core/chain/job-id.js'
import { listReproductions, reproduceVariant } from '../../core/http/contracts/variants-contracts.schema.js'
import type { ReproductionAccepted, ReproductionList } from '../../core/http/jobs-api.js'
import type { VariantRow } from '../../core/ports.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { requireVariant } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'

/** Variants that are made again to compare: each order is a job of one step. */
export function addReproductionRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(reproduceVariant, async ({ params }, response) => {
      await order(deps, await requireVariant(catalogue, params.variantId), response)
    }),
    operation(listReproductions, async ({ params }, response) => {
      const { variantId } = await requireVariant(catalogue, params.variantId)
      const reproductions = await catalogue.reproductions.ofVariant(variantId)
      response.json({ reproductions } satisfies ReproductionList)
    }),
  ])
}

async function order(deps: ApiContext, variant: VariantRow, response: Response): Promise<void> {
  const { catalogue, ids } = deps
  const { projectId, variantId, specRevisionId, specKey, costMicros } = variant
  const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
  if (spec.origin !== undefined)
    throw problem(
      409,
      'handed-in',
      `${specKey} was made outside and handed in: there is nothing to make again.`,
      'Its bytes are compared with their hash whenever they are read: npx assetloom doctor.',
    )
  const chainId = ids.mint('job')
  const step = { position: '1', type: 'reproduce' as const, input: { variantId }, notes: [] }
  const steps = [{ ...step, jobId: chainJobId(chainId, '1'), parentJobId: null }]
  await catalogue.chains.submit({ projectId, chainId, steps })
  const message = { kind: 'startChain', projectId, chainId } as const
  const accepted = acceptedBy(await deliverMessage(deps, message, `startChain/${chainId}`))
  const route = await catalogue.routes.find(variant.jobId)
  response
    .status(202)
    .location(`/api/v1/jobs/${chainId}`)
    .json({
      ...{ jobId: chainId, projectId, variantId, ...accepted },
      expectedCostMicros: Math.max(costMicros, route?.costMicros ?? 0),
    } satisfies ReproductionAccepted)
}
