import type { Router } from 'express'
import { composeGpuHosts, type GpuHostsView } from '../../core/http/gpu-api.js'
import type { ApiContext } from '../api-deps.js'
import { resource } from '../resource.js'

/** GET /gpu-hosts: the ComfyUI servers at work and what waits for them. */
export function addGpuHostRoute(router: Router, { catalogue }: ApiContext): void {
  resource(router, '/gpu-hosts', {
    async get(_request, response) {
      const [hosts, waiting] = await Promise.all([
        catalogue.gpuHosts.list(),
        catalogue.gpuHosts.waitingWork(),
      ])
      response.json(composeGpuHosts(hosts, waiting) satisfies GpuHostsView)
    },
  })
}
