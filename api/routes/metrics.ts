import type { Router } from 'express'
import type { ApiContext } from '../api-deps.js'
import { resource } from '../resource.js'

/** `/metrics` for Prometheus. Like /healthz it needs no token: it listens on the loopback and tells only numbers. */
export function addMetricsRoute(router: Router, { metrics }: ApiContext): void {
  resource(router, '/metrics', {
    async get(_request, response) {
      const { contentType, text } = await metrics.render()
      // Not through `type`, which would reorder the parameters that Prometheus looks for.
      response.setHeader('Content-Type', contentType)
      response.end(text)
    },
  })
}
