import type { ComfyServerFacts } from '../comfyui/object-info.js'
import type { GraphTemplate } from '../graphs/graph-template.js'
import { refusalsOf } from '../graphs/refusals-of.js'
import { chooseMemoryProfile, type MemoryProfile } from '../models/memory-profile.js'
import type { HostFacts, HostProbe } from './gpu-host-ports.js'

/** So many names of one folder, or of node classes, are kept: more than any server has that is in use. */
const namesMax = 20_000

/**
 * What of a server's facts the catalogue keeps, with the name of the memory profile that fits, and which of these graphs it
 * would refuse.
 */
export function probeOf(
  { version, objectInfo, ...facts }: ComfyServerFacts,
  templates: readonly GraphTemplate[] = [],
): HostProbe {
  const kept: HostFacts = {
    ...facts,
    models: Object.fromEntries(
      Object.entries(facts.models).map(([folder, names]) => [folder, names.slice(0, namesMax)]),
    ),
    nodeClasses: [...objectInfo.keys()].slice(0, namesMax),
    ...(templates.length === 0 ? {} : { refusals: refusalsOf(templates, objectInfo) }),
  }
  return { version, profile: memoryProfileOf(kept).name, facts: kept }
}

/** What models may fill together on this host; bytes. */
export function budgetOf({ facts }: HostProbe): number {
  return memoryProfileOf(facts).modelBudgetBytes
}

/** What fits into the memory of a host, by what its server tells of it. */
export function memoryProfileOf({ devices, ramTotal }: HostFacts): MemoryProfile {
  const vramTotal = Math.max(0, ...devices.map((one) => one.vramTotal))
  return chooseMemoryProfile({ vramTotal, ramTotal, deviceName: devices[0]?.name ?? '' })
}
