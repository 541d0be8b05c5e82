import type { GenerationRoute } from '../generation/generation-route.js'
import type { GpuHostRow } from './gpu-host-ports.js'

/** Which of a route's checkpoint and LoRAs each host that is alive has not, in the order of the hosts. Pure. */
export function lackingFiles(
  hosts: readonly GpuHostRow[],
  { checkpoint, loras }: NonNullable<GenerationRoute['models']>,
): string[][] {
  const wanted = [checkpoint, ...loras.map(({ name }) => name)]
  const alive = hosts.filter(({ isAlive }) => isAlive)
  return alive.map(({ facts }) => {
    const files = new Set(Object.values(facts.models).flat())
    return wanted.filter((file) => !files.has(file))
  })
}
