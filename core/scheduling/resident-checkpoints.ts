import type { ResidentCheckpoint } from './gpu-host-ports.js'

/**
 * What a host has in memory after a job with this checkpoint, the one used last first: ComfyUI lets those go that were not
 * used for the longest time. A checkpoint above the whole budget is there alone, loaded in parts. `isSwap`: it was not in
 * memory before.
 */
export function useCheckpoint(
  resident: readonly ResidentCheckpoint[],
  used: ResidentCheckpoint,
  budgetBytes: number,
): { readonly resident: readonly ResidentCheckpoint[]; readonly isSwap: boolean } {
  const kept = [used]
  let bytes = used.bytes
  for (const one of resident) {
    if (one.checkpoint === used.checkpoint) continue
    bytes += one.bytes
    if (bytes > budgetBytes) break
    kept.push(one)
  }
  return { resident: kept, isSwap: resident.every(({ checkpoint }) => checkpoint !== used.checkpoint) }
}
