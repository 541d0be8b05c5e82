import type { GpuHostsView } from '../../core/http/gpu-api.js'
import type { AssetloomClient } from './assetloom-client.js'

/** ComfyUI servers at work, and what waits for them. Throws as the requests of AssetloomClient do. */
export async function readGpuHosts(client: AssetloomClient): Promise<GpuHostsView> {
  const response = await client.open({ method: 'GET', path: '/api/v1/gpu-hosts', repeatable: true })
  return (await response.json()) as GpuHostsView
}
