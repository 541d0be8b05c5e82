import { expect, it } from 'vitest'
import { describeIdleWait, tellIdleWait } from '../../clients/cli/generate/tell-idle-wait.js'
import type { GpuHostsView, GpuHostView } from '../../core/http/gpu-api.js'

const host = (state: GpuHostView['state'], trouble: string | null = null): GpuHostView =>
  ({ address: 'http://127.0.0.1:8188', state, trouble }) as GpuHostView

it('an order that no ComfyUI can make now says so once, and why', async () => {
  expect(describeIdleWait({ hosts: [host('trouble', 'refused'), host('idle')] })).toBeNull()
  expect(describeIdleWait({ hosts: [host('trouble', 'connection refused')] })).toContain(
    'no ComfyUI can work (http://127.0.0.1:8188: connection refused)',
  )
  const answer = { hosts: [] } as unknown as GpuHostsView
  const said = await new Promise<string>((resolve) =>
    tellIdleWait(async () => await Promise.resolve(answer), resolve, 0),
  )
  expect(said).toContain('no ComfyUI has been found yet')
})
