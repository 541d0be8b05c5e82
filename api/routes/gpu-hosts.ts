import type { Router } from 'express'
import { readGpuHosts } from '../../core/http/contracts/oversight-contracts.schema.js'
import { composeGpuHosts, type GpuHostsView } from '../../core/http/gpu-api.js'
import { sdxlBytes } from '../../core/models/memory-profile.js'
import { assumedCosts, measuredWindowMs, measureTimes } from '../../core/scheduling/measured-times.js'
import { budgetOf } from '../../core/scheduling/probe-host.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'

/** GET /gpu-hosts: the ComfyUI servers at work and what waits for them. */
export function addGpuHostRoute(router: Router, deps: ApiContext): void {
  const { gpuHosts } = deps.catalogue
  mountOperations(router, deps, [
    operation(readGpuHosts, async (_input, response) => {
      const [rows, waiting, past, open] = await Promise.all([
        gpuHosts.list(),
        gpuHosts.waitingWork(),
        gpuHosts.pastExecutions({ withinMs: measuredWindowMs }),
        gpuHosts.openPrompts(),
      ])
      const budgets = new Map(rows.map((row) => [row.host, budgetOf(row)]))
      const sizes = new Map(
        rows.flatMap(({ resident }) => resident.map((one) => [one.checkpoint, one.bytes])),
      )
      const times = measureTimes(past, assumedCosts, {
        budgetOf: (host) => budgets.get(host) ?? sdxlBytes,
        bytesOf: (checkpoint) => sizes.get(checkpoint) ?? sdxlBytes,
      })
      response.json(composeGpuHosts({ rows, waiting, past, open, times }) satisfies GpuHostsView)
    }),
  ])
}
