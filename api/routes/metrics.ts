import type { Router } from 'express'
import { readMetrics } from '../../core/http/contracts/installation-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'

/** `/metrics` for Prometheus. Like /healthz it needs no token: it listens on the loopback and tells only numbers. */
export function addMetricsRoute(router: Router, deps: ApiContext): void {
  mountOperations(router, deps, [
    operation(readMetrics, async (_input, response) => {
      const { contentType, text } = await deps.metrics.render()
      // Not through `type`, which would reorder the parameters that Prometheus looks for.
      response.setHeader('Content-Type', contentType)
      response.end(text)
    }),
  ])
}
