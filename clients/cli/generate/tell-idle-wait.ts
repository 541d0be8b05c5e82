import type { GpuHostsView } from '../../../core/http/gpu-api.js'

/** A stack that was just started has found its servers by then. */
const afterDefaultMs = 20_000

/**
 * Tells once, after a while, why an order for a ComfyUI makes no progress: no server can work at the moment. Returns the
 * end of the waiting. Who cannot be asked is not told of.
 */
export function tellIdleWait(
  readHosts: () => Promise<GpuHostsView>,
  say: (line: string) => void,
  afterMs: number = afterDefaultMs,
): () => void {
  const look = async (): Promise<void> => {
    const { hosts } = await readHosts()
    const line = describeIdleWait({ hosts })
    if (line !== null) say(line)
  }
  const timer = setTimeout(() => void look().catch(() => undefined), afterMs)
  return () => clearTimeout(timer)
}

/** null = some server can work. */
export function describeIdleWait({ hosts }: Pick<GpuHostsView, 'hosts'>): string | null {
  if (hosts.some(({ state }) => state === 'working' || state === 'idle')) return null
  const why = hosts.map(
    ({ address, trouble, state }) =>
      `${address}: ${trouble ?? (state === 'away' ? 'its agent is silent' : state)}`,
  )
  const what = why.length === 0 ? 'no ComfyUI has been found yet' : `no ComfyUI can work (${why.join('; ')})`
  return `The order waits: ${what}. It goes on by itself; npx assetloom gpu status shows more, Ctrl-C leaves it waiting.`
}
